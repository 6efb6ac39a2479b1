import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { MluviiEvent } from '../../sandbox/client';
import { eventTypes, sampleEvent } from '../../sandbox/mluvii/events';
import type { EngineTrigger } from '../support/engine';
import { useFixture } from '../support/fixture';

const fixture = useFixture();
let trigger: EngineTrigger;

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
	await trigger.listen();
	return trigger;
}

async function activeTrigger(parameters: INodeParameters = {}): Promise<EngineTrigger> {
	const created = await newTrigger(parameters);
	await created.activate();
	return created;
}

/** Posts to the trigger's address as anyone could. */
async function post(
	body: unknown,
	{
		user,
		query = '',
		contentType = 'application/json',
	}: { user?: string; query?: string; contentType?: string } = {},
): Promise<number> {
	const [hook] = await ownHooks();
	const url = new URL(hook?.callbackUrl ?? '');
	url.username = '';
	url.password = '';
	url.search = query;
	const response = await fetch(url, {
		method: 'POST',
		headers: {
			'content-type': contentType,
			...(user === undefined
				? {}
				: { authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
		},
		body: typeof body === 'string' ? body : JSON.stringify(body),
	});
	return response.status;
}

async function ownHooks() {
	return (await fixture.sandbox.webhooks()).filter(({ id }) => id !== FOREIGN.id);
}

function secretOf({ staticData }: EngineTrigger): string {
	const node = staticData['node:Node in the panel'] as IDataObject;
	return node.secret as string;
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
	await trigger.close();
});

describe('the life of the trigger', () => {
	it('creates one webhook with the chosen events and a secret of its own, and deletes it again', async () => {
		const { activate, deactivate } = await bound(newTrigger());
		expect(await activate()).toBe('created');
		const [hook, ...others] = await ownHooks();

		expect(others).toEqual([]);
		expect(hook?.eventTypes).toEqual(['SessionEnded', 'SessionCallParamsUpdated']);
		expect(hook?.callbackUrl).toMatch(
			/^http:\/\/n8n:[0-9a-f]{64}@127\.0\.0\.1:\d+\/webhook\/.*\/webhook$/,
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
		const callbackUrl = (old?.callbackUrl ?? '').replace(/n8n:[0-9a-f]+/, 'n8n:anothersecret');
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
				callbackUrl: callbackUrl.replace('anothersecret', secretOf(active)),
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
		const secret = secretOf(active);
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
		const secret = secretOf(active);

		expect(hook?.callbackUrl).toMatch(new RegExp(`^http://127.*/webhook\\?secret=${secret}$`));
		expect(await post(ended(1), { user: `n8n:${secret}` })).toBe(401);
		expect(await post(ended(1), { query: `secret=${secret}&secret=${secret}` })).toBe(401);
		await fixture.sandbox.emitEvents([ended(2)]);
		expect(active.started).toEqual([strip(ended(2))]);
	});

	it.each([
		['text', 'hello', 'text/plain'],
		['no event type', { data: {} }, 'application/json'],
		['data that is a list', { eventType: 'SessionEnded', data: [] }, 'application/json'],
		['data that is nothing', { eventType: 'SessionEnded', data: null }, 'application/json'],
		['a form', 'eventType=SessionEnded', 'application/x-www-form-urlencoded'],
	])('refuses %s even with the secret', async (_what, body, contentType) => {
		const active = await activeTrigger();

		expect(await post(body, { user: `n8n:${secretOf(active)}`, contentType })).toBe(400);
		expect(active.started).toEqual([]);
	});

	it('ignores events that are not chosen', async () => {
		const active = await activeTrigger();

		expect(await post(sampleEvent('SessionCreated', 1), { user: `n8n:${secretOf(active)}` })).toBe(
			200,
		);
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
