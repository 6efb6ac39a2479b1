import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureN8n } from '../../scripts/n8n/install';
import type { RunningN8n } from '../../scripts/n8n/launch';
import { launchN8n } from '../../scripts/n8n/launch';
import type { WorkflowJson } from '../../scripts/n8n/rest';
import { N8nRest, withCredentials } from '../../scripts/n8n/rest';
import type { PackedPackages } from '../../scripts/packages';
import { nodeType, packPackages } from '../../scripts/packages';
import { Host } from './support/host';

const host = new Host();
const TRIGGER = 'When a session has ended';

function listener(): WorkflowJson {
	return {
		name: 'Poller',
		nodes: [
			{
				id: 'a7a0c1de-0000-4000-8000-000000000001',
				name: TRIGGER,
				type: nodeType('mluviiPollingTrigger'),
				typeVersion: 1,
				position: [0, 0],
				parameters: {
					authentication: 'mluviiApi',
					event: 'sessionEnded',
					pollTimes: { item: [{ mode: 'everyMinute' }] },
				},
				credentials: { mluviiApi: { id: '', name: '' } },
			},
			{
				id: 'a7a0c1de-0000-4000-8000-000000000002',
				name: 'Nothing',
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				position: [220, 0],
				parameters: {},
			},
		],
		connections: { [TRIGGER]: { main: [[{ node: 'Nothing', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'all' },
	};
}

/** The sessions with which a workflow was started, once it was for so many. */
async function startedWith(rest: N8nRest, id: string, count: number): Promise<number[]> {
	for (let tries = 1; ; tries++) {
		const executions = await rest.executionsSettled(id, 1, 5000);
		expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'success'));
		const sessions = await Promise.all(
			executions.map(async (execution) => {
				const { runData } = await rest.getExecution(execution.id);
				return (runData[TRIGGER]?.[0]?.data?.main[0] ?? []).map(({ json }) => Number(json.id));
			}),
		);
		const all = sessions.flat();
		if (all.length >= count || tries === 60) return all.sort();
	}
}

async function endSessions(count: number): Promise<number[]> {
	const ids: number[] = [];
	for (let index = 0; index < count; index++) {
		const id = await host.sandbox.createSession();
		await host.sandbox.endSession(id);
		ids.push(id);
	}
	return ids;
}

describe('a workflow that polls', () => {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-polling-'));
	let packed: PackedPackages;
	let n8n: RunningN8n | undefined;

	async function start(): Promise<N8nRest> {
		n8n = await launchN8n({
			installation: await ensureN8n(() => undefined),
			tarball: packed.tarballs,
			userFolder: join(folder, 'home'),
		});
		const rest = new N8nRest(n8n.baseUrl, n8n.owner);
		await rest.login();
		return rest;
	}

	beforeAll(async () => {
		await host.sandbox.reset();
		packed = await packPackages();
	});

	afterAll(async () => {
		await n8n?.stop();
		rmSync(folder, { recursive: true, force: true });
		await packed.remove();
		expect(await host.sandbox.violations()).toEqual([]);
	});

	it('is started once for each session that ends, also while n8n was not running', async () => {
		await host.sandbox.configure({ mluvii: { serverClockOffsetMs: -7_200_000 } });
		// By that clock, too.
		await host.sandbox.setSessions(20);
		let rest = await start();
		const mluviiApi = await rest.createCredential(host.credentialData('mluviiApi'));
		const id = await rest.createWorkflow(withCredentials(listener(), { mluviiApi }));
		await rest.activateWorkflow(id);

		// Where it began is stored, although nothing has come yet.
		await n8n?.stop();
		const ended = await endSessions(2);
		rest = await start();
		expect(await startedWith(rest, id, 2)).toEqual(ended);

		// n8n polls once when it starts, and then once in a minute.
		ended.push(...(await endSessions(3)));
		expect(await startedWith(rest, id, 5)).toEqual(ended);

		await rest.deactivateWorkflow(id);
	}, 400_000);
});
