import type { IDataObject, INodeParameters } from 'n8n-workflow';
import pWaitFor from 'p-wait-for';
import type { ServiceName } from '../../../sandbox/client';
import type { Execution, WorkflowJson, WorkflowNode } from '../../../scripts/n8n/rest';
import { nodeType } from '../../../scripts/packages';
import type { Host } from './host';
import { workflow } from './host';
import { connectToMcp } from './mcp';
import type { ToolCall } from './model';
import { startModel } from './model';
import { GATEWAY_KEY } from './secrets';

/**
 * The ways in which n8n runs a node for a language model.
 *
 * - AI Agent 2 and a sub-agent of version 2.2 call the tool themselves.
 * - AI Agent 3 asks the engine, which runs the tool as an ordinary node. So does a sub-agent of version 3 beneath
 *   it; beneath anything that calls its tools itself, n8n 2.41 cannot run such a sub-agent.
 * - MCP Server Trigger calls the tool for a client elsewhere.
 */
export const WAYS = [
	'AI Agent 2',
	'AI Agent 3',
	'Sub-agent 2.2',
	'Sub-agent 3',
	'MCP Server Trigger',
] as const;
export type Way = (typeof WAYS)[number];

/** A node of the package as a tool. */
export interface ToolNode {
	/** The node's name, of which n8n makes the tool's name. */
	name: string;
	service: ServiceName;
	parameters: INodeParameters;
	/** Such as Retry On Fail. */
	settings?: object;
}

/** What came of calls. */
export interface Outcome {
	/** What the model got for each of them, word for word. */
	answers: string[];
	/** What n8n shows of the last of them. */
	execution: Execution;
}

/** A model that uses tools in one of the ways. */
export interface ToolUser {
	/**
	 * Has the model call tools in one turn.
	 *
	 * @param cancelWhen when this is so, a person stops the execution, or the client gives the call up
	 */
	call(calls: ToolCall[], cancelWhen?: () => Promise<boolean>): Promise<Outcome>;
	/** All that reached a model so far. */
	received(): string[];
	close(): Promise<void>;
}

/** Where the value of a field of the input item stands in an expression. */
const FIELD_OF_ITEM = /\$json\.(\w+)/g;
/** The sub-agent, as the agent above it calls it. */
const SUB_AGENT = 'Assistant';
const AGENT = '@n8n/n8n-nodes-langchain.agent';

/** Parameters in which the model fills in what would come from the input item. */
export function filledInByModel(parameters: INodeParameters): INodeParameters {
	return withTexts(parameters, (text) =>
		text.replaceAll(FIELD_OF_ITEM, "$fromAI('$1', '', 'string')"),
	) as INodeParameters;
}

/** What a model gives instead of an input item, all as text; an empty one for what the item does not have. */
export function argumentsFrom(
	parameters: INodeParameters,
	item: IDataObject,
): Record<string, string> {
	const fields = [...JSON.stringify(parameters).matchAll(FIELD_OF_ITEM)];
	return Object.fromEntries(fields.map(([, name = '']) => [name, asText(item[name] ?? '')]));
}

function asText(value: unknown): string {
	if (Array.isArray(value)) return value.join(', ');
	return typeof value === 'string' ? value : JSON.stringify(value);
}

function withTexts(value: unknown, change: (text: string) => string): unknown {
	if (typeof value === 'string') return change(value);
	if (Array.isArray(value)) return value.map((part) => withTexts(part, change));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, part]) => [name, withTexts(part, change)]),
	);
}

/** Has a model use tools in one of the ways. */
export async function startToolUser(host: Host, way: Way, tools: ToolNode[]): Promise<ToolUser> {
	const nodes = await toolNodes(host, tools);
	if (way === 'MCP Server Trigger') return await startClient(host, nodes);
	const [, agentType = '', typeVersion = ''] = /^(\D+) (.+)$/.exec(way) ?? [];
	const model = await startModel();
	const above = agentType === 'Sub-agent' ? await startModel() : undefined;
	const subNodes = above
		? [
				...(await beneath(host, 'Agent', above.url, [subAgent(Number(typeVersion))])),
				...(await beneath(host, SUB_AGENT, model.url, nodes)),
			]
		: await beneath(host, 'Agent', model.url, nodes);
	const parameters = { promptType: 'define', text: 'Do your work', options: {} };
	const agent = {
		name: 'Agent',
		type: AGENT,
		typeVersion: above ? 3 : Number(typeVersion),
		parameters,
	};
	const id = await host.rest.createWorkflow(withSubNodes(workflow(1, agent), subNodes));
	return {
		async call(calls, cancelWhen) {
			above?.follow([[{ tool: SUB_AGENT, arguments: { Task: 'Do your work' } }]]);
			model.follow([calls]);
			const running = host.rest.runWorkflow(id);
			if (cancelWhen) {
				await pWaitFor(cancelWhen, { interval: 20 });
				const [execution] = await host.rest.executions({ workflowId: id });
				await host.rest.call('POST', `/executions/${execution?.id ?? ''}/stop`, {});
			}
			return { execution: await running, answers: [...model.answers] };
		},
		received: () => [...model.received, ...(above?.received ?? [])],
		async close() {
			await model.close();
			await above?.close();
		},
	};
}

async function startClient(host: Host, tools: WorkflowNode[]): Promise<ToolUser> {
	const { id, url } = await serve(host, tools);
	const client = await connectToMcp(url);
	let seen = 0;
	return {
		async call(calls, cancelWhen) {
			const answers: string[] = [];
			const aborter = new AbortController();
			for (const { tool, arguments: given } of calls) {
				const answering = client.call(tool, given, aborter.signal).then(
					(result) => answers.push(JSON.stringify(result)),
					(error: unknown) => {
						if (!cancelWhen) throw error;
					},
				);
				if (cancelWhen) {
					await pWaitFor(cancelWhen, { interval: 20 });
					aborter.abort();
				}
				await answering;
			}
			seen += calls.length;
			return { answers, execution: await latestExecution(host, id, seen) };
		},
		received: () => client.received,
		close: async () => {
			await client.close();
		},
	};
}

/** Waits for so many executions of a workflow, which n8n begins when a tool has answered. */
async function latestExecution(host: Host, workflowId: string, count: number): Promise<Execution> {
	const areThere = async () => {
		const executions = await host.rest.executions({ workflowId });
		const isDone = executions.length >= count;
		return isDone && pWaitFor.resolveWith(executions[0]?.id ?? '');
	};
	return await host.rest.waitForExecution(await pWaitFor(areThere, { interval: 50 }));
}

/** Publishes a workflow in which MCP Server Trigger serves tools. */
export async function serveTools(
	host: Host,
	tools: ToolNode[],
): Promise<{ id: string; url: string }> {
	return await serve(host, await toolNodes(host, tools));
}

async function serve(host: Host, tools: WorkflowNode[]): Promise<{ id: string; url: string }> {
	const path = crypto.randomUUID();
	const server: WorkflowNode = {
		id: 'server',
		name: 'Server',
		type: '@n8n/n8n-nodes-langchain.mcpTrigger',
		typeVersion: 2,
		position: [0, 0],
		webhookId: path,
		parameters: { path },
	};
	const settings = { executionOrder: 'v1', saveDataSuccessExecution: 'all' };
	const parts = { name: 'Server', nodes: [server], connections: {}, settings };
	const subNodes = tools.map((node) => ({ node, type: 'ai_tool', to: 'Server' }));
	const id = await host.rest.createWorkflow(withSubNodes(parts, subNodes));
	await host.rest.activateWorkflow(id);
	return { id, url: `${host.n8n.baseUrl}/mcp/${path}` };
}

/** The nodes of tools, which have one credential for each service. */
async function toolNodes(host: Host, tools: ToolNode[]): Promise<WorkflowNode[]> {
	const credentials: WorkflowNode['credentials'] = {};
	for (const service of new Set(tools.map((tool) => tool.service))) {
		const data = service === 'lovi' ? { gatewayApiKey: GATEWAY_KEY } : {};
		credentials[`${service}Api`] = await host.credential(`${service}Api`, data);
	}
	return tools.map(({ name, service, parameters, settings }) => ({
		name,
		type: nodeType(`${service}Tool`),
		typeVersion: 1,
		parameters,
		credentials: { [`${service}Api`]: credentials[`${service}Api`] ?? {} },
		...settings,
	}));
}

function subAgent(typeVersion: number): WorkflowNode {
	return {
		name: SUB_AGENT,
		type: `${AGENT}Tool`,
		typeVersion,
		parameters: {
			toolDescription: 'Does what it is told',
			text: "={{ $fromAI('Task', '', 'string') }}",
			options: {},
		},
	};
}

interface SubNode {
	node: WorkflowNode;
	/** Of the connection. */
	type: string;
	/** The node above it. */
	to: string;
}

/** What an agent has: its model and tools. */
async function beneath(
	host: Host,
	to: string,
	url: string,
	tools: WorkflowNode[],
): Promise<SubNode[]> {
	const openAi = { name: `Model of ${to}`, type: 'openAiApi', data: { apiKey: 'none', url } };
	const model = {
		name: openAi.name,
		type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
		typeVersion: 1.2,
		parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
		credentials: { openAiApi: await host.rest.createCredential(openAi) },
	};
	return [
		{ node: model, type: 'ai_languageModel', to },
		...tools.map((node) => ({ node, type: 'ai_tool', to })),
	];
}

function withSubNodes(parts: WorkflowJson, subNodes: SubNode[]): WorkflowJson {
	const connections: Array<[string, object]> = subNodes.map(({ node: { name }, type, to }) => [
		name,
		{ [type]: [[{ node: to, type, index: 0 }]] },
	]);
	return {
		...parts,
		nodes: [
			...parts.nodes,
			...subNodes.map(({ node }, index) => ({
				id: `sub-${index}`,
				position: [index * 200, 300],
				...node,
			})),
		],
		connections: { ...parts.connections, ...Object.fromEntries(connections) },
	};
}
