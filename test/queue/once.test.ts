import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pWaitFor from 'p-wait-for';
import type { SandboxClient } from '../../sandbox/client';
import { launchSandbox } from '../../sandbox/client';
import { ensureN8n } from '../../scripts/n8n/install';
import type { RunningN8n } from '../../scripts/n8n/launch';
import { packPackage } from '../../scripts/n8n/package';
import type { RunningQueue } from '../../scripts/n8n/queue';
import { launchQueue } from '../../scripts/n8n/queue';
import type { Execution } from '../../scripts/n8n/rest';
import { withCredentials } from '../../scripts/n8n/rest';
import { Host, publish } from '../e2e/support/host';
import type { Name } from './telling';
import { doubles, endings, ORDERS, PARALLEL, PREFIXES, RACERS, telling } from './telling';

/*
 * Messages with a Deduplication Key: their worker is killed, they are sent again, and two workers send the same
 * ones at the same moment.
 */

/** Longer than it takes n8n to give up an execution whose worker is gone. */
const UNTIL_GIVEN_UP_MS = 180_000;

let sandbox: SandboxClient;
let queue: RunningQueue;
let host: Host;
let ids: Record<Name, string>;
const ends: Array<() => Promise<void>> = [];

beforeAll(async () => {
	const installation = await ensureN8n((line) => {
		console.log(line);
	});
	const tarball = await packPackage(join(__dirname, '..', '..'));
	ends.push(async () => {
		await rm(dirname(tarball), { recursive: true });
	});
	sandbox = await launchSandbox();
	ends.push(async () => {
		await sandbox.stop();
	});
	await sandbox.configure({ lovi: { rateLimits: false, latencyMs: 100 } });
	queue = await launchQueue({ installation, tarball, workers: 1 });
	ends.push(queue.stop);
	publish([{ sandbox, n8n: queue }]);
	host = new Host();
	await host.rest.login();
	const loviApi = await host.credential('loviApi');
	const entries = (Object.keys(PREFIXES) as Name[]).map(async (name) => {
		const id = await host.rest.createWorkflow(withCredentials(telling(name), { loviApi }));
		await host.rest.activateWorkflow(id);
		return [name, id] as const;
	});
	ids = Object.fromEntries(await Promise.all(entries)) as Record<Name, string>;
}, 600_000);

afterAll(async () => {
	for (const end of ends.reverse()) await end();
}, 60_000);

async function call(name: Name): Promise<void> {
	const response = await fetch(`${queue.baseUrl}/webhook/${name}`, { method: 'POST' });
	expect(response.status).toBe(200);
}

/** The last of so many executions, when all of them have ended. */
async function newest(name: Name, count: number): Promise<Execution> {
	const executions = await host.rest.executionsSettled(ids[name], count, 240_000);
	expect(executions).toHaveLength(count);
	const last = Math.max(...executions.map(({ id }) => Number(id)));
	return await host.rest.waitForExecution(String(last), 240_000);
}

async function told(name: Name): Promise<string[]> {
	const deliveries = await sandbox.notifications();
	return deliveries.map(({ number }) => number).filter((to) => to.startsWith(PREFIXES[name]));
}

it('are sent once although their worker is killed and they are sent again', async () => {
	await call('orders');
	await pWaitFor(async () => (await told('orders')).length >= ORDERS / 3, { timeout: 180_000 });
	const killed = queue.workers[0] as RunningN8n;
	await killed.kill();
	await queue.add('worker', { insteadOf: killed });
	await queue.add('worker');
	const [first] = await host.rest.executionsSettled(ids.orders, 1, UNTIL_GIVEN_UP_MS);
	const toldAtKill = await told('orders');

	const retry = await host.rest.call<{ id: string }>(
		'POST',
		`/executions/${first?.id ?? ''}/retry`,
		{ loadWorkflow: true },
	);
	const retried = await host.rest.waitForExecution(retry.id, 240_000);
	await call('orders');
	const second = await newest('orders', 3);
	await call('orders');
	const third = await newest('orders', 4);
	const all = await told('orders');
	const [retryEndings, again, last] = [retried, second, third].map(endings);
	console.log({
		toldAtKill: toldAtKill.length,
		retry: [retried.status, retried.error?.message, retryEndings],
		again: [second.status, again],
		last: [third.status, last],
		told: all.length,
		doubles: doubles(all),
	});

	expect(first?.status).not.toBe('success');
	expect(toldAtKill.length).toBeLessThan(ORDERS);
	expect(doubles(all)).toBe(0);
	const uncertain = last?.uncertain ?? 0;
	expect(uncertain).toBeLessThanOrEqual(PARALLEL);
	expect(last?.duplicate).toBe(ORDERS - uncertain);
	// Of those whose end is not known, each one was told or not.
	expect(all.length).toBeGreaterThanOrEqual(ORDERS - uncertain);
}, 900_000);

it('are sent once although two workers send them at the same moment', async () => {
	const calls = 4;
	await Promise.all(Array.from({ length: calls }, () => call('race')));
	const executions = await host.rest.executionsSettled(ids.race, calls, 240_000);
	const counts = await Promise.all(
		executions.map(async ({ id }) => endings(await host.rest.getExecution(id))),
	);
	await call('race');
	const later = endings(await newest('race', calls + 1));
	const all = await told('race');
	console.log({ counts, later, told: all.length, doubles: doubles(all) });

	expect(doubles(all)).toBe(0);
	expect(new Set(all).size).toBe(RACERS);
	expect(later).toEqual({ duplicate: RACERS });
}, 600_000);
