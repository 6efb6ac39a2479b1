import { readFileSync } from 'node:fs';
import axios from 'axios';
import pWaitFor from 'p-wait-for';
import type { MluviiEvent } from '../../sandbox/client';
import { eventTypes, sampleEvent } from '../../sandbox/mluvii/events';
import type { RunningN8n } from '../../scripts/n8n/launch';
import type { N8nRest } from '../../scripts/n8n/rest';
import { withCredentials } from '../../scripts/n8n/rest';
import { Host, TRIGGER } from './support/host';
import { Installations, portOf } from './support/installations';

const host = new Host();
const itFromN8n2 = host.isN8n1 ? it.skip : it;
const FOREIGN = {
	id: 7,
	eventTypes: ['SessionEnded'],
	callbackUrl: 'http://someone:else@127.0.0.1:9/hook',
};

beforeAll(async () => {
	await host.rest.login();
});

beforeEach(async () => {
	await host.sandbox.reset();
	await host.sandbox.configure({ mluvii: { webhookRetryDelayMs: 10 } });
	await host.sandbox.setWebhooks([FOREIGN]);
});

afterEach(async () => {
	expect(await host.sandbox.violations()).toEqual([]);
});

async function activeListener(events: string[], options = {}): Promise<string> {
	const id = await host.rest.createWorkflow(await host.listener(events, options));
	await host.rest.activateWorkflow(id);
	return id;
}

async function ownHooks() {
	return (await host.sandbox.webhooks()).filter(({ id }) => id !== FOREIGN.id);
}

/** Has Mluvii refuse every new webhook, as n8n tries again. */
async function refuseWebhooks(body: Record<string, string>): Promise<void> {
	await host.sandbox.fault({
		service: 'mluvii',
		method: 'POST',
		path: '/api/v1/Webhooks',
		kind: 'status',
		status: 400,
		body,
		times: 0,
	});
}

/** What each execution was started with. */
async function startedWith(workflowId: string, count: number): Promise<unknown[]> {
	const executions = await host.rest.executionsSettled(workflowId, count);
	expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'success'));
	return await Promise.all(
		executions.map(async ({ id }) => {
			const { runData } = await host.rest.getExecution(id);
			return runData[TRIGGER]?.[0]?.data?.main[0]?.[0]?.json;
		}),
	);
}

/** What goes over the wire of an event. */
function sent({ eventType, data }: MluviiEvent) {
	return { eventType, data };
}

/** Posts to the address of a trigger as anyone could; `headers` may have the secret. */
async function post(
	address: string,
	body: string | Buffer | undefined,
	headers: Record<string, string> = {},
): Promise<number> {
	const options = { headers, proxy: false as const, validateStatus: () => true };
	const { status } = await axios.post(address, body, {
		...options,
		transformRequest: (data: unknown) => data,
	});
	return status;
}

describe('attacks on a trigger', () => {
	let id: string;
	let address: string;
	let authorization: string;
	const event = JSON.stringify(sent(sampleEvent('SessionEnded', 1)));
	const json = { 'content-type': 'application/json' };

	beforeEach(async () => {
		id = await activeListener(['SessionEnded', 'SessionCallParamsUpdated']);
		const url = new URL((await ownHooks())[0]?.callbackUrl ?? '');
		authorization = `Basic ${Buffer.from(`${url.username}:${url.password}`).toString('base64')}`;
		address = `${url.origin}${url.pathname}`;
	});

	afterEach(async () => {
		await host.rest.deactivateWorkflow(id);
	});

	it('without its secret start nothing, whatever they look like', async () => {
		const secret = Buffer.from(authorization.slice(6), 'base64').toString().slice('n8n:'.length);
		const forged: Array<Record<string, string>> = [
			{},
			{ authorization: '' },
			{ authorization: 'Basic' },
			{ authorization: 'Basic %%%' },
			{ authorization: secret },
			{ authorization: `Bearer ${secret}` },
			{ authorization: `Basic ${secret}` },
			{ authorization: authorization.slice(0, -4) },
			{ authorization: `Basic ${'A'.repeat(12_000)}` },
			{ 'proxy-authorization': authorization },
			{ 'x-authorization': authorization },
			{ cookie: `secret=${secret}` },
		];
		const statuses = [];
		for (const headers of forged)
			statuses.push(await post(address, event, { ...json, ...headers }));
		const inQuery = await post(`${address}?secret=${secret}&authorization=x`, event, json);
		// n8n's server refuses it, or ends the connection while it is still being sent.
		const tooLong = await post(address, event, {
			...json,
			authorization: 'A'.repeat(100_000),
		}).catch((error: unknown) => (error as { code?: string }).code);

		expect(statuses).toEqual(forged.map(() => 401));
		expect(inQuery).toBe(401);
		expect([431, 'ECONNRESET', 'EPIPE']).toContain(tooLong);
		expect(await startedWith(id, 0)).toEqual([]);
	});

	it('with its secret, but without an event, start nothing', async () => {
		const deep = `{"eventType": "SessionEnded", "data": {"time": ${'['.repeat(10_000)}${']'.repeat(10_000)}}}`;
		const multipart = `--x\r\ncontent-disposition: form-data; name="eventType"\r\n\r\nSessionEnded\r\n--x--\r\n`;
		const bodies: Array<[string, string | undefined, string]> = [
			['nothing', undefined, 'application/json'],
			['a list', `[${event}]`, 'application/json'],
			['a number', '7', 'application/json'],
			['a text', '"SessionEnded"', 'application/json'],
			['null', 'null', 'application/json'],
			['broken JSON', event.slice(0, -1), 'application/json'],
			['an event without a type', '{"data": {}}', 'application/json'],
			[
				'an event with a list as type',
				'{"eventType": ["SessionEnded"], "data": {}}',
				'application/json',
			],
			['an event in its prototype', `{"__proto__": ${event}}`, 'application/json'],
			['10,000 levels', deep, 'application/json'],
			['a form', 'eventType=SessionEnded&data[time]=1', 'application/x-www-form-urlencoded'],
			['several parts', multipart, 'multipart/form-data; boundary=x'],
			['plain text', 'SessionEnded', 'text/plain'],
			['XML', '<event><eventType>SessionEnded</eventType></event>', 'application/xml'],
			['another type', event.slice(0, -1), 'application/octet-stream'],
		];
		const answers = [];
		for (const [what, body, type] of bodies) {
			answers.push([what, await post(address, body, { authorization, 'content-type': type })]);
		}

		expect(answers).toEqual(bodies.map(([what]) => [what, what === 'broken JSON' ? 422 : 400]));
		expect(await startedWith(id, 0)).toEqual([]);
	});

	it('by names that objects have by themselves change nothing', async () => {
		const data = '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}';
		const body = `{"eventType": "SessionCallParamsUpdated", "data": ${data}, "__proto__": {"polluted": 1}}`;

		expect(await post(address, body, { ...json, authorization })).toBe(200);
		const [started] = await startedWith(id, 1);
		expect(started).not.toHaveProperty('polluted');
		expect(started).toMatchObject({ eventType: 'SessionCallParamsUpdated' });
		// The next event comes as it was sent.
		expect(await post(address, event, { ...json, authorization })).toBe(200);
		expect(await startedWith(id, 2)).toContainEqual(JSON.parse(event));
	});

	it('by size are refused by n8n, and large events come through', async () => {
		const sized = (megabytes: number) =>
			JSON.stringify({
				eventType: 'SessionCallParamsUpdated',
				data: { id: 1, text: 'x'.repeat(megabytes * 1_000_000) },
			});

		expect(await post(address, sized(5), { ...json, authorization })).toBe(200);
		expect(await post(address, sized(20), { ...json, authorization })).toBeGreaterThanOrEqual(400);
		expect(await startedWith(id, 1)).toHaveLength(1);
	});

	it('by an event that comes again start the workflow once', async () => {
		for (let time = 0; time < 3; time++) await post(address, event, { ...json, authorization });
		await host.rest.deactivateWorkflow(id);
		await host.rest.activateWorkflow(id);
		await post(address, event, { ...json, authorization });

		expect(await startedWith(id, 1)).toHaveLength(1);
	});
});

describe('an active trigger', () => {
	it('takes in events whatever they are labelled as', async () => {
		const id = await activeListener(['SessionEnded']);
		const url = new URL((await ownHooks())[0]?.callbackUrl ?? '');
		const login = Buffer.from(`${url.username}:${url.password}`).toString('base64');
		const types = [
			'application/json; charset=utf-8',
			'text/json',
			'text/plain; charset=utf-8',
			'application/vnd.mluvii.event+json',
			'application/octet-stream',
			'application/x-www-form-urlencoded',
			'multipart/mixed; boundary=x',
			'',
		];
		const events = types.map((_, index) => sent(sampleEvent('SessionEnded', index)));
		const answers = [];
		for (const [index, type] of types.entries()) {
			// Older versions read what is labelled as JSON by themselves, and take no byte order mark there.
			const mark = !host.isNewest && type.startsWith('application/json') ? '' : '\uFEFF';
			const body = Buffer.from(mark + JSON.stringify(events[index]));
			const headers = { authorization: `Basic ${login}`, 'content-type': type };
			answers.push(await post(`${url.origin}${url.pathname}`, body, headers));
		}

		expect(answers).toEqual(types.map(() => 200));
		expect(sorted(await startedWith(id, types.length))).toEqual(sorted(events));
		await host.rest.deactivateWorkflow(id);
	});

	it('starts the workflow exactly once for each of 200 events, and for none of 10 forged ones', async () => {
		const id = await activeListener(eventTypes);
		const [hook, ...others] = await ownHooks();
		expect(others).toEqual([]);

		const paramsUpdated = sampleEvent('SessionCallParamsUpdated', 5);
		const identified = eventTypes.filter((type) =>
			['activityId', 'time', 'created', 'started', 'ended'].some(
				(field) => field in sampleEvent(type, 0).data,
			),
		);
		const events: MluviiEvent[] = [
			// Ten pairs with equal bodies: call parameters that were changed twice.
			...Array.from({ length: 20 }, () => paramsUpdated),
			...Array.from({ length: 20 }, (_, index) => ({
				...sampleEvent(identified[index] ?? '', index),
				deliveries: 2,
			})),
			...Array.from({ length: 160 }, (_, index) =>
				sampleEvent(eventTypes[index % eventTypes.length] ?? '', 100 + index),
			),
		];
		const secret = new URL(hook?.callbackUrl ?? '').password;
		const forged = [
			undefined,
			'n8n:',
			'n8n:wrong',
			`wrong:${secret}`,
			`${secret}:n8n`,
			`n8n:${secret}0`,
			`n8n:${secret.slice(1)}`,
		];
		const [deliveries, statuses] = await Promise.all([
			host.sandbox.emitEvents(events),
			Promise.all([
				...forged.map(async (user) => await forge(hook?.callbackUrl, { user })),
				forge(hook?.callbackUrl, { query: `?secret=${secret}` }),
				forge(hook?.callbackUrl, { headers: { 'x-secret': secret } }),
				forge(hook?.callbackUrl, { headers: { authorization: `Bearer ${secret}` } }),
			]),
		]);
		const started = await startedWith(id, 200);

		expect(statuses).toEqual(Array.from({ length: 10 }, () => 401));
		const own = deliveries.filter(({ webhookId }) => webhookId === hook?.id);
		expect(own.flatMap(({ attempts }) => attempts)).toHaveLength(220);
		expect(own.filter(({ delivered }) => !delivered)).toEqual([]);
		expect(started).toHaveLength(200);
		expect(sorted(started)).toEqual(sorted(events.map(sent)));

		const [execution] = await host.rest.executions({ workflowId: id }, 1);
		expect((await host.rest.getExecution(execution?.id ?? '')).raw).not.toContain(secret);
		expect(host.log()).not.toContain(secret);

		expect(await host.rest.deactivateWorkflow(id)).toEqual([]);
		expect(await host.sandbox.webhooks()).toEqual([FOREIGN]);
	});

	it('adopts its old webhook when it is activated while that is still there', async () => {
		const id = await activeListener(['SessionEnded']);
		const before = await host.sandbox.webhooks();
		await host.rest.deactivateWorkflow(id);
		await host.sandbox.setWebhooks(before);
		await host.rest.activateWorkflow(id);

		expect(await host.sandbox.webhooks()).toEqual(before);
		await host.sandbox.emitEvents([sampleEvent('SessionEnded', 1)]);
		expect(await startedWith(id, 1)).toEqual([sent(sampleEvent('SessionEnded', 1))]);
		await host.rest.deactivateWorkflow(id);
	});

	it('says so when Mluvii is down at deactivation, and cleans up at the next one', async () => {
		const id = await activeListener(['SessionEnded']);
		const hooks = await host.sandbox.webhooks();
		await host.sandbox.fault({
			service: 'mluvii',
			path: '/api/v1/Webhooks',
			kind: 'status',
			status: 503,
			times: 0,
		});
		const messages = await host.rest.deactivateWorkflow(id);

		expect([...messages, host.log()].join('\n')).toContain('Mluvii is not available at the moment');
		expect(await host.sandbox.webhooks()).toEqual(hooks);

		await host.sandbox.reset();
		await host.sandbox.setWebhooks(hooks);
		await host.rest.activateWorkflow(id);
		expect(await host.sandbox.webhooks()).toEqual(hooks);
		expect(await host.rest.deactivateWorkflow(id)).toEqual([]);
		expect(await host.sandbox.webhooks()).toEqual([FOREIGN]);
	});

	it('is registered anew at its next activation when Mluvii has deleted the webhook', async () => {
		const id = await activeListener(['SessionEnded']);
		await host.sandbox.setWebhooks([FOREIGN]);
		expect(await host.rest.deactivateWorkflow(id)).toEqual([]);
		await host.rest.activateWorkflow(id);

		expect(await ownHooks()).toHaveLength(1);
		await host.rest.deactivateWorkflow(id);
	});

	it('shares the events with another workflow that listens for them', async () => {
		const ids = [await activeListener(['SessionEnded']), await activeListener(['SessionEnded'])];
		expect(await ownHooks()).toHaveLength(2);
		await host.sandbox.emitEvents([{ ...sampleEvent('SessionEnded', 1), deliveries: 2 }]);

		for (const id of ids) {
			expect(await startedWith(id, 1)).toEqual([sent(sampleEvent('SessionEnded', 1))]);
		}
		await host.rest.deactivateWorkflow(ids[0] ?? '');
		expect(await ownHooks()).toHaveLength(1);
		await host.rest.deactivateWorkflow(ids[1] ?? '');
	});

	it('can be tested meanwhile, under an address of its own that is given up afterwards', async () => {
		const id = await activeListener(['SessionEnded']);
		const [production] = await ownHooks();
		await host.rest.listenForTestEvent(id, TRIGGER);
		const both = await ownHooks();
		await host.sandbox.emitEvents([sampleEvent('SessionEnded', 1)]);
		const started = await host.rest.executionsSettled(id, 2);
		await host.sandbox.emitEvents([sampleEvent('SessionEnded', 2)]);

		expect(both).toHaveLength(2);
		expect(new Set(both.map(({ callbackUrl }) => new URL(callbackUrl).password)).size).toBe(2);
		expect(started.map(({ mode }) => mode).sort()).toEqual(['manual', 'webhook']);
		expect(await ownHooks()).toEqual([production]);
		expect(await startedWith(id, 3)).toHaveLength(3);
		await host.rest.deactivateWorkflow(id);
		expect(await ownHooks()).toEqual([]);
	});

	// n8n 1 shows the advice of an error alone.
	itFromN8n2('says in the editor that Mluvii refuses an event', async () => {
		await refuseWebhooks({ eventTypes: 'SessionEnded is not known' });

		await expect(activeListener(['SessionEnded'])).rejects.toThrow(
			'Mluvii refused the request: eventTypes: SessionEnded is not known',
		);
	});
});

/** Publishes a workflow with the trigger. @returns its ID */
async function publishListener(rest: N8nRest): Promise<string> {
	const mluviiApi = await rest.createCredential(host.credentialData('mluviiApi'));
	const listener = await host.listener(['SessionEnded']);
	const id = await rest.createWorkflow(withCredentials(listener, { mluviiApi }));
	await rest.activateWorkflow(id);
	return id;
}

describe('a trigger whose n8n has ended', () => {
	const installations = new Installations();
	const event = sampleEvent('SessionEnded', 1);
	let original: RunningN8n;
	let id: string;
	let hooks: Awaited<ReturnType<typeof ownHooks>>;

	beforeAll(async () => {
		await host.sandbox.reset();
		const { n8n, rest } = await installations.start('original');
		original = n8n;
		id = await publishListener(rest);
		await host.sandbox.emitEvents([event]);
		expect(await rest.executionsSettled(id, 1)).toHaveLength(1);
		hooks = await ownHooks();
		await n8n.stop();
		installations.copy('original', 'copy');
	});

	beforeEach(async () => {
		await host.sandbox.setWebhooks([FOREIGN, ...hooks]);
	});

	afterAll(async () => {
		await installations.remove();
	});

	it('keeps its webhook beside an n8n that is started from a copy of the data, whether the activation there fails or not', async () => {
		const copy = await installations.start('copy');
		// Older ones register webhooks again whenever they start, after they have said that they are ready.
		if (!host.isNewest) await pWaitFor(async () => (await ownHooks()).length > hooks.length);
		await copy.rest.deactivateWorkflow(id);
		expect(await ownHooks()).toEqual(hooks);

		await refuseWebhooks({ callbackUrl: 'cannot be reached' });
		// n8n 1 shows the description of an activation's error without its message.
		const shown = host.isN8n1 ? 'Check the values' : 'cannot be reached';
		await expect(copy.rest.activateWorkflow(id)).rejects.toThrow(shown);
		expect(await ownHooks()).toEqual(hooks);
		await copy.rest.deactivateWorkflow(id);
		expect(await ownHooks()).toEqual(hooks);

		await host.sandbox.reset();
		await host.sandbox.setWebhooks([FOREIGN, ...hooks]);
		await copy.rest.activateWorkflow(id);
		expect((await ownHooks()).slice(0, hooks.length)).toEqual(hooks);
		expect(await ownHooks()).toHaveLength(hooks.length + 1);
		const [warned = ''] =
			/Mluvii also has webhook .*/.exec(readFileSync(copy.n8n.logFile, 'utf8')) ?? [];
		expect(warned).toContain(`webhook ${hooks[0]?.id ?? 0} for this trigger`);
		expect(warned).toContain(original.baseUrl);
		expect(await copy.rest.deactivateWorkflow(id)).toEqual([]);
		expect(await ownHooks()).toEqual(hooks);
		await copy.n8n.stop();
	});

	it('goes on with its webhook when n8n is started again, and knows events that came before', async () => {
		const { rest } = await installations.start('original', portOf(original));
		expect(await ownHooks()).toEqual(hooks);
		await host.sandbox.emitEvents([event, sampleEvent('SessionEnded', 2)]);

		expect(await ownHooks()).toEqual(hooks);
		expect(await rest.executionsSettled(id, 2)).toHaveLength(2);
		await rest.deactivateWorkflow(id);
		expect(await host.sandbox.webhooks()).toEqual([FOREIGN]);
	});
});

/** Posts an event as somebody else could. */
async function forge(
	callbackUrl = '',
	{
		user,
		query = '',
		headers = {},
	}: { user?: string; query?: string; headers?: Record<string, string> },
): Promise<number> {
	const { origin, pathname } = new URL(callbackUrl);
	const login = Buffer.from(user ?? '').toString('base64');
	return await post(
		`${origin}${pathname}${query}`,
		JSON.stringify(sent(sampleEvent('SessionEnded', 999))),
		{
			'content-type': 'application/json',
			...(user !== undefined && { authorization: `Basic ${login}` }),
			...headers,
		},
	);
}

function sorted(events: unknown[]): string[] {
	return events.map((event) => JSON.stringify(event)).sort();
}
