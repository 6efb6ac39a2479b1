import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pWaitFor from 'p-wait-for';
import { launchSandbox } from '../../sandbox/client';
import { ensureN8n } from '../../scripts/n8n/install';
import { launchN8n } from '../../scripts/n8n/launch';
import { packPackage } from '../../scripts/n8n/package';
import { withCredentials } from '../../scripts/n8n/rest';
import { Host, publish } from '../e2e/support/host';
import { doubles, endings, ORDERS, PARALLEL, PREFIXES, telling } from './telling';

/* Messages with a Deduplication Key in one process of n8n with SQLite, which is killed and started again. */

const ends: Array<() => Promise<void>> = [];

afterAll(async () => {
	for (const end of ends.reverse()) await end();
}, 60_000);

it('are sent once although n8n is killed and the execution is retried', async () => {
	const installation = await ensureN8n((line) => {
		console.log(line);
	});
	const tarball = await packPackage(join(__dirname, '..', '..'));
	const sandbox = await launchSandbox();
	ends.push(async () => {
		await sandbox.stop();
	});
	await sandbox.configure({ lovi: { rateLimits: false, latencyMs: 100 } });
	const killed = await launchN8n({ installation, tarball });
	ends.push(killed.stop);
	publish([{ sandbox, n8n: killed }]);
	let host = new Host();
	await host.rest.login();
	const loviApi = await host.credential('loviApi');
	const id = await host.rest.createWorkflow(withCredentials(telling('orders'), { loviApi }));
	await host.rest.activateWorkflow(id);
	const told = async () => {
		const all = await sandbox.notifications();
		return all.map(({ number }) => number).filter((to) => to.startsWith(PREFIXES.orders));
	};
	await fetch(`${killed.baseUrl}/webhook/orders`, { method: 'POST' });
	await pWaitFor(async () => (await told()).length >= ORDERS / 3, { timeout: 180_000 });
	await killed.kill();
	const toldAtKill = (await told()).length;

	const n8n = await launchN8n({ installation, tarball, userFolder: killed.userFolder });
	ends.push(n8n.stop);
	publish([{ sandbox, n8n }]);
	host = new Host();
	await host.rest.login();
	const runs: Array<Record<string, number>> = [];
	const [first] = await host.rest.executionsSettled(id, 1, 120_000);
	for (const begin of [
		async () => {
			const path = `/executions/${first?.id ?? ''}/retry`;
			await host.rest.call('POST', path, { loadWorkflow: true });
		},
		async () => {
			await fetch(`${n8n.baseUrl}/webhook/orders`, { method: 'POST' });
		},
	]) {
		await begin();
		const executions = await host.rest.executionsSettled(id, runs.length + 2, 240_000);
		const last = Math.max(...executions.map((execution) => Number(execution.id)));
		runs.push(endings(await host.rest.getExecution(String(last))));
	}
	const all = await told();
	console.log({ first: first?.status, toldAtKill, runs, told: all.length, doubles: doubles(all) });
	rmSync(dirname(tarball), { recursive: true });

	const [retry = {}, again] = runs;
	const { accepted = 0, duplicate = 0, uncertain = 0 } = retry;
	expect(toldAtKill).toBeLessThan(ORDERS);
	expect(doubles(all)).toBe(0);
	expect(uncertain).toBeLessThanOrEqual(PARALLEL);
	expect(accepted + duplicate + uncertain).toBe(ORDERS);
	expect(again).toEqual({ duplicate: ORDERS - uncertain, ...(uncertain > 0 ? { uncertain } : {}) });
	expect(all.length).toBeGreaterThanOrEqual(ORDERS - uncertain);
}, 900_000);
