import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type * as Secret from '../../nodes/Mluvii/webhook/secret';
import type { Secrets } from '../../nodes/Mluvii/webhook/secret';
import type { EngineTrigger } from '../support/engine';
import { useFixture } from '../support/fixture';

const fixture = useFixture();
const CHATBOT = 801;
const OTHER_CHATBOT = 802;
const FALLBACK = 'https://example.com/bot';

/** Where a trigger listens. */
interface Inside {
	additionalData: unknown;
}

let triggers: EngineTrigger[] = [];
/** Each test writes in sessions of its own: what came before is remembered by n8n's process. */
let session = 7_635_000;

/** A listening trigger that is not active yet. */
async function newTrigger(parameters: INodeParameters = {}): Promise<EngineTrigger> {
	const trigger = fixture.engine.trigger('mluviiChatbotTrigger', {
		authentication: 'mluviiApi',
		chatbotId: String(CHATBOT),
		activities: ['Text', 'HeroCardQuickReply'],
		...parameters,
	});
	triggers.push(trigger);
	await trigger.listen();
	return trigger;
}

async function activeTrigger(parameters: INodeParameters = {}): Promise<EngineTrigger> {
	const trigger = await newTrigger(parameters);
	await trigger.activate();
	return trigger;
}

/** The callback addresses that Mluvii was given, in this order. */
async function callbackUrls(chatbotId = CHATBOT): Promise<URL[]> {
	const calls = await fixture.calls('mluvii');
	return calls
		.filter(({ method, path }) => method === 'PUT' && path === `/api/v1/Chatbot/${chatbotId}`)
		.map(({ query }) => new URL(String(query.callbackUrl)));
}

/** Where Mluvii calls the chatbot now. */
async function callbackUrl(chatbotId = CHATBOT): Promise<URL> {
	const url = (await callbackUrls(chatbotId)).at(-1);
	if (!url) throw new Error('No callback URL was set');
	return url;
}

interface Sent {
	contentType?: string;
	/** In place of what is in the address. */
	user?: string | null;
}

/** Sends a callback as Mluvii does. @returns the status of the answer */
async function send(to: URL, body: unknown, { contentType, user }: Sent = {}): Promise<number> {
	const url = new URL(to);
	const login = user === undefined ? `${url.username}:${url.password}` : user;
	url.username = '';
	url.password = '';
	const response = await fetch(url, {
		method: 'POST',
		headers: {
			...(contentType === '' ? {} : { 'content-type': contentType ?? 'application/json' }),
			...(login === null || login === ':'
				? {}
				: { authorization: `Basic ${Buffer.from(login).toString('base64')}` }),
		},
		body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
	});
	return response.status;
}

let minute = 0;
const text = (words: string, fields: IDataObject = {}): IDataObject => ({
	activity: 'Text',
	timestamp: `2026-11-28T10:${String(minute++ % 60).padStart(2, '0')}:00.${session % 1000}Z`,
	text: words,
	sessionId: session,
	language: 'cs',
	source: 'Default',
	...fields,
});

const inputsOf = ({ started }: EngineTrigger) => started.map(({ chatInput }) => chatInput);

beforeEach(() => {
	session++;
});

afterEach(async () => {
	for (const trigger of triggers) {
		await trigger.deactivate().catch(() => undefined);
		await trigger.close();
	}
	triggers = [];
});

describe('the life of the trigger', () => {
	it('sets the callback URL of the chatbot, with a secret of its own, and again at each start of n8n', async () => {
		const trigger = await newTrigger();
		expect(await trigger.activate()).toBe('created');
		expect(await trigger.activate()).toBe('created');
		const [first, second, ...others] = await callbackUrls();

		expect(others).toEqual([]);
		expect(first?.href).toMatch(
			/^http:\/\/n8n:\d+\.801-[0-9a-f]{64}@127\.0\.0\.1:\d+\/webhook\/.*\/webhook$/,
		);
		expect(second?.password).not.toBe(first?.password);
		// What Mluvii sent before n8n was stopped may be on its way.
		expect(await send(first as URL, text('One'))).toBe(200);
		expect(await send(second as URL, text('Two'))).toBe(200);
		expect(inputsOf(trigger)).toEqual(['One', 'Two']);
	});

	it('can have the secret in the query', async () => {
		const trigger = await activeTrigger({ options: { secretPlacement: 'query' } });
		const url = await callbackUrl();

		expect(url.searchParams.get('secret')).toMatch(/^\d+\.801-[0-9a-f]{64}$/);
		expect(url.username).toBe('');
		expect(await send(url, text('Hello'))).toBe(200);
		expect(inputsOf(trigger)).toEqual(['Hello']);
	});

	it('gives the chatbot to the address for afterwards when it is unpublished', async () => {
		const fallbackUrl = 'https://someone:else@example.com/bot';
		const trigger = await activeTrigger({ options: { fallbackUrl } });
		await trigger.deactivate();

		expect((await callbackUrls()).map(({ href }) => href).slice(1)).toEqual([fallbackUrl]);
		expect(trigger.warnings).toEqual([]);
	});

	it('says that Mluvii will disable the chatbot where there is no such address', async () => {
		const trigger = await activeTrigger();
		await trigger.deactivate();

		expect(await callbackUrls()).toHaveLength(1);
		expect(trigger.warnings).toEqual([
			expect.stringContaining('disables a chatbot that nobody answers for 15 minutes'),
		]);
	});

	it('says so when Mluvii does not know the chatbot, and leaves it alone then', async () => {
		const trigger = await newTrigger({
			chatbotId: 99,
			options: { fallbackUrl: 'https://example.com/bot' },
		});

		await expect(trigger.activate()).rejects.toThrow('Chatbot 99 was not found in Mluvii');
		await trigger.deactivate();
		expect(await callbackUrls(99)).toHaveLength(1);
	});

	it('tells no secret when Mluvii refuses the address', async () => {
		const trigger = await newTrigger();
		await fixture.sandbox.fault({
			service: 'mluvii',
			method: 'PUT',
			path: '/api/v1/Chatbot/',
			kind: 'status',
			status: 400,
			body: { callbackUrl: 'is not taken' },
		});

		await expect(trigger.activate()).rejects.toThrow(
			'Mluvii refused the request: callbackUrl: is not taken',
		);
	});

	it.each([
		[{ chatbotId: '' }, 'Chatbot ID is empty'],
		[{ activities: [] }, 'Activities is empty'],
		[{ options: { joinMessages: 31 } }, 'Join Messages (Seconds) must be at most 30, but it is 31'],
		[{ options: { fallbackUrl: 'example' } }, 'Callback URL When Unpublished is not a web address'],
	])('names the field that is wrong: %j', async (parameters, message) => {
		const trigger = await newTrigger(parameters);

		await expect(trigger.activate()).rejects.toThrow(message);
		expect(await callbackUrls()).toEqual([]);
	});

	it('warns where two published workflows have the same chatbot, and leaves it to the later one', async () => {
		const fallbackUrl = 'https://example.com/bot';
		const first = await activeTrigger({ options: { fallbackUrl } });
		const second = await activeTrigger();
		const taken = await callbackUrl();
		await first.deactivate();

		expect(second.warnings).toEqual([
			expect.stringContaining('from another published Mluvii Chatbot Trigger'),
		]);
		expect((await callbackUrls()).at(-1)?.href).toBe(taken.href);
		expect(await callbackUrls()).toHaveLength(2);
	});

	it('gives the chatbot back to the published workflow that had it before', async () => {
		await activeTrigger();
		const before = await callbackUrl();
		const second = await activeTrigger({ options: { fallbackUrl: FALLBACK } });
		await second.deactivate();

		expect((await callbackUrl()).href).toBe(before.href);
		expect(await callbackUrls()).toHaveLength(3);
	});

	it('leaves alone what it does not have: unpublished twice, or with static data of another one', async () => {
		const options = { fallbackUrl: FALLBACK };
		const trigger = await activeTrigger({ options });
		const copy = await newTrigger({ options });
		copy.staticData = structuredClone(trigger.staticData);
		await copy.deactivate();
		expect(await callbackUrls()).toHaveLength(1);

		await trigger.deactivate();
		await trigger.deactivate();
		expect(await callbackUrls()).toHaveLength(2);
	});

	it('gives back the chatbot that it has, although the field says another one by now', async () => {
		const options = { fallbackUrl: FALLBACK };
		const trigger = await activeTrigger({ options });
		const changed = await newTrigger({ chatbotId: String(OTHER_CHATBOT), options });
		Object.assign(changed, { additionalData: (trigger as unknown as Inside).additionalData });
		changed.staticData = structuredClone(trigger.staticData);
		await changed.deactivate();

		expect((await callbackUrl()).href).toBe(FALLBACK);
		expect(await callbackUrls(OTHER_CHATBOT)).toEqual([]);
	});

	it('has the chatbot, and takes its callbacks, although n8n has stored nothing of it yet', async () => {
		const trigger = await activeTrigger({ options: { fallbackUrl: FALLBACK } });
		trigger.staticData = {};
		expect(await send(await callbackUrl(), text('Hello'))).toBe(200);
		expect(inputsOf(trigger)).toEqual(['Hello']);

		trigger.staticData = {};
		await trigger.deactivate();
		expect((await callbackUrl()).href).toBe(FALLBACK);
	});
});

describe('listening for a test', () => {
	const forTesting = { options: { isForTesting: true } };

	it('is refused where the chatbot may have visitors, and changes nothing', async () => {
		const published = await activeTrigger();
		const before = await callbackUrls();

		await expect(published.listenForTest()).rejects.toThrow(
			'would take chatbot 801 away from its visitors',
		);
		expect(await callbackUrls()).toEqual(before);
		expect(published.warnings).toEqual([]);
	});

	it('takes a chatbot that is for testing, and says afterwards that nobody answers it', async () => {
		const trigger = await newTrigger(forTesting);
		const end = await trigger.listenForTest();

		expect((await callbackUrl()).pathname).toMatch(/^\/webhook-test\//);
		await end();
		expect(await callbackUrls()).toHaveLength(1);
		expect(trigger.warnings).toEqual([expect.stringContaining('does not answer chatbot 801')]);
	});

	it('gives the chatbot back also where Mluvii took the test in and its answer was lost', async () => {
		const trigger = await activeTrigger({ options: { isForTesting: true, fallbackUrl: FALLBACK } });
		const production = await callbackUrl();
		await fixture.sandbox.fault({
			service: 'mluvii',
			method: 'PUT',
			path: '/api/v1/Chatbot/',
			kind: 'dropAfter',
			times: 100,
		});
		await expect(trigger.listenForTest()).rejects.toMatchObject({
			message: expect.any(String) as string,
		});

		expect((await callbackUrls()).map(({ pathname }) => pathname)).toContain(
			production.pathname.replace('/webhook/', '/webhook-test/'),
		);
		expect((await callbackUrl()).href).toBe(production.href);
	});

	it('gives the chatbot back to the published workflow that had it', async () => {
		const trigger = await activeTrigger(forTesting);
		const production = await callbackUrl();
		const end = await trigger.listenForTest();
		expect((await callbackUrl()).pathname).toMatch(/^\/webhook-test\//);
		await end();

		expect((await callbackUrl()).href).toBe(production.href);
		expect(await send(await callbackUrl(), text('Hello'))).toBe(200);
		expect(inputsOf(trigger)).toEqual(['Hello']);
		expect(trigger.warnings).toEqual([expect.stringContaining('gets the chatbot back afterwards')]);
	});
});

describe('listening for a test after a restart of n8n, which registers nothing again', () => {
	const OPTIONS = { isForTesting: true, fallbackUrl: FALLBACK };

	/** A published trigger of which this process knows nothing, and where Mluvii calls it. */
	async function restarted() {
		const before = await activeTrigger();
		const url = await callbackUrl();
		const { staticData } = structuredClone({ staticData: before.staticData });
		await before.deactivate();
		const trigger = await newTrigger({ options: OPTIONS });
		trigger.staticData = staticData;
		url.port = new URL(trigger.baseUrl).port;
		return { trigger, url };
	}

	it.each([{ activity: 'Ping' }, text('Hello')])(
		'gives the chatbot back to the trigger that Mluvii has called: %j',
		async (body) => {
			const { trigger, url } = await restarted();
			expect(await send(url, { ...body, sessionId: session })).toBe(200);
			const end = await trigger.listenForTest();
			await end();

			expect((await callbackUrl()).href).toBe(url.href);
		},
	);

	it('says to publish again where Mluvii has called nobody, and gives the chatbot to nobody else', async () => {
		const { trigger } = await restarted();
		const end = await trigger.listenForTest();
		await end();

		expect((await callbackUrl()).pathname).toMatch(/^\/webhook-test\//);
		expect(trigger.warnings).toEqual([expect.stringContaining('publish that again')]);
	});
});

describe('what the trigger takes in', () => {
	it('starts the workflow with what agents and chat memory read', async () => {
		const trigger = await activeTrigger();
		const message = text('Where is my order?', { sessionId: 7_635_657, extra: { a: 1 } });
		const status = await send(await callbackUrl(), message);

		expect(status).toBe(200);
		expect(trigger.started).toEqual([
			{
				sessionId: '7635657',
				chatInput: 'Where is my order?',
				activity: 'Text',
				chatbotId: CHATBOT,
				language: 'cs',
				source: 'Default',
				timestamp: message.timestamp,
				fileUrl: null,
				text: 'Where is my order?',
				extra: { a: 1 },
			},
		]);
		expect(trigger.failures).toEqual([]);
	});

	it.each([
		['ConversationStarted', {}, '[The conversation has started]'],
		['ConversationEnded', {}, '[The conversation has ended]'],
		['GuestFileUpload', { fileUrl: 'https://x.example/f?key=1' }, '[The visitor sent a file]'],
		[
			'GuestLocation',
			{ latitude: 50.08, longitude: 14.42 },
			'[The visitor shared a location: latitude: 50.08, longitude: 14.42]',
		],
		[
			'HeroCardSubmission',
			{ params: { name: 'Jan', count: 2 } },
			'[The visitor filled in a card: name: Jan, count: 2]',
		],
		['HeroCardQuickReply', { text: 'Yes', replyToActivityId: 'a' }, 'Yes'],
	])(
		'starts it with %s where it is chosen, and only there',
		async (activity, fields, chatInput) => {
			const chosen = await activeTrigger({ activities: [activity] });
			const body = text('', { ...fields, activity });
			expect(await send(await callbackUrl(), body)).toBe(200);
			const other = await activeTrigger({ activities: ['Text'] });
			expect(await send(await callbackUrl(), body)).toBe(200);

			expect(chosen.started).toMatchObject([{ ...fields, activity, chatInput }]);
			expect(other.started).toEqual([]);
			expect(other.startedBySecond).toHaveLength(activity === 'GuestLocation' ? 1 : 0);
		},
	);

	it.each([{ activity: 'Ping' }, { Activity: 'Ping' }])(
		'answers %j, and starts nothing',
		async (ping) => {
			const trigger = await activeTrigger({ activities: ['Text', 'Ping'] });

			expect(await send(await callbackUrl(), ping)).toBe(200);
			expect(await send(await callbackUrl(), { ...ping, sessionId: 1 })).toBe(200);
			expect(trigger.started).toEqual([]);
			expect(trigger.warnings).toEqual([]);
		},
	);

	it.each([
		'application/json; charset=utf-8',
		'text/plain',
		'text/json',
		'application/octet-stream',
		'application/x-www-form-urlencoded',
		'',
	])('takes in what is labelled "%s"', async (contentType) => {
		const trigger = await activeTrigger();

		expect(await send(await callbackUrl(), text('Žluťoučký'), { contentType })).toBe(200);
		expect(inputsOf(trigger)).toEqual(['Žluťoučký']);
	});

	it('takes the number of a session as a number and as text for the same', async () => {
		const trigger = await activeTrigger();
		await send(await callbackUrl(), text('One'));
		await send(await callbackUrl(), text('Two', { sessionId: String(session) }));

		expect(trigger.started.map(({ sessionId }) => sessionId)).toEqual([
			String(session),
			String(session),
		]);
	});

	it('starts it once for what comes again, also after a restart, and twice for what was said twice', async () => {
		const trigger = await activeTrigger();
		const message = text('Yes');
		const url = await callbackUrl();
		await send(url, message);
		await send(url, message);
		await send(url, text('Yes'));
		const timeless = { ...text('Yes'), timestamp: undefined };
		await send(url, timeless);
		await send(url, timeless);
		expect(inputsOf(trigger)).toHaveLength(4);

		// Another node for this process, so that only what is stored tells.
		const restarted = await newTrigger();
		restarted.staticData = structuredClone(trigger.staticData);
		await restarted.activate();
		expect(await send(await callbackUrl(), message)).toBe(200);
		expect(restarted.started).toEqual([]);
	});

	it('keeps the order of arrival, whatever the timestamps say', async () => {
		const trigger = await activeTrigger({ activities: ['ConversationStarted', 'Text'] });
		const url = await callbackUrl();
		const started = { ...text(''), activity: 'ConversationStarted' };
		await send(url, started);
		await send(url, text('Hello', { timestamp: '2020-01-01T00:00:00Z' }));

		expect(trigger.started.map(({ activity }) => activity)).toEqual([
			'ConversationStarted',
			'Text',
		]);
	});

	it('refuses forged callbacks: without the secret, with a wrong one, with that of another chatbot', async () => {
		const other = await activeTrigger({ chatbotId: OTHER_CHATBOT });
		const foreign = await callbackUrl(OTHER_CHATBOT);
		const trigger = await activeTrigger();
		const url = await callbackUrl();
		const withQuery = new URL(url);
		withQuery.searchParams.set('secret', url.password);

		expect(await send(url, text('Forged'), { user: null })).toBe(401);
		expect(await send(url, text('Forged'), { user: 'n8n:wrong' })).toBe(401);
		expect(await send(url, text('Forged'), { user: `n8n:${foreign.password}` })).toBe(401);
		expect(await send(url, text('Forged'), { user: `mluvii:${url.password}` })).toBe(401);
		expect(await send(withQuery, text('Forged'), { user: null })).toBe(401);
		expect(await send(url, { activity: 'Ping' }, { user: null })).toBe(401);
		expect([...trigger.started, ...trigger.startedBySecond]).toEqual([]);
		expect(other.started).toEqual([]);
	});

	it('answers whatever else carries the secret, so that Mluvii does not disable the chatbot', async () => {
		const trigger = await activeTrigger();
		const url = await callbackUrl();
		const noSession = { activity: 'Text', text: 'Hello' };
		for (const body of ['[]', '[1]', '{}', noSession, { activity: 7, sessionId: 1 }, '"Text"']) {
			expect(await send(url, body)).toBe(200);
		}
		expect(await send(url, 'no JSON', { contentType: 'text/plain' })).toBe(200);

		expect(trigger.started).toEqual([]);
		expect(trigger.failures).toEqual([]);
	});

	it('is of the chatbot for which the secret was made, whatever the field says by now', async () => {
		const trigger = await activeTrigger();
		const changed = await newTrigger({ chatbotId: String(OTHER_CHATBOT) });
		changed.staticData = structuredClone(trigger.staticData);
		const url = await callbackUrl();
		url.port = new URL(changed.baseUrl).port;

		expect(await send(url, text('Hello'))).toBe(200);
		expect(changed.started).toMatchObject([{ chatInput: 'Hello', chatbotId: CHATBOT }]);
		// One that was made for no chatbot, as for the other trigger.
		const { secrets } = trigger.staticData['node:Node in the panel'] as { secrets: Secrets };
		const { currentSecret } = host.built('./nodes/Mluvii/webhook/secret') as typeof Secret;
		expect(await send(url, text('Forged'), { user: `n8n:${currentSecret(secrets)}` })).toBe(401);
	});

	it('does not change with an address for afterwards that cannot be used', async () => {
		const trigger = await activeTrigger();
		const changed = await newTrigger({ options: { fallbackUrl: '={{ $json.none.at.all }}' } });
		changed.staticData = structuredClone(trigger.staticData);
		const url = await callbackUrl();
		url.port = new URL(changed.baseUrl).port;

		expect(await send(url, text('Hello'))).toBe(200);
		expect(await send(url, text('Else', { activity: 'GuestFileUpload' }))).toBe(200);
		expect(inputsOf(changed)).toEqual(['Hello']);
		expect(changed.started[0]).not.toHaveProperty('settingsError');
	});

	it('loses no message where the fields cannot be read any more', async () => {
		const trigger = await activeTrigger();
		const changed = await newTrigger({ activities: '={{ [] }}' });
		changed.staticData = structuredClone(trigger.staticData);
		const url = await callbackUrl();
		url.port = new URL(changed.baseUrl).port;

		expect(await send(url, text('Hello'))).toBe(200);
		expect(changed.started).toMatchObject([
			{ chatInput: 'Hello', chatbotId: CHATBOT, settingsError: 'Activities is empty' },
		]);
	});
});

describe('the second output', () => {
	it('gives answers that nobody waits for, also a location that is not chosen', async () => {
		const trigger = await activeTrigger();
		const url = await callbackUrl();
		const answer = text('', { activity: 'GetCallParamsResponse', callParams: { a: 'b' } });
		await send(url, answer);
		await send(url, text('', { activity: 'GuestLocation', latitude: 1, longitude: 2 }));
		await send(url, text('', { activity: 'SomethingElse' }));

		expect(trigger.started).toEqual([]);
		expect(trigger.startedBySecond).toMatchObject([
			{ ...answer, sessionId: String(session), chatbotId: CHATBOT },
			{ activity: 'GuestLocation', latitude: 1, longitude: 2 },
		]);
	});

	it('starts only what is connected to it, in the engine of n8n', async () => {
		const item = { json: { activity: 'GetCallParamsResponse' } };
		const next = ['Messages', 'Answers'];
		const run = async (...outputs: Array<Array<typeof item>>) =>
			await fixture.engine.runFromWebhook(
				{ node: 'mluviiChatbotTrigger', parameters: { chatbotId: CHATBOT } },
				outputs,
				next,
			);

		expect(await run([], [item])).toEqual({ Answers: [item.json] });
		expect(await run([item])).toEqual({ Messages: [item.json] });
	});
});

describe('joining messages', () => {
	const joining = (seconds = 1) => ({ options: { joinMessages: seconds } });
	/** Every wait takes a part of its time. */
	const hurry = (part = 10) => {
		host.sleepMs = (milliseconds) => milliseconds / part;
	};

	it('hands on at once what a visitor wrote until they were silent, each message once', async () => {
		hurry();
		const trigger = await activeTrigger({ activities: ['Text'], ...joining(3) });
		const url = await callbackUrl();
		const messages = [text('Hello'), text('I have a question'), text('Where is my order?')];
		for (const message of messages) expect(await send(url, message)).toBe(200);
		expect(trigger.started).toEqual([]);
		await untilStarted(trigger, 1);

		expect(trigger.started).toMatchObject([
			{
				sessionId: String(session),
				chatInput: 'Hello\nI have a question\nWhere is my order?',
				text: 'Hello\nI have a question\nWhere is my order?',
				timestamp: messages[2]?.timestamp,
				messages: messages.map((message) => ({ ...message, sessionId: String(session) })),
			},
		]);
		await send(url, text('Hello?'));
		await untilStarted(trigger, 2);
		expect(inputsOf(trigger)[1]).toBe('Hello?');
		expect(trigger.failures).toEqual([]);
	});

	it('begins to wait anew with each message', async () => {
		const waits: number[] = [];
		host.sleepMs = (milliseconds) => {
			waits.push(milliseconds);
			return 300;
		};
		const trigger = await activeTrigger({ activities: ['Text'], ...joining(7) });
		const url = await callbackUrl();
		for (let count = 0; count < 4; count++) {
			await send(url, text(`${count}`));
			await new Promise((resolve) => setTimeout(resolve, 150));
		}
		expect(trigger.started).toEqual([]);
		await untilStarted(trigger, 1);

		expect(inputsOf(trigger)).toEqual(['0\n1\n2\n3']);
		expect(waits.filter((wait) => wait > 1)).toEqual([7000, 7000, 7000, 7000]);
	});

	it('keeps the order with what else happens in the session, which does not wait', async () => {
		hurry(5);
		const trigger = await activeTrigger({
			activities: ['Text', 'GuestFileUpload'],
			...joining(30),
		});
		const url = await callbackUrl();
		await send(url, text('Look at'));
		await send(url, text('this'));
		await send(url, { ...text('', { fileUrl: 'https://x.example' }), activity: 'GuestFileUpload' });
		await untilStarted(trigger, 2);

		expect(inputsOf(trigger)).toEqual(['Look at\nthis', '[The visitor sent a file]']);
	});

	it('holds no other session back, and no answer', async () => {
		hurry(5);
		const trigger = await activeTrigger({
			activities: ['Text', 'GuestFileUpload'],
			...joining(30),
		});
		const url = await callbackUrl();
		await send(url, text('Hello'));
		await send(url, text('', { activity: 'GuestFileUpload', sessionId: session + 100_000 }));
		await send(url, text('', { activity: 'GetCallParamsResponse' }));
		await untilStarted(trigger, 1);

		expect(inputsOf(trigger)).toEqual(['[The visitor sent a file]']);
		expect(trigger.startedBySecond).toHaveLength(1);
		// Let the message go, so that nothing waits after the test.
		await send(url, text('', { activity: 'GuestFileUpload' }));
		await untilStarted(trigger, 3);
	});

	it('writes nothing back that others have changed while it waited', async () => {
		hurry();
		const trigger = await activeTrigger({ activities: ['Text'], ...joining(3) });
		await send(await callbackUrl(), text('Hello'));
		trigger.staticData.other = 'changed meanwhile';
		await untilStarted(trigger, 1);

		expect(trigger.staticData.other).toBe('changed meanwhile');
	});

	it('does not forget what others have noted meanwhile when the last call ends', async () => {
		hurry();
		const trigger = await activeTrigger({ activities: ['Text', 'GuestFileUpload'], ...joining(5) });
		const url = await callbackUrl();
		await send(url, text('Hello'));
		const meanwhile = text('', { activity: 'GuestFileUpload', sessionId: session + 200_000 });
		await send(url, meanwhile);
		await untilStarted(trigger, 2);

		const restarted = await newTrigger({ activities: ['Text', 'GuestFileUpload'] });
		restarted.staticData = structuredClone(trigger.staticData);
		await restarted.activate();
		await send(await callbackUrl(), meanwhile);
		expect(restarted.started).toEqual([]);
	});
});

async function untilStarted({ started }: EngineTrigger, count: number): Promise<void> {
	for (let tries = 0; started.length < count && tries < 200; tries++) {
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	// One too many would come about now.
	await new Promise((resolve) => setTimeout(resolve, 50));
}
