import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { MluviiEvent } from '../../sandbox/client';
import { eventTypes, sampleEvent } from '../../sandbox/mluvii/events';
import type { EngineTrigger } from '../support/engine';
import { useFixture } from '../support/fixture';

const fixture = useFixture();
/** The one that was made last. */
let trigger: EngineTrigger;
let triggers: EngineTrigger[] = [];

const FOREIGN = {
	id: 7,
	eventTypes: ['SessionEnded'],
	callbackUrl: 'https://someone:else@example.com/hook',
};

/** A listening trigger that is not active yet. */
async function newTrigger(parameters: INodeParameters = {}): Promise<EngineTrigger> {
	trigger = fixture.engine.trigger('mluviiTrigger', {
		authentication: 'mluviiApi',
		eventTypes: ['SessionEnded', 'SessionCallParamsUpdated'],
		...parameters,
	});
	triggers.push(trigger);
	await trigger.listen();
	return trigger;
}

async function activeTrigger(parameters: INodeParameters = {}): Promise<EngineTrigger> {
	const created = await newTrigger(parameters);
	await created.activate();
	return created;
}

/** Posts to the trigger's address as anyone could; an empty content type is left out. */
async function post(
	body: unknown,
	{
		user,
		query = '',
		contentType = 'application/json',
	}: { user?: string; query?: string; contentType?: string } = {},
): Promise<number> {
	const response = await fetch(`${trigger.baseUrl}/b0a4c1de-test/webhook?${query}`, {
		method: 'POST',
		headers: {
			...(contentType === '' ? {} : { 'content-type': contentType }),
			...(user === undefined
				? {}
				: { authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
		},
		body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
	});
	return response.status;
}

async function ownHooks() {
	return (await fixture.sandbox.webhooks()).filter(({ id }) => id !== FOREIGN.id);
}

/** The secret that Mluvii has for the trigger. */
async function secretOf({ baseUrl }: EngineTrigger): Promise<string> {
	const hooks = (await ownHooks()).map(({ callbackUrl }) => new URL(callbackUrl));
	const own = hooks.find(({ origin }) => origin === new URL(baseUrl).origin);
	return own?.searchParams.get('secret') ?? own?.password ?? '';
}

/** Posts an event as Mluvii does. */
async function send(event: MluviiEvent, secret: string): Promise<number> {
	return await post(strip(event), { user: `n8n:${secret}` });
}

/** What n8n keeps of the trigger. */
function storedOf({ staticData }: EngineTrigger): IDataObject {
	return staticData['node:Node in the panel'] as IDataObject;
}

/** The same trigger in an n8n that was started from a copy of the data, under an address of its own. */
async function copyOf(original: EngineTrigger, parameters: INodeParameters = {}) {
	const copy = await newTrigger(parameters);
	copy.staticData = structuredClone(original.staticData);
	return copy;
}

const ended = (index: number): MluviiEvent => sampleEvent('SessionEnded', index);
const paramsUpdated = (index: number): MluviiEvent =>
	sampleEvent('SessionCallParamsUpdated', index);

beforeEach(async () => {
	await fixture.sandbox.configure({ mluvii: { webhookRetryDelayMs: 10 } });
	await fixture.sandbox.setWebhooks([FOREIGN]);
});

afterEach(async () => {
	// What the sandbox sends to the hook of another must not be waited for.
	await fixture.sandbox.setWebhooks([]);
	for (const one of triggers) await one.close();
	triggers = [];
});

describe('the life of the trigger', () => {
	it('creates one webhook with the chosen events and a secret of its own, and deletes it again', async () => {
		const { activate, deactivate } = await bound(newTrigger());
		expect(await activate()).toBe('created');
		const [hook, ...others] = await ownHooks();

		expect(others).toEqual([]);
		expect(hook?.eventTypes).toEqual(['SessionEnded', 'SessionCallParamsUpdated']);
		expect(hook?.callbackUrl).toMatch(
			/^http:\/\/n8n:\d+-[0-9a-f]{64}@127\.0\.0\.1:\d+\/webhook\/.*\/webhook$/,
		);

		await deactivate();
		expect(await fixture.sandbox.webhooks()).toEqual([FOREIGN]);
	});

	it('does nothing where the webhook is there already, as after a restart of n8n', async () => {
		const { activate } = await bound(activeTrigger());
		const before = await ownHooks();

		expect(await activate()).toBe('existing');
		expect(await ownHooks()).toEqual(before);
	});

	it('creates it anew where Mluvii has deleted it', async () => {
		const { activate } = await bound(activeTrigger());
		await fixture.sandbox.setWebhooks([FOREIGN]);

		expect(await activate()).toBe('created');
		expect(await ownHooks()).toHaveLength(1);
	});

	it('adopts its old webhook by the address, whatever n8n has forgotten and however many there are', async () => {
		const active = await activeTrigger();
		const [old] = await ownHooks();
		const callbackUrl = (old?.callbackUrl ?? '').replace(/n8n:[0-9a-f-]+/, 'n8n:anothersecret');
		await fixture.sandbox.setWebhooks([
			FOREIGN,
			{ id: 40, eventTypes: ['SessionCreated'], callbackUrl },
			{ id: 41, eventTypes: ['SessionEnded'], callbackUrl: `${callbackUrl}?x=1` },
		]);
		active.staticData = {};

		expect(await active.activate()).toBe('created');
		expect(await ownHooks()).toEqual([
			{
				id: 40,
				eventTypes: ['SessionEnded', 'SessionCallParamsUpdated'],
				callbackUrl: callbackUrl.replace('anothersecret', await secretOf(active)),
			},
		]);
		expect(await fixture.sandbox.webhooks()).toContainEqual(FOREIGN);
	});

	it('adopts the webhook that Mluvii names when it says that the address is taken', async () => {
		const created = await newTrigger();
		await fixture.sandbox.fault({
			service: 'mluvii',
			method: 'GET',
			path: '/api/v1/Webhooks',
			kind: 'status',
			status: 200,
			body: [],
		});
		await fixture.sandbox.fault({
			service: 'mluvii',
			method: 'POST',
			path: '/api/v1/Webhooks',
			kind: 'status',
			status: 409,
			body: FOREIGN.id,
		});
		await created.activate();

		expect(await fixture.sandbox.webhooks()).toMatchObject([
			{ id: FOREIGN.id, eventTypes: ['SessionEnded', 'SessionCallParamsUpdated'] },
		]);
	});

	it('changes the events of its webhook when other ones are chosen', async () => {
		const before = await activeTrigger();
		const { staticData } = before;
		await before.close();
		const changed = await newTrigger({ eventTypes: ['SessionForwarded'] });
		changed.staticData = staticData;
		const [hook] = await ownHooks();
		await fixture.sandbox.setWebhooks([
			FOREIGN,
			{ ...hook, callbackUrl: onPortOf(changed, hook?.callbackUrl ?? '') } as typeof FOREIGN,
		]);
		await changed.activate();

		expect(await ownHooks()).toMatchObject([{ id: hook?.id, eventTypes: ['SessionForwarded'] }]);
	});

	it('says so when Mluvii is down at deactivation, and keeps what it needs to clean up later', async () => {
		const active = await activeTrigger();
		const { staticData } = active;
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: '/api/v1/Webhooks',
			kind: 'status',
			status: 503,
			times: 0,
		});

		await expect(active.deactivate()).rejects.toThrow('Mluvii is not available at the moment');
		expect(active.staticData).toEqual(staticData);
	});

	it('is done where the webhook is gone already at deactivation', async () => {
		const active = await activeTrigger();
		await fixture.sandbox.setWebhooks([FOREIGN]);
		await active.deactivate();

		expect(await fixture.sandbox.webhooks()).toEqual([FOREIGN]);
	});

	it('says what is wrong when Mluvii refuses an event, or none is chosen', async () => {
		await fixture.sandbox.fault({
			service: 'mluvii',
			method: 'POST',
			path: '/api/v1/Webhooks',
			kind: 'status',
			status: 400,
			body: { eventTypes: 'SessionCallParamsUpdated is not known' },
		});
		await expect((await newTrigger()).activate()).rejects.toThrow(
			'Mluvii refused the request: eventTypes: SessionCallParamsUpdated is not known',
		);
		await trigger.close();
		await expect((await newTrigger({ eventTypes: [] })).activate()).rejects.toThrow(
			'No event is chosen',
		);
	});
});

describe('a copy of n8n under another address', () => {
	it('leaves the webhook of the original alone, whatever an older version has stored of it', async () => {
		const original = await activeTrigger();
		const before = await fixture.sandbox.webhooks();
		const [hook] = await ownHooks();
		storedOf(original).webhookId = hook?.id;
		const copy = await copyOf(original);

		await copy.deactivate();
		expect(await fixture.sandbox.webhooks()).toEqual(before);

		expect(await copy.activate()).toBe('created');
		const [own, ...others] = (await fixture.sandbox.webhooks()).slice(before.length);
		expect(others).toEqual([]);
		expect(own?.callbackUrl).toContain(new URL(copy.baseUrl).host);
		expect((await fixture.sandbox.webhooks()).slice(0, before.length)).toEqual(before);
		expect(storedOf(copy)).not.toHaveProperty('webhookId');

		await copy.deactivate();
		expect(await fixture.sandbox.webhooks()).toEqual(before);
	});

	it('leaves it alone when its activation fails, after which n8n cleans up', async () => {
		const original = await activeTrigger();
		const before = await fixture.sandbox.webhooks();
		const [hook] = await ownHooks();
		storedOf(original).webhookId = hook?.id;
		const copy = await copyOf(original);
		await fixture.sandbox.fault({
			service: 'mluvii',
			method: 'POST',
			path: '/api/v1/Webhooks',
			kind: 'status',
			status: 400,
			body: { callbackUrl: 'cannot be reached' },
		});

		await expect(copy.activate()).rejects.toThrow('Mluvii refused the request');
		await copy.deactivate();
		expect(await fixture.sandbox.webhooks()).toEqual(before);
	});

	it('warns of the webhook under the other address, with its ID and without its secret', async () => {
		const original = await activeTrigger();
		const [hook] = await ownHooks();
		await fixture.sandbox.setWebhooks([
			...(await fixture.sandbox.webhooks()),
			// Neither that of another trigger, nor the one for tests of this one.
			{ ...FOREIGN, id: 8, callbackUrl: `${original.baseUrl}/another/webhook` },
			{ ...FOREIGN, id: 9, callbackUrl: `${original.baseUrl}-test/b0a4c1de-test/webhook` },
		]);
		const moved = await copyOf(original);
		await moved.activate();
		const [warning = '', ...others] = moved.warnings;

		expect(others).toEqual([]);
		expect(warning).toContain(`webhook ${hook?.id ?? 0} `);
		expect(warning).toContain(`${original.baseUrl}/b0a4c1de-test/webhook`);
		expect(warning).not.toContain(await secretOf(original));
		// At each start of n8n, as long as it is there.
		expect(await moved.activate()).toBe('existing');
		expect(moved.warnings).toEqual([warning, warning]);
		expect(original.warnings).toEqual([]);
	});
});

describe('the secret of the trigger', () => {
	const MINUTE_MS = 60_000;

	/** Lets time pass. */
	const wait = (milliseconds: number): void => {
		const before = Date.now.bind(Date);
		const now = before();
		jest.spyOn(Date, 'now').mockReturnValue(now + milliseconds);
	};

	it('is a new one after each activation; the one before it is taken for ten minutes more', async () => {
		const active = await activeTrigger();
		const first = await secretOf(active);
		await active.deactivate();
		await active.activate();
		const second = await secretOf(active);

		expect(second).not.toBe(first);
		expect(await send(ended(1), first)).toBe(200);
		expect(await send(ended(2), second)).toBe(200);
		wait(11 * MINUTE_MS);
		expect(await send(ended(3), first)).toBe(401);
		expect(await send(ended(4), second)).toBe(200);
		expect(active.started).toEqual([1, 2, 4].map(ended).map(strip));
	});

	it('is not taken any more after two further activations', async () => {
		const active = await activeTrigger();
		const first = await secretOf(active);
		for (let time = 0; time < 2; time++) {
			await active.deactivate();
			await active.activate();
		}

		expect(await send(ended(1), first)).toBe(401);
	});

	it('stays what it was when a new one could not be registered', async () => {
		const active = await activeTrigger();
		const first = await secretOf(active);
		const stored = structuredClone(storedOf(active));
		await fixture.sandbox.setWebhooks(
			(await fixture.sandbox.webhooks()).map((hook) => ({ ...hook, eventTypes: ['SessionEnded'] })),
		);
		await fixture.sandbox.fault({
			service: 'mluvii',
			method: 'PUT',
			path: '/api/v1/Webhooks',
			kind: 'status',
			status: 400,
		});

		await expect(active.activate()).rejects.toThrow('Mluvii refused the request');
		expect(storedOf(active)).toEqual(stored);
		wait(11 * MINUTE_MS);
		expect(await send(ended(1), first)).toBe(200);
	});

	it('is a new one also when the clock was put back', async () => {
		const active = await activeTrigger();
		const first = await secretOf(active);
		await active.deactivate();
		wait(-60 * MINUTE_MS);
		await active.activate();

		expect(await secretOf(active)).not.toBe(first);
		expect(await send(ended(1), await secretOf(active))).toBe(200);
		wait(30 * MINUTE_MS);
		expect(await send(ended(2), first)).toBe(401);
	});

	it('works on when an event that came in before it writes back what n8n had stored then', async () => {
		const active = await activeTrigger({ options: { fetchFullObject: true } });
		const first = await secretOf(active);
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: '/api/v1/Sessions/',
			kind: 'delay',
			delayMs: 700,
		});
		expect(await send(ended(1), first)).toBe(200);
		await active.deactivate();
		await active.activate();
		const stored = structuredClone(storedOf(active));
		await untilStarted(active.started, 1);

		// n8n has forgotten what it stored, but what Mluvii sends is taken all the same.
		expect(storedOf(active)).not.toEqual(stored);
		expect(await send(ended(2), await secretOf(active))).toBe(200);
		await active.deactivate();
		await active.activate();
		expect(await send(ended(3), await secretOf(active))).toBe(200);
	});
});

describe('what the trigger takes in', () => {
	it('starts the workflow with each event as Mluvii sends it', async () => {
		const { started } = await activeTrigger({ eventTypes });
		const events = eventTypes.map((type, index) => sampleEvent(type, index));
		const deliveries = await fixture.sandbox.emitEvents(events);

		expect(deliveries.filter(({ webhookId }) => webhookId !== FOREIGN.id)).toHaveLength(49);
		expect(started).toHaveLength(49);
		expect(started).toEqual(expect.arrayContaining(events));
	});

	it('starts it once for an event that comes again, and twice for what can truly happen twice', async () => {
		const { started } = await activeTrigger();
		await fixture.sandbox.emitEvents([
			{ ...ended(1), deliveries: 3 },
			ended(2),
			{ ...paramsUpdated(3), deliveries: 2 },
		]);

		expect(started).toEqual([ended(1), ended(2), paramsUpdated(3), paramsUpdated(3)].map(strip));
	});

	it('starts it once for each session and e-mail thread that was created', async () => {
		const { started } = await activeTrigger({
			eventTypes: ['SessionCreated', 'EmailThreadCreated'],
		});
		const created = sampleEvent('SessionCreated', 1);
		const thread = sampleEvent('EmailThreadCreated', 2);
		const again = { ...thread, data: { ...thread.data, created: '2024-05-02T14:05:24Z' } };
		await fixture.sandbox.emitEvents([
			{ ...created, deliveries: 3 },
			thread,
			sampleEvent('SessionCreated', 3),
			again,
		]);

		expect(started).toHaveLength(3);
		expect(started).toEqual(
			expect.arrayContaining([created, thread, sampleEvent('SessionCreated', 3)].map(strip)),
		);
	});

	it('knows an event again that comes after a restart of n8n', async () => {
		const active = await activeTrigger();
		await fixture.sandbox.emitEvents([ended(1)]);
		const { staticData } = active;
		await active.close();
		// Another trigger of this process remembers nothing of it.
		const restarted = await newTrigger();
		restarted.staticData = staticData;
		const [hook] = await ownHooks();
		await fixture.sandbox.setWebhooks([
			{ ...hook, callbackUrl: onPortOf(restarted, hook?.callbackUrl ?? '') } as typeof FOREIGN,
		]);
		const deliveries = await fixture.sandbox.emitEvents([ended(1), ended(2)]);

		expect(deliveries.map(({ delivered }) => delivered)).toEqual([true, true]);
		expect(restarted.started).toEqual([strip(ended(2))]);
	});

	it('refuses what does not carry the secret in its place, and starts nothing', async () => {
		const active = await activeTrigger();
		const secret = await secretOf(active);
		const event = ended(1);

		expect(await post(event)).toBe(401);
		expect(await post(event, { user: 'n8n:wrong' })).toBe(401);
		expect(await post(event, { user: `other:${secret}` })).toBe(401);
		expect(await post(event, { user: `n8n:${secret}x` })).toBe(401);
		expect(await post(event, { user: secret })).toBe(401);
		expect(await post(event, { query: `secret=${secret}` })).toBe(401);
		expect(await post({ ...event, secret })).toBe(401);
		expect(active.started).toEqual([]);
		expect(await post(event, { user: `n8n:${secret}` })).toBe(200);
		expect(active.started).toEqual([strip(event)]);
	});

	it('takes the secret from the query alone where that is chosen', async () => {
		const active = await activeTrigger({ options: { secretPlacement: 'query' } });
		const [hook] = await ownHooks();
		const secret = await secretOf(active);

		expect(hook?.callbackUrl).toMatch(new RegExp(`^http://127.*/webhook\\?secret=${secret}$`));
		expect(await post(ended(1), { user: `n8n:${secret}` })).toBe(401);
		expect(await post(ended(1), { query: `secret=${secret}&secret=${secret}` })).toBe(401);
		await fixture.sandbox.emitEvents([ended(2)]);
		expect(active.started).toEqual([strip(ended(2))]);
	});

	it.each([
		['text', 'hello', 'text/plain'],
		['nothing', '', 'application/json'],
		['several parts', '--x\r\n\r\n\r\n--x--\r\n', 'multipart/form-data; boundary=x'],
		['broken JSON in another type', '{"eventType": "SessionEnded", ', 'application/octet-stream'],
		['no event type', { data: {} }, 'application/json'],
		['data that is a list', { eventType: 'SessionEnded', data: [] }, 'application/json'],
		['data that is nothing', { eventType: 'SessionEnded', data: null }, 'application/json'],
		['a form', 'eventType=SessionEnded', 'application/x-www-form-urlencoded'],
	])('refuses %s even with the secret', async (_what, body, contentType) => {
		const active = await activeTrigger();

		expect(await post(body, { user: `n8n:${await secretOf(active)}`, contentType })).toBe(400);
		expect(active.started).toEqual([]);
	});

	it.each([
		['application/json; charset=utf-8', ''],
		['application/json', '\uFEFF'],
		['text/plain', ''],
		['text/plain; charset=utf-8', '\uFEFF'],
		['text/json', ''],
		['application/vnd.mluvii.event+json', ''],
		['application/octet-stream', ''],
		['application/x-www-form-urlencoded', ''],
		['', ''],
		['', '\uFEFF'],
	])('takes in an event that is labelled "%s" and begins with "%s"', async (contentType, start) => {
		const active = await activeTrigger();
		const text = start + JSON.stringify(strip({ ...ended(1), data: { ...ended(1).data, x: 'ž' } }));
		const user = `n8n:${await secretOf(active)}`;

		expect(await post(text, { contentType })).toBe(401);
		expect(await post(text, { user, contentType })).toBe(200);
		expect(active.started).toEqual([{ ...strip(ended(1)), data: { ...ended(1).data, x: 'ž' } }]);
	});

	it('ignores events that are not chosen', async () => {
		const active = await activeTrigger();

		expect(await send(sampleEvent('SessionCreated', 1), await secretOf(active))).toBe(200);
		expect(active.started).toEqual([]);
	});
});

describe('the options of the trigger', () => {
	const activity = (sessionId: number): MluviiEvent => {
		const event = sampleEvent('SessionActivityChatMessage', sessionId % 100);
		return { ...event, data: { ...event.data, sessionId } };
	};
	const inDepartment = async (department: number) =>
		(await fixture.sandbox.sessions()).filter((id) => (id - 7_600_000) % 3 === department - 62);

	it('let through the departments that are chosen, also where only the session says which', async () => {
		const { started } = await activeTrigger({
			eventTypes: ['SessionEnded', 'SessionActivityChatMessage', 'UserStatusChanged'],
			options: { departments: [63, '64'] },
		});
		const [first = 0] = await inDepartment(62);
		const [second = 0] = await inDepartment(63);
		const of = (id: number, tenantId: number): MluviiEvent => ({
			...ended(id % 50),
			data: { ...ended(id % 50).data, id, tenantId },
		});
		const status = sampleEvent('UserStatusChanged', 1);
		await fixture.sandbox.emitEvents([
			of(first, 62),
			of(second, 63),
			activity(first),
			activity(second),
			status,
		]);
		await untilStarted(started, 3);

		expect(started).toEqual(
			expect.arrayContaining([strip(of(second, 63)), strip(activity(second)), strip(status)]),
		);
		expect(started).toHaveLength(3);
	});

	it('let through the channels that are chosen; events without a channel always', async () => {
		const { started } = await activeTrigger({
			eventTypes: ['SessionEnded', 'EmailThreadCreated'],
			options: { channels: ['Phone'] },
		});
		const of = (channel: string, index: number) => ({
			...ended(index),
			data: { ...ended(index).data, channel },
		});
		await fixture.sandbox.emitEvents([
			of('Chat', 1),
			of('Phone', 2),
			sampleEvent('EmailThreadCreated', 3),
		]);

		expect(
			started.map(({ eventType, data }) => [eventType, (data as IDataObject).channel]),
		).toEqual(
			expect.arrayContaining([
				['SessionEnded', 'Phone'],
				['EmailThreadCreated', undefined],
			]),
		);
		expect(started).toHaveLength(2);
	});

	it('read the session or the e-mail thread, once for an event', async () => {
		const { started } = await activeTrigger({
			eventTypes: ['SessionActivityChatMessage', 'EmailThreadCreated', 'UserStatusChanged'],
			options: { fetchFullObject: true, departments: [62, 63, 64] },
		});
		const [id = 0] = await fixture.sandbox.sessions();
		const thread = sampleEvent('EmailThreadCreated', 1);
		await fixture.sandbox.emitEvents([
			activity(id),
			{ ...thread, data: { ...thread.data, id: 4200001 } },
			sampleEvent('UserStatusChanged', 1),
		]);
		await untilStarted(started, 3);
		const by = (type: string) => started.find(({ eventType }) => eventType === type);
		const reads = (await fixture.calls('mluvii')).filter(({ path }) =>
			/Sessions|Threads/.test(path),
		);

		expect(by('SessionActivityChatMessage')).toMatchObject({ session: { id, guest: {} } });
		expect(by('EmailThreadCreated')).toMatchObject({ emailThread: { id: 4200001 } });
		expect(by('UserStatusChanged')).toEqual(strip(sampleEvent('UserStatusChanged', 1)));
		expect(reads.map(({ path }) => path).sort()).toEqual([
			'/api/v1/EmailThreads/4200001',
			`/api/v1/Sessions/${id}`,
		]);
	});

	it('answer before the session is read, and start the workflow all the same when it cannot be', async () => {
		const { started } = await activeTrigger({ options: { fetchFullObject: true } });
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: '/api/v1/Sessions/',
			kind: 'status',
			status: 404,
			delayMs: 700,
		});
		await fixture.sandbox.setWebhooks(await ownHooks());
		const deliveries = await fixture.sandbox.emitEvents([ended(1)]);
		const startedWhenAnswered = started.length;
		await untilStarted(started, 1);

		expect(deliveries.map(({ attempts }) => attempts)).toEqual([[200]]);
		expect(startedWhenAnswered).toBe(0);
		expect(started).toEqual([
			{
				...strip(ended(1)),
				session: null,
				fetchError: expect.stringMatching(/^Session \d+ was not found in Mluvii/) as string,
			},
		]);
	});

	it.each([
		['departments', '62, 63'],
		['departments', '["62", 63]'],
		['departments', 62],
		['departments', '={{ [62, 63].join() }}'],
		['channels', 'Chat,Phone'],
		['channels', '["Chat"]'],
	])('can be given as text: %s %s', async (name, value) => {
		const { started } = await activeTrigger({ options: { [name]: value } });
		const of = (index: number, data: IDataObject) => ({
			...ended(index),
			data: { ...ended(index).data, ...data },
		});
		const wanted = of(1, { tenantId: 62, channel: 'Chat' });
		await fixture.sandbox.emitEvents([wanted, of(2, { tenantId: 64, channel: 'Email' })]);
		await untilStarted(started, 1);

		expect(started).toEqual([strip(wanted)]);
	});

	it.each([
		['false', false],
		['Yes', true],
	])('can be given as text: fetchFullObject %s', async (fetchFullObject, isFetched) => {
		const { started } = await activeTrigger({
			eventTypes: 'SessionEnded, SessionCreated',
			options: { fetchFullObject },
		});
		await fixture.sandbox.emitEvents([ended(1)]);
		await untilStarted(started, 1);

		expect(started.map((item) => 'session' in item)).toEqual([isFetched]);
	});

	it.each([
		[{ departments: 'Sales' }, 'Departments must be a number, but it is "Sales"'],
		[{ departments: { id: 62 } }, 'Departments must be text, but it is an object'],
		[{ departments: '={{ [] }}' }, 'Departments is empty'],
		[{ channels: '={{ "" }}' }, 'Channels is empty'],
		[{ fetchFullObject: 'maybe' }, 'Fetch Full Object must be true or false, but it is "maybe"'],
	])('that cannot be read are said when the trigger is activated: %j', async (options, message) => {
		const created = await newTrigger({ options });

		await expect(created.activate()).rejects.toThrow(message);
		expect(await fixture.sandbox.webhooks()).toEqual([FOREIGN]);
	});

	it('that cannot be read when an event comes lose no event', async () => {
		const active = await activeTrigger();
		const secret = await secretOf(active);
		const changed = await copyOf(active, { options: { departments: 'Sales' } });

		expect(await send(ended(1), secret)).toBe(200);
		expect(changed.failures).toEqual([]);
		expect(changed.started).toEqual([
			{ ...strip(ended(1)), settingsError: 'Departments must be a number, but it is "Sales"' },
		]);
		expect(changed.warnings).toEqual([
			expect.stringContaining('Departments must be a number, but it is "Sales"'),
		]);
	});

	describe('keep the order of what happens in a session', () => {
		const about = (id: number, eventType: string, index = 1): MluviiEvent => {
			const event = sampleEvent(eventType, index);
			return { ...event, data: { ...event.data, id } };
		};
		const names = (started: IDataObject[]) => started.map(({ eventType }) => eventType);
		const slowOnce = async (id: number, delayMs: number) => {
			await fixture.sandbox.fault({
				service: 'mluvii',
				path: `/api/v1/Sessions/${id}`,
				kind: 'delay',
				delayMs,
			});
		};

		it('when reading it takes longer for one event than for the next', async () => {
			const { started } = await activeTrigger({
				eventTypes: ['SessionStarted', 'SessionForwarded', 'SessionEnded'],
				options: { fetchFullObject: true },
			});
			const [first = 0, second = 0] = await fixture.sandbox.sessions();
			await slowOnce(first, 1_500);
			await fixture.sandbox.emitEvents([
				about(first, 'SessionStarted'),
				about(first, 'SessionForwarded'),
				about(second, 'SessionForwarded', 2),
				about(first, 'SessionEnded'),
			]);
			await untilStarted(started, 4);

			expect(started.map(({ data }) => (data as IDataObject).id)).toEqual([
				second,
				first,
				first,
				first,
			]);
			expect(names(started).slice(1)).toEqual([
				'SessionStarted',
				'SessionForwarded',
				'SessionEnded',
			]);
			expect(started.map(({ session }) => (session as IDataObject).id)).toEqual([
				second,
				first,
				first,
				first,
			]);
		});

		it('when only the first event needs it', async () => {
			const { started } = await activeTrigger({
				eventTypes: ['SessionActivityChatMessage', 'SessionEnded'],
				options: { departments: [62, 63, 64] },
			});
			const [id = 0] = await fixture.sandbox.sessions();
			await slowOnce(id, 1_000);
			await fixture.sandbox.emitEvents([activity(id), about(id, 'SessionEnded')]);
			await untilStarted(started, 2);

			expect(names(started)).toEqual(['SessionActivityChatMessage', 'SessionEnded']);
		});

		it.each([
			['keeps its answer back', { kind: 'stall' as const }],
			[
				'asks to come back later',
				{ kind: 'status' as const, status: 503, headers: { 'retry-after': '30' } },
			],
		])('and wait ten seconds at most when Mluvii %s', async (_what, fault) => {
			const { started } = await activeTrigger({
				eventTypes: ['SessionStarted', 'SessionEnded'],
				options: { fetchFullObject: true },
			});
			const [id = 0] = await fixture.sandbox.sessions();
			await fixture.sandbox.fault({ service: 'mluvii', path: `/Sessions/${id}`, ...fault });
			// Everything waits for a fifth of its time.
			const waits: number[] = [];
			host.sleepMs = (milliseconds) => {
				waits.push(milliseconds);
				return milliseconds / 5;
			};
			const begin = performance.now();
			await fixture.sandbox.emitEvents([about(id, 'SessionStarted'), about(id, 'SessionEnded')]);
			for (let tries = 0; started.length < 2 && tries < 120; tries++) {
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
			const took = performance.now() - begin;

			expect(waits).toContain(10_000);
			expect(took).toBeGreaterThan(1_800);
			expect(took).toBeLessThan(5_000);
			expect(names(started)).toEqual(['SessionStarted', 'SessionEnded']);
			expect(started[0]).toMatchObject({
				session: null,
				fetchError: `Session ${id} did not come from Mluvii within 10 seconds`,
			});
			expect(started[1]).toMatchObject({ session: { id } });
		});
	});

	it('offer the departments of the company', async () => {
		const options = await fixture.engine.options('mluviiTrigger', 'getDepartments', {
			authentication: 'mluviiApi',
		});
		await newTrigger();

		expect(options).toContainEqual({ name: 'Sales', value: '63' });
	});
});

async function bound(coming: Promise<EngineTrigger>) {
	const ready = await coming;
	return {
		activate: async () => await ready.activate(),
		deactivate: async () => {
			await ready.deactivate();
		},
	};
}

/** The address with the port under which another trigger listens. */
function onPortOf(listening: EngineTrigger, callbackUrl: string): string {
	const url = new URL(callbackUrl);
	url.port = new URL(listening.baseUrl).port;
	return url.href;
}

/** What Mluvii sends of it. */
function strip({ eventType, data }: MluviiEvent): IDataObject {
	return { eventType, data: data };
}

async function untilStarted(started: unknown[], count: number): Promise<void> {
	for (let tries = 0; started.length < count && tries < 200; tries++) {
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	// One too many would come about now.
	await new Promise((resolve) => setTimeout(resolve, 100));
}
