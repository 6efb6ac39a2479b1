import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pWaitFor from 'p-wait-for';
import type { Delivery, MluviiEvent, SandboxClient } from '../../sandbox/client';
import { launchSandbox } from '../../sandbox/client';
import { sampleEvent } from '../../sandbox/mluvii/events';
import { readExample } from '../../scripts/demo';
import { ensureN8n } from '../../scripts/n8n/install';
import type { RunningN8n } from '../../scripts/n8n/launch';
import { packPackage } from '../../scripts/n8n/package';
import type { RunningQueue } from '../../scripts/n8n/queue';
import { launchQueue } from '../../scripts/n8n/queue';
import type { ExecutionSummary, WorkflowJson, WorkflowNode } from '../../scripts/n8n/rest';
import { withCredentials } from '../../scripts/n8n/rest';
import { Host, publish, TRIGGER, workflow } from '../e2e/support/host';

const ORDERS = 250;
/** Of each type. Mluvii sends events of one kind one after the other; these are of different kinds. */
const EVENTS = 250;
const EVENT_TYPES = ['EmailThreadCreated', 'UserStatusChanged', 'ApplicationSettingChanged'];
/** So many of the events of a type that can be told from others by their time are delivered twice. */
const DELIVERED_TWICE = 100;
/** A loop that takes longer than everything that happens before its worker is killed. */
const LOOP = 600;
/** How the telephone numbers begin that each workflow tells something. */
const [ORDERS_PREFIX, LOOP_PREFIX, BATCHES_PREFIX] = ['34800', '34600', '34700'];
/** n8n's default: so many executions run at once in a worker. */
const CONCURRENCY = 10;
/** Longer than it takes n8n to give up an execution whose worker is gone. */
const UNTIL_GIVEN_UP_MS = 180_000;

const NAMES = ['orders', 'sessions', 'events', 'loop', 'batches'] as const;
type Name = (typeof NAMES)[number];

let sandbox: SandboxClient;
let queue: RunningQueue;
let host: Host;
let ids: Record<Name, string>;
let events: MluviiEvent[];
const ends: Array<() => Promise<void>> = [];

/** What the run of `beforeAll` left behind. */
let killed: RunningN8n;
let survivor: RunningN8n;
let inFlightAtKill: string[];
let deliveredAtKill: Delivery[];
let deliveries: Delivery[];
let executions: Record<Name, ExecutionSummary[]>;
/** Before and after the tokens of both services were revoked. */
let logins: Array<{ mluvii: number; lovi: number }>;

beforeAll(async () => {
	const installation = await ensureN8n((line) => {
		console.log(line);
	});
	const tarball = await packPackage(join(__dirname, '..', '..'));
	sandbox = await launchSandbox();
	ends.push(async () => {
		await sandbox.stop();
	});
	// Its limits are not what this is about: both workers together would come up against them.
	await sandbox.configure({ lovi: { rateLimits: false, latencyMs: 300 } });
	queue = await launchQueue({ installation, tarball, workers: 1 });
	ends.push(queue.stop);
	publish([{ sandbox, n8n: queue }]);
	host = new Host();
	await host.rest.login();
	await prepare();

	// Both loops on the worker that will be killed, everything else on both.
	killed = queue.workers[0] as RunningN8n;
	await Promise.all([post('loop', {}), post('batches', {})]);
	survivor = await queue.add('worker');
	const load = Promise.all([sendOrders(), sendEvents()]);
	await pWaitFor(() => finishedBy(killed).length + finishedBy(survivor).length >= 300, {
		interval: 100,
	});
	await killed.kill();
	deliveredAtKill = await sandbox.notifications();
	const finished = new Set(finishedBy(killed));
	inFlightAtKill = startedBy(killed).filter((id) => !finished.has(id));
	await queue.add('worker', { insteadOf: killed });
	const before = await countLogins();
	await Promise.all([sandbox.revokeTokens('mluvii'), sandbox.revokeTokens('lovi')]);
	await load;

	// The loops first, which were cut off: n8n takes its time to give those up.
	const [loop, batches] = [await settled('loop', 1), await settled('batches', 1)];
	executions = {
		orders: await settled('orders', ORDERS),
		sessions: await settled('sessions', EVENTS),
		events: await settled('events', EVENT_TYPES.length * EVENTS),
		loop,
		batches,
	};
	deliveries = await sandbox.notifications();
	const after = await countLogins();
	logins = [before, { mluvii: after.mluvii - before.mluvii, lovi: after.lovi - before.lovi }];
	rmSync(dirname(tarball), { recursive: true });
}, 900_000);

afterAll(async () => {
	for (const end of ends.reverse()) await end();
}, 60_000);

/** Creates and publishes the workflows. */
async function prepare(): Promise<void> {
	const credentials = {
		mluviiApi: await host.credential('mluviiApi'),
		loviApi: await host.credential('loviApi'),
	};
	const orderShipped = readExample('lovi-order-shipped');
	const tell = orderShipped.nodes.find(({ name }) => name === 'Tell the customer') as WorkflowNode;
	tell.parameters = { ...(tell.parameters as object), options: { requestsPerMinute: 100_000 } };
	const workflows: Record<Name, WorkflowJson> = {
		orders: orderShipped,
		sessions: readExample('mluvii-session-ended'),
		events: await host.listener(EVENT_TYPES),
		loop: loopOver(tell, LOOP_PREFIX),
		batches: inBatches(loopOver(tell, BATCHES_PREFIX)),
	};
	const entries = NAMES.map(async (name) => {
		const workflow = withCredentials(workflows[name], credentials);
		const id = await host.rest.createWorkflow(workflow);
		await host.rest.activateWorkflow(id);
		return [name, id] as const;
	});
	ids = Object.fromEntries(await Promise.all(entries)) as Record<Name, string>;
	await sandbox.setSessions(EVENTS);
	events = await makeEvents();
}

/** A workflow that tells many customers one after the other, in one node, when it is called. */
function loopOver(tell: WorkflowNode, prefix: string): WorkflowJson {
	const loop = workflow(LOOP, {
		...tell,
		name: 'Tell',
		parameters: {
			...(tell.parameters as object),
			number: `=${prefix}{{ String($json.index).padStart(6, '0') }}`,
			// One without placeholders.
			template: { __rl: true, mode: 'list', value: 'welcome_message|en' },
			templateParametersMode: 'fields',
		},
	});
	const [start, ...others] = loop.nodes;
	const path = prefix === LOOP_PREFIX ? 'loop' : 'batches';
	const parameters = { httpMethod: 'POST', path, options: {} };
	const webhook = { type: 'n8n-nodes-base.webhook', typeVersion: 2, webhookId: path, parameters };
	return { ...loop, nodes: [{ ...start, name: 'Start', ...webhook }, ...others] };
}

/** The same with a loop of n8n around the node, ten customers at a time, and progress that is stored. */
function inBatches(json: WorkflowJson): WorkflowJson {
	const to = (node: string) => [{ node, type: 'main', index: 0 }];
	const batches = {
		id: 'batches',
		name: 'Batches',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		position: [600, 200],
		parameters: { batchSize: 10, options: {} },
	};
	return {
		...json,
		nodes: [...json.nodes, batches],
		connections: {
			...json.connections,
			Items: { main: [to('Batches')] },
			Batches: { main: [[], to('Tell')] },
			Tell: { main: [to('Batches')] },
		},
		settings: { executionOrder: 'v1', saveExecutionProgress: true },
	};
}

async function post(path: string, body: object): Promise<void> {
	const response = await fetch(`${queue.baseUrl}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	expect(response.status).toBe(200);
}

async function sendOrders(): Promise<void> {
	const orders = Array.from({ length: ORDERS }, (_, index) => index);
	const work = async () => {
		for (let index = orders.shift(); index !== undefined; index = orders.shift()) {
			const phone = `${ORDERS_PREFIX}${String(index).padStart(6, '0')}`;
			const order = { number: String(index), customer: `Nora ${index}`, phone, arrives: 'Friday' };
			await post('order-shipped', { order });
		}
	};
	await Promise.all(Array.from({ length: 5 }, work));
}

/** Events about the sandbox's sessions, for the example, and others for the listener. */
async function makeEvents(): Promise<MluviiEvent[]> {
	const sessions = await sandbox.sessions();
	return Array.from({ length: EVENTS }, (_, index) => {
		const ended = sampleEvent('SessionEnded', index);
		const deliveries = index < DELIVERED_TWICE ? 2 : 1;
		const [first, ...others] = EVENT_TYPES.map((type) => sampleEvent(type, index));
		return [
			{ ...ended, data: { ...ended.data, id: sessions[index] }, deliveries },
			{ ...(first as MluviiEvent), deliveries },
			...others,
		];
	}).flat();
}

async function sendEvents(): Promise<void> {
	for (let from = 0; from < events.length; from += 100) {
		await sandbox.emitEvents(events.slice(from, from + 100));
	}
}

async function settled(name: Name, count: number): Promise<ExecutionSummary[]> {
	return await host.rest.executionsSettled(ids[name], count, UNTIL_GIVEN_UP_MS);
}

/** The executions that a worker has begun, or finished, by its log. */
function startedBy({ logFile }: RunningN8n): string[] {
	return executionsIn(logFile, /Worker started execution (\d+)/g);
}

function finishedBy({ logFile }: RunningN8n): string[] {
	return executionsIn(logFile, /Worker finished execution (\d+)/g);
}

function executionsIn(logFile: string, pattern: RegExp): string[] {
	return [...readFileSync(logFile, 'utf8').matchAll(pattern)].map(([, id = '']) => id);
}

function idsOf(list: ExecutionSummary[]): string[] {
	return list.map(({ id }) => id);
}

function failed(list: ExecutionSummary[]): ExecutionSummary[] {
	return list.filter(({ status }) => status !== 'success');
}

async function countLogins() {
	return { mluvii: await host.logins('mluvii'), lovi: await host.logins('lovi') };
}

/** The numbers that messages went to, of those that begin in a way. */
function told(prefix: string, list = deliveries): string[] {
	return list.map(({ number }) => number).filter((number) => number.startsWith(prefix));
}

describe('executions on two workers, one of which is killed and started again', () => {
	it('are one for each event and call, and none is begun twice', () => {
		const started = [...startedBy(killed), ...startedBy(survivor)];

		expect(NAMES.map((name) => [name, executions[name].length])).toEqual([
			['orders', ORDERS],
			['sessions', EVENTS],
			['events', EVENT_TYPES.length * EVENTS],
			['loop', 1],
			['batches', 1],
		]);
		expect(started).toHaveLength(new Set(started).size);
		expect(new Set(started)).toEqual(new Set(NAMES.flatMap((name) => idsOf(executions[name]))));
		expect(startedBy(survivor).length).toBeGreaterThan(100);
		expect(startedBy(killed).length).toBeGreaterThan(100);
	});

	it('fail only where they were running when the worker was killed', () => {
		const ended = NAMES.flatMap((name) => failed(executions[name]));

		expect(inFlightAtKill.length).toBeLessThanOrEqual(CONCURRENCY);
		expect(inFlightAtKill).toEqual(expect.arrayContaining(idsOf(ended)));
	});

	it('get each event once', async () => {
		const succeeded = executions.events.filter(({ status }) => status === 'success');
		const received: string[] = [];
		for (const { id } of succeeded) {
			const { runData } = await host.rest.getExecution(id);
			received.push(JSON.stringify(runData[TRIGGER]?.[0]?.data?.main[0]?.[0]?.json));
		}
		const sent = events
			.filter(({ eventType }) => EVENT_TYPES.includes(eventType))
			.map(({ eventType, data }) => JSON.stringify({ eventType, data }));

		expect(new Set(received).size).toBe(received.length);
		expect(sent).toEqual(expect.arrayContaining(received));
		expect(sent).toHaveLength(received.length + failed(executions.events).length);
	}, 120_000);

	it('tag each session once', async () => {
		const tags = await sandbox.requests({ service: 'mluvii', operationId: 'addSessionTag' });
		const accepted = tags.filter(({ status }) => status !== 401).map(({ path }) => path);

		expect(new Set(accepted).size).toBe(accepted.length);
		expect(accepted.length).toBeGreaterThanOrEqual(EVENTS - failed(executions.sessions).length);
		expect(accepted.length).toBeLessThanOrEqual(EVENTS);
	});

	it('tell each customer once', () => {
		const all = deliveries.map(({ number }) => number);
		const customers = told(ORDERS_PREFIX);

		expect(new Set(all).size).toBe(all.length);
		expect(customers.length).toBeGreaterThanOrEqual(ORDERS - failed(executions.orders).length);
	});

	it.each([
		['loop', LOOP_PREFIX],
		['batches', BATCHES_PREFIX],
	] as const)('do not go on where the %s was cut off, nor begin again', (name, prefix) => {
		const customers = told(prefix);
		const first = Array.from(customers, (_, index) => prefix + String(index).padStart(6, '0'));
		expect(failed(executions[name])).toHaveLength(1);
		expect(customers).toEqual(first);
		expect(customers.length).toBeGreaterThan(0);
		expect(customers.length).toBeLessThan(LOOP);
		// One can have been on its way.
		expect(customers.length - told(prefix, deliveredAtKill).length).toBeLessThanOrEqual(1);
	});

	it('log in at most once per process and token', () => {
		// Main process, the worker that is killed, the other one, and the one that is started again.
		const processes = [4, 3];

		for (const [life, counts] of logins.entries()) {
			for (const count of Object.values(counts)) {
				expect(count).toBeLessThanOrEqual(processes[life] ?? 0);
			}
		}
	});

	it('keep to the contracts', async () => {
		expect(await sandbox.violations()).toEqual([]);
	});
});
