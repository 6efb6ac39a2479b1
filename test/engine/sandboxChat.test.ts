import { Ajv } from 'ajv';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pWaitFor from 'p-wait-for';
import { readContract } from '../support/contracts';
import { useFixture } from '../support/fixture';

/** Visitors of the sandbox, and a chatbot that is written here: the strictness is that of Mluvii. */
const fixture = useFixture();
const BOT = 801;

interface Callback {
	authorization?: string;
	contentType?: string;
	url?: string;
	text: string;
	body: Record<string, unknown>;
	at: number;
}

/** The chatbot: what it was told, and how it answers. */
const bot = {
	told: [] as Callback[],
	answer: (() => ({})) as (callback: Callback) => { status?: number; afterMs?: number },
	server: undefined as unknown as Server,
	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	},
	activities(): unknown[] {
		return this.told.map(({ body }) => body.activity);
	},
};
let token = '';

beforeAll(async () => {
	bot.server = createServer((request, response) => {
		let text = '';
		request.on('data', (part) => (text += String(part)));
		request.on('end', () => {
			const { authorization, 'content-type': contentType } = request.headers;
			const isJson = /^\{.*\}$/.test(text);
			const body = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
			const at = performance.now();
			const callback = { authorization, contentType, url: request.url, text, body, at };
			bot.told.push(callback);
			const { status = 200, afterMs = 0 } = bot.answer(callback);
			response.statusCode = status;
			setTimeout(() => response.end(), afterMs);
		});
	});
	await new Promise<void>((resolve) => bot.server.listen(0, '127.0.0.1', resolve));
});

beforeEach(async () => {
	bot.told = [];
	bot.answer = () => ({});
	token = '';
	await setCallbackUrl(`${bot.url}/callback?secret=s%C3%AD`);
});

afterAll(() => {
	bot.server.closeAllConnections();
	bot.server.close();
});

async function call(method: string, path: string, body?: unknown): Promise<Response> {
	const { url, apiUsername, apiPassword } = fixture.sandbox.mluvii;
	if (token === '') {
		const answer = await fetch(`${url}/login/connect/token`, {
			method: 'POST',
			body: new URLSearchParams({
				grant_type: 'client_credentials',
				client_id: apiUsername,
				client_secret: apiPassword,
			}),
		});
		token = ((await answer.json()) as { access_token: string }).access_token;
	}
	return await fetch(`${url}/api/v1/${path}`, {
		method,
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
}

async function setCallbackUrl(callbackUrl: string): Promise<void> {
	const path = `Chatbot/${BOT}?callbackUrl=${encodeURIComponent(callbackUrl)}`;
	expect((await call('PUT', path)).status).toBe(204);
}

async function act(sessionId: number, activity: string, fields: object = {}): Promise<Response> {
	return await call('POST', `Chatbot/${BOT}/activity`, { sessionId, activity, ...fields });
}

async function say(sessionId: number, text: string) {
	return await fixture.sandbox.tellChatbot({ sessionId, activity: 'Text', text });
}

async function session(id: number): Promise<Record<string, unknown>> {
	return (await (await call('GET', `Sessions/${id}`)).json()) as Record<string, unknown>;
}

async function isEnabled(): Promise<boolean | undefined> {
	return (await fixture.sandbox.chatbots()).find(({ id }) => id === BOT)?.isEnabled;
}

/** What the chatbot asked for, as it was answered at its callback URL. */
async function answerTo(sessionId: number, activity: string, fields: object = {}) {
	const before = bot.told.length;
	expect((await act(sessionId, activity, fields)).status).toBe(200);
	await pWaitFor(() => bot.told.length > before, { interval: 5, timeout: 5000 });
	return bot.told[before]?.body;
}

describe('a visitor', () => {
	it('opens a chat in a session of its own, and is heard in order', async () => {
		bot.answer = ({ body }) => ({ afterMs: body.text === 'one' ? 60 : 0 });
		const { sessionId } = await fixture.sandbox.openChat({ language: 'en', guest: 'Nora' });
		const deliveries = await Promise.all(
			['one', 'two', 'three'].map((text) => say(sessionId, text)),
		);

		expect(bot.told.map(({ body }) => body.text ?? body.activity)).toEqual([
			...['ConversationStarted', 'one', 'two', 'three'],
		]);
		expect(bot.told[1]?.body).toEqual({
			activity: 'Text',
			timestamp: expect.stringMatching(/^\d{4}-.*\+00:00$/) as string,
			text: 'one',
			sessionId,
			language: 'en',
			source: 'Default',
		});
		expect(deliveries[0]).toMatchObject({ status: 200, sessionId, chatbotId: BOT });
		expect(deliveries[0]?.milliseconds).toBeGreaterThanOrEqual(55);
		expect((bot.told[2]?.at ?? 0) - (bot.told[1]?.at ?? 0)).toBeGreaterThanOrEqual(55);
		expect(await fixture.sandbox.callbacks({ sessionId, activity: 'Text' })).toEqual(deliveries);
		expect(await session(sessionId)).toMatchObject({
			...{ id: sessionId, channel: 'Chat', status: 'ACTIVE', ended: null },
			guest: { language: 'en', callParams: { oo1_guest_ident: 'Nora' } },
			chatbots: [{ chatbotId: BOT, left: null }],
			activities: ['one', 'two', 'three'].map((text) => ({ type: 'ChatMessage', text })),
		});
		expect(await fixture.sandbox.sessions()).toContain(sessionId);
	});

	it('may have written before the conversation started, by the timestamps', async () => {
		bot.answer = ({ body }) => ({ afterMs: body.activity === 'Text' ? 0 : 300 });
		await fixture.sandbox.openChat({ text: 'Hello' });
		const [started, text] = bot.told;

		expect(bot.activities()).toEqual(['ConversationStarted', 'Text']);
		expect(String(text?.body.timestamp) < String(started?.body.timestamp)).toBe(true);
		// The text does not wait for the answer to what began the conversation.
		expect((text?.at ?? 0) - (started?.at ?? 0)).toBeLessThan(250);
	});

	it('shares a file, which Mluvii serves', async () => {
		const { sessionId } = await fixture.sandbox.openChat();
		const file = { sessionId, activity: 'GuestFileUpload', fileName: 'účet.pdf' };
		const { body } = await fixture.sandbox.tellChatbot(file);
		const { fileUrl } = body as { fileUrl: string };

		expect(body).toEqual({
			...{ activity: 'GuestFileUpload', fileUrl, sessionId, language: 'cs', source: 'Default' },
		});
		const answer = await fetch(fileUrl, { headers: { authorization: `Bearer ${token}` } });
		expect(answer.headers.get('content-disposition')).toContain('%C3%BA%C4%8Det.pdf');
		expect(JSON.stringify(await session(sessionId))).toContain('účet.pdf');
	});

	it.each([false, true])('leaves, which ends the session (told of ends: %s)', async (told) => {
		await fixture.sandbox.configure({ mluvii: { tellsConversationEnded: told } });
		const { sessionId } = await fixture.sandbox.openChat();
		await fixture.sandbox.tellChatbot({ sessionId, activity: 'ConversationEnded' });

		expect(bot.activities()).toEqual(['ConversationStarted', 'ConversationEnded']);
		expect(bot.told.at(-1)?.body).toEqual({
			...{ activity: 'ConversationEnded', sessionId, timestamp: expect.any(String) as string },
		});
		expect(await session(sessionId)).toMatchObject({ status: 'CLOSED' });
		expect(await say(sessionId, 'x')).toMatchObject({ notSent: 'The session has ended' });
		expect((await act(sessionId, 'Text', { text: 'x' })).status).toBe(400);
	});

	it.each([false, true])('may be sent away, of which it is told: %s', async (told) => {
		await fixture.sandbox.configure({ mluvii: { tellsConversationEnded: told } });
		const { sessionId } = await fixture.sandbox.openChat();
		await fixture.sandbox.endSession(sessionId);
		await new Promise((resolve) => setTimeout(resolve, 100));

		expect(bot.activities().slice(1)).toEqual(told ? ['ConversationEnded'] : []);
		expect(await fixture.sandbox.chat(sessionId)).toMatchObject({ state: 'ended' });
	});

	it('is one of fifty with twenty messages each', async () => {
		const visitors = await Promise.all(
			Array.from({ length: 50 }, async (_, i) => {
				const { sessionId } = await fixture.sandbox.openChat({ guest: `Visitor ${i}` });
				for (let n = 0; n < 20; n++) await say(sessionId, `${sessionId} ${n}`);
				return sessionId;
			}),
		);

		for (const id of visitors) {
			const texts = bot.told.flatMap(({ body }) => (body.sessionId === id ? [body.text] : []));
			expect(texts).toEqual([undefined, ...Array.from({ length: 20 }, (_, n) => `${id} ${n}`)]);
		}
		const callbacks = await fixture.sandbox.callbacks({ chatbotId: BOT });
		expect(callbacks.map(({ status }) => status)).toEqual(Array(50 * 21).fill(200));
	});
});

describe('a callback', () => {
	it('carries what the address has before the host as Basic auth', async () => {
		await setCallbackUrl(`${bot.url.replace('//', '//bot:p%40ss@')}/callback?secret=s%C3%AD`);
		await fixture.sandbox.openChat();

		expect(bot.told[0]).toMatchObject({
			authorization: `Basic ${Buffer.from('bot:p@ss').toString('base64')}`,
			contentType: 'application/json',
			url: '/callback?secret=s%C3%AD',
		});
	});

	it.each([
		['answers after 2 s', { afterMs: 2500 }, null],
		['answers 201', { status: 201 }, 201],
		['redirects', { status: 302 }, 302],
		['answers 500', { status: 500 }, 500],
	])('fails where the chatbot %s', async (_how, answer, status) => {
		await fixture.sandbox.configure({ mluvii: { chatbotDisabledAfterMs: 0 } });
		bot.answer = () => answer;
		const { sessionId } = await fixture.sandbox.openChat();
		const [delivery] = await fixture.sandbox.callbacks({ sessionId });

		expect(delivery?.status).toBe(status);
		if (status === null) {
			expect(delivery?.milliseconds).toBeGreaterThanOrEqual(1990);
			expect(delivery?.milliseconds).toBeLessThan(2400);
		}
		expect(await isEnabled()).toBe(false);
		expect(bot.told).toHaveLength(1);
	});

	it('is sent again twice, where that is set, until it is answered', async () => {
		await fixture.sandbox.configure({
			mluvii: { redeliversCallbacks: true, webhookRetryDelayMs: 5 },
		});
		bot.answer = ({ body }) => ({
			status: body.text === 'lost' || bot.told.length === 1 ? 500 : 200,
		});
		const { sessionId } = await fixture.sandbox.openChat();
		expect((await fixture.sandbox.callbacks()).map(({ status }) => status)).toEqual([500, 200]);
		const lost = await say(sessionId, 'lost');
		await say(sessionId, 'next');

		expect(lost.status).toBe(500);
		const texts = bot.told.slice(2).map(({ body }) => body.text);
		expect(texts).toEqual(['lost', 'lost', 'lost', 'next']);
	});

	it('disables the chatbot when there was no success for long', async () => {
		await fixture.sandbox.configure({ mluvii: { chatbotDisabledAfterMs: 200 } });
		bot.answer = ({ body }) => ({ status: body.text === 'bad' ? 500 : 200 });
		const { sessionId } = await fixture.sandbox.openChat();
		const wait = async () => {
			await new Promise((resolve) => setTimeout(resolve, 250));
		};
		await say(sessionId, 'bad');
		await say(sessionId, 'good');
		await wait();
		await say(sessionId, 'bad');
		expect(await isEnabled()).toBe(true);
		await wait();
		await say(sessionId, 'bad');
		expect(await isEnabled()).toBe(false);

		const told = bot.told.length;
		const stopped = { status: null, notSent: 'The chatbot is disabled' };
		expect(await say(sessionId, 'good')).toMatchObject(stopped);
		await setCallbackUrl(bot.url);
		expect(await say(sessionId, 'good')).toMatchObject(stopped);
		expect(bot.told).toHaveLength(told);
		await fixture.sandbox.enableChatbot(BOT);
		expect(await say(sessionId, 'good')).toMatchObject({ status: 200 });
	});

	it('may enable a disabled chatbot, and ping it, when it is set anew', async () => {
		await fixture.sandbox.configure({
			mluvii: {
				...{ chatbotDisabledAfterMs: 0, callbackUrlEnablesChatbot: true, pingsNewCallbacks: true },
			},
		});
		bot.answer = () => ({ status: 500 });
		await fixture.sandbox.openChat();
		expect(await isEnabled()).toBe(false);
		bot.answer = () => ({});
		await setCallbackUrl(bot.url);
		await pWaitFor(() => bot.told.length === 2, { interval: 5, timeout: 5000 });

		expect(bot.told[1]?.text).toBe('{"activity":"Ping"}');
		expect(await isEnabled()).toBe(true);
	});

	it('can be anything', async () => {
		const body = '{"Activity":"Ping"} and more';
		const raw = { chatbotId: BOT, body, contentType: 'text/plain' };
		const delivery = await fixture.sandbox.sendCallback(raw);

		expect(bot.told[0]).toMatchObject({ text: body, contentType: 'text/plain' });
		expect(delivery).toMatchObject({ status: 200, sessionId: null, activity: null, body });
	});

	it('is forgotten with its chat', async () => {
		await fixture.sandbox.configure({ mluvii: { chatbotAnswerDelayMs: 150 } });
		const { sessionId } = await fixture.sandbox.openChat();
		await act(sessionId, 'GetCallParams');
		await fixture.sandbox.reset();
		await setCallbackUrl(bot.url);
		const again = await fixture.sandbox.openChat();
		await new Promise((resolve) => setTimeout(resolve, 250));

		expect(again.sessionId).toBe(sessionId);
		expect(bot.activities()).toEqual(['ConversationStarted', 'ConversationStarted']);
		expect(await fixture.sandbox.callbacks()).toHaveLength(1);
		expect(await fixture.sandbox.chats()).toMatchObject([{ sessionId }]);
	});
});

/** What the contract says of callbacks. */
const { components } = readContract('mluvii');
const isInContract = new Ajv({ strict: false, validateFormats: false }).compile({
	$ref: '#/components/schemas/InboundActivity',
	components,
});

afterEach(() => {
	for (const { body } of bot.told) {
		if (body.activity === undefined) continue;
		expect({ body, isValid: isInContract(body), errors: isInContract.errors }).toMatchObject({
			isValid: true,
		});
	}
});

describe('what a chatbot asks for', () => {
	it.each([
		[
			'GetAvailableOperators',
			{ groupId: 7299 },
			{ availableOperators: [{ displayName: expect.any(String) as string }] },
		],
		[
			'GetAvailableGroups',
			{ groupIds: [7301] },
			{ availableGroups: [{ groupId: 7301, displayName: 'Sales team', groupState: 'ONLINE' }] },
		],
		['GetCallParams', {}, { callParams: { oo1_guest_ident: 'Nora' } }],
		['SetCallParams', { callParams: { a: 'b' } }, { success: true, errorMessage: null }],
		['GetGuestIdentity', {}, { facebookPSID: null, appleContactId: null }],
		[
			'GetHeroCards',
			{},
			{ heroCards: [{ heroCardId: 66, displayName: 'Contact details' }, {}, {}] },
		],
		['SendHeroCard', { heroCardId: 66 }, { success: true }],
		[
			'SendHeroCard',
			{ heroCardId: 1 },
			{ success: false, errorMessage: 'There is no hero card 1' },
		],
		['GetMediaObjects', {}, { fileStoreItems: [{ id: 3101, name: 'price-list.pdf' }, {}, {}] }],
		['ShareFile', { name: 'price-list.pdf' }, { isSuccess: true, fileSource: 'price-list.pdf' }],
		['ShareFile', { name: 'none' }, { isSuccess: false }],
		[
			'ObtainCrmIdentity',
			{},
			{ assignedCrmIdentityId: null, matchedCrmIdentities: [{ score: 30 }] },
		],
		[
			'AssignCrmIdentity',
			{ existingCrmIdentityId: 500_001 },
			{ created: false, crmIdentityId: 500_001 },
		],
		['AssignCrmIdentity', {}, { created: true }],
		['EnableGuestUpload', {}, { success: true }],
	])('comes with its answer: %s', async (activity, fields, answer) => {
		const guest = activity === 'ObtainCrmIdentity' ? 'Zoë O’Brien' : 'Nora';
		const { sessionId } = await fixture.sandbox.openChat({ guest });
		const told = await answerTo(sessionId, activity, fields);
		const trimmed = { ...told };
		for (const key of ['availableOperators', 'matchedCrmIdentities']) {
			const list = trimmed[key];
			if (Array.isArray(list)) trimmed[key] = list.slice(0, 1);
		}

		expect(trimmed).toMatchObject({ activity: `${activity}Response`, sessionId, ...answer });
	});

	it('has one name for both ways of input, and forbids writing', async () => {
		const { sessionId } = await fixture.sandbox.openChat();

		expect(await answerTo(sessionId, 'DisableGuestInput')).toMatchObject({
			...{ activity: 'GuestInputChangeResponse', success: true },
		});
		expect(await say(sessionId, 'x')).toMatchObject({ notSent: 'The guest may not write' });
		expect(await answerTo(sessionId, 'EnableGuestInput')).toMatchObject({
			activity: 'GuestInputChangeResponse',
		});
		expect(await say(sessionId, 'x')).toMatchObject({ status: 200 });
	});

	it('is answered in the order of the questions, late, or not at all', async () => {
		const { sessionId } = await fixture.sandbox.openChat();
		await fixture.sandbox.configure({ mluvii: { chatbotAnswerDelayMs: 150 } });
		const begin = performance.now();
		await act(sessionId, 'GetCallParams');
		await act(sessionId, 'SetTag', { name: 'vip' });
		await act(sessionId, 'GetHeroCards');
		await act(sessionId, 'GetCallParams');
		await pWaitFor(() => bot.told.length === 4, { interval: 5, timeout: 5000 });

		expect(bot.activities().slice(1)).toEqual([
			...['GetCallParamsResponse', 'GetHeroCardsResponse', 'GetCallParamsResponse'],
		]);
		expect((bot.told[1]?.at ?? 0) - begin).toBeGreaterThanOrEqual(150);
		await fixture.sandbox.configure({
			mluvii: { chatbotAnswers: 'lost', chatbotAnswerDelayMs: 0 },
		});
		await act(sessionId, 'GetCallParams');
		await say(sessionId, 'x');
		expect(bot.activities().slice(4)).toEqual(['Text']);
	});

	it('is answered when the visitor has uploaded, cancelled, or told the place', async () => {
		const { sessionId } = await fixture.sandbox.openChat();
		const answer = 'ChatbotOpenFileUploadPromptResponse';
		await act(sessionId, 'ChatbotOpenFileUploadPrompt');
		expect(await fixture.sandbox.chat(sessionId)).toMatchObject({ isAskedForFile: true });
		await fixture.sandbox.tellChatbot({
			sessionId,
			activity: 'GuestFileUpload',
			fileName: 'a.pdf',
		});
		await act(sessionId, 'ChatbotOpenFileUploadPrompt');
		await fixture.sandbox.tellChatbot({ sessionId, activity: answer, canceledByGuest: true });
		await act(sessionId, 'RequestLocation', { text: 'Where are you?' });
		const place = { latitude: 50.08, longitude: 14.42 };
		await fixture.sandbox.tellChatbot({ sessionId, activity: 'GuestLocation', ...place });

		expect(bot.told.slice(1).map(({ body }) => body)).toMatchObject([
			{
				activity: answer,
				fileUrl: expect.stringContaining('/Storage/Get') as string,
				canceledByGuest: false,
			},
			{ activity: answer, canceledByGuest: true },
			{ activity: 'GuestLocation', ...place },
		]);
	});
});

describe('the page', () => {
	it.each(['', 'chat.js', 'chat.css'])(
		'is served with nothing from elsewhere: %s',
		async (file) => {
			const answer = await fetch(`${fixture.sandbox.chatUrl}${file}`);

			expect(answer.status).toBe(200);
			expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
			expect(await answer.text()).not.toMatch(/(src|href)="https?:|url\(|@import/);
		},
	);
});

describe('what a chatbot does', () => {
	it('is seen by the visitor', async () => {
		const { sessionId } = await fixture.sandbox.openChat();
		const suggestedActions = { actions: [{ type: 'imBack', title: 'Yes', value: 'yes' }] };
		const content = { title: 'Kettle', buttons: [{ type: 'imBack', title: 'Buy', value: 'buy' }] };
		const items = [{ contentType: 'application/vnd.microsoft.card.hero', content }];
		await act(sessionId, 'Typing', { show: true });
		expect(await fixture.sandbox.chat(sessionId)).toMatchObject({ isTyping: true });
		const message = { sessionId, type: 'message', text: 'Well?', suggestedActions };
		expect((await call('POST', `Chatbot/${BOT}/activity`, message)).status).toBe(200);
		await act(sessionId, 'RichCardList', { items, layout: 'Carousel' });
		await act(sessionId, 'SetTag', { name: 'vip' });

		expect(await fixture.sandbox.chat(sessionId)).toMatchObject({
			...{ state: 'withChatbot', isTyping: false },
			entries: [
				{ from: 'visitor', activity: 'ConversationStarted', callback: { status: 200 } },
				{ from: 'chatbot', activity: 'Text', text: 'Well?', suggestedActions },
				{ from: 'chatbot', activity: 'RichCardList', items, layout: 'Carousel' },
				{ from: 'mluvii', activity: 'SetTag', name: 'vip' },
			],
		});
		expect(await session(sessionId)).toMatchObject({
			tags: [{ name: 'vip' }],
			activities: [{ text: 'Well?' }, { chatbotMessageContent: { attachments: items } }],
		});
	});

	it.each([
		['Forward', { operatorGroupId: 7299 }, { state: 'withOperator' }, { status: 'ACTIVE' }],
		['Forward', { userId: 103 }, { state: 'withOperator' }, { operators: [{ userId: 103 }] }],
		['HandOff', {}, { state: 'withOperator' }, { status: 'ACTIVE' }],
		['EndConversation', {}, { state: 'ended' }, { status: 'CLOSED' }],
	])('ends its part: %s', async (activity, fields, chat, stored) => {
		const { sessionId } = await fixture.sandbox.openChat();
		await act(sessionId, activity, fields);
		const told = bot.told.length;

		expect(await fixture.sandbox.chat(sessionId)).toMatchObject(chat);
		expect(await session(sessionId)).toMatchObject({
			...stored,
			chatbots: [{ left: expect.any(String) as string }],
		});
		const late = await act(sessionId, 'Text', { text: 'too late' });
		expect([late.status, await late.text()]).toEqual([
			...[400, '{"sessionId":"The chatbot is not in this session any more"}'],
		]);
		expect((await say(sessionId, 'Hello?')).notSent).toBeDefined();
		await fixture.sandbox.configure({ mluvii: { absentChatbot: 'ignored' } });
		expect((await act(sessionId, 'Text', { text: 'too late' })).status).toBe(200);
		expect(JSON.stringify(await session(sessionId))).not.toContain('too late');
		expect(bot.told).toHaveLength(told);
	});

	it('is refused in a chat of another one', async () => {
		const { sessionId } = await fixture.sandbox.openChat();
		const body = { sessionId, activity: 'Text', text: 'x' };

		expect((await call('POST', 'Chatbot/802/activity', body)).status).toBe(400);
	});
});
