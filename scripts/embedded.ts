import 'reflect-metadata';
import type { INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import type { SandboxInfo } from '../sandbox/client';
import '../test/support/engineHome';
import { Engine, START } from '../test/support/engine';
import { readExample, sandboxCredentials } from './demo';
import type { NodeRun } from './n8n/rest';

/** Not part of a workflow's run. */
const STICKY_NOTE = 'n8n-nodes-base.stickyNote';

/**
 * Runs an example against the sandbox in n8n's engine alone, which is there before n8n is installed.
 *
 * @param example one whose nodes are this package's, but for a manual trigger and filters
 * @returns each node's runs, by the node's name in the order in which they ended
 * @throws Error if the example has other nodes
 */
export async function runEmbedded(
	example: string,
	sandbox: SandboxInfo,
): Promise<Record<string, NodeRun[]>> {
	const engine = await loadEngine(sandbox);
	const { nodes, connections } = readExample(example);
	const steps = nodes.filter(({ type }) => type !== STICKY_NOTE);
	const trigger = steps.find(({ type }) => type in STAND_INS && type.endsWith('Trigger'));
	const run = await engine.runWorkflow({
		// The engine gives every node the stored credentials.
		nodes: steps.map((node) => {
			const step = { ...node };
			delete step.credentials;
			return step;
		}) as Steps,
		connections: {
			...(connections as Connections),
			[START]: { main: [[{ node: trigger?.name ?? '', type: 'main', index: 0 }]] },
		},
		types: STAND_INS,
	});
	const { runData } = run.data.resultData;
	const ofSteps = Object.entries(runData).filter(([name]) => name !== START);
	return Object.fromEntries(ofSteps) as unknown as Record<string, NodeRun[]>;
}

/** n8n's engine alone, with the sandbox's logins as its credentials. */
export async function loadEngine(sandbox: SandboxInfo): Promise<Engine> {
	const engine = await Engine.load();
	for (const { type, data } of sandboxCredentials(sandbox)) {
		engine.credentials.save(type, data as Parameters<typeof engine.credentials.save>[1]);
	}
	return engine;
}

type Steps = Parameters<Engine['runWorkflow']>[0]['nodes'];
type Connections = Parameters<Engine['runWorkflow']>[0]['connections'];

/** What the examples use of n8n's own nodes, which are not part of its engine. */
const STAND_INS: Record<string, INodeType> = {
	'n8n-nodes-base.manualTrigger': standIn('manualTrigger', [], () => true),
	'n8n-nodes-base.filter': standIn(
		'filter',
		[{ displayName: 'Conditions', name: 'conditions', type: 'filter', default: {} }],
		function (index) {
			return this.getNodeParameter('conditions', index, false, { extractValue: true }) === true;
		},
	),
};

/** A node that lets the items through that it keeps. */
function standIn(
	name: string,
	properties: INodeTypeDescription['properties'],
	keeps: (this: ThisParameterType<NonNullable<INodeType['execute']>>, index: number) => boolean,
): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: ['transform'],
			version: [1, 2.2],
			description: '',
			defaults: { name },
			inputs: ['main'],
			outputs: ['main'],
			properties,
		},
		async execute() {
			const kept = this.getInputData().filter((_item, index) => keeps.call(this, index));
			return await Promise.resolve([
				kept.map(({ json }, item): INodeExecutionData => ({ json, pairedItem: { item } })),
			]);
		},
	};
}
