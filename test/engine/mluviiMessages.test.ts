import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { locator, useFixture } from '../support/fixture';

const fixture = useFixture();

const SESSION = 7_600_001;
const THREAD = 4_200_001;
const SESSION_FIELDS = ['sessionId', 'time', 'from', 'name', 'text', 'files'];
const THREAD_FIELDS = ['emailThreadId', 'time', 'from', 'name', 'type', 'text'];
const BEGIN = Date.parse('2026-05-02T10:00:00Z');

/** Numbers from 0 in an order that is always the same and no order of time. */
function shuffled(count: number): number[] {
	return Array.from({ length: count }, (_, index) => (index * 77 + 13) % count);
}

async function messages(more: INodeParameters = {}): Promise<IDataObject[]> {
	const { error, json } = await fixture.engine.run({
		node: 'mluvii',
		parameters: {
			resource: 'session',
			operation: 'getMessages',
			sessionId: locator('id', SESSION),
			...more,
		},
	});
	expect(error).toBeUndefined();
	return json;
}

async function mails(more: INodeParameters = {}): Promise<IDataObject[]> {
	const thread = { resource: 'emailThread', emailThreadId: String(THREAD) };
	return await messages({ ...thread, ...more });
}

function timeOf(index: number): string {
	return new Date(BEGIN + index * 30_000).toISOString().replace('Z', '306+00:00');
}

describe('a session with 200 activities in any order', () => {
	beforeEach(async () => {
		await fixture.sandbox.changeSession({
			id: SESSION,
			activities: shuffled(200).map((index) => ({
				activityId: 76_000_010_000 + index,
				time: timeOf(index),
				type: 'ChatMessage',
				client: index % 2 === 0 ? 'Guest' : 'User',
				userId: index % 2 === 0 ? null : 102,
				chatbotId: null,
				text: `Message ${index}: the parcel has not arrived yet, can you have a look at it?`,
				chatbotMessageContent: null,
				note: null,
				terminationReason: null,
			})),
		});
	});

	it('gives the newest 50, oldest first, in one request', async () => {
		const json = await messages();

		expect(json).toHaveLength(50);
		expect(json.map(({ time }) => time)).toEqual(
			Array.from({ length: 50 }, (_, index) => timeOf(150 + index)),
		);
		expect(json[0]?.text).toMatch(/^Message 150:/);
		expect(await fixture.calls('mluvii')).toHaveLength(1);
	});

	it('gives all, or as few as asked for', async () => {
		const all = await messages({ returnAll: true });
		const two = await messages({ limit: 2 });

		expect(all).toHaveLength(200);
		expect(two).toEqual(all.slice(-2));
	});

	it('fits into what a language model is given, with nothing of the record itself', async () => {
		const json = await messages();

		expect(JSON.stringify(json).length).toBeLessThan(12_000);
		for (const one of json) {
			expect(SESSION_FIELDS).toEqual(expect.arrayContaining(Object.keys(one)));
		}
		expect(json[49]).toEqual({
			sessionId: SESSION,
			time: timeOf(199),
			from: 'operator',
			name: 'Ben Smith',
			text: 'Message 199: the parcel has not arrived yet, can you have a look at it?',
		});
	});
});

it('a session without activities gives no items', async () => {
	await fixture.sandbox.changeSession({ id: SESSION, activities: [] });

	expect(await messages()).toEqual([]);
});

it('a session is told as it went, without addresses of files', async () => {
	const json = await messages({ sessionId: locator('id', 7_600_002) });

	expect(json.map(({ from, name, text }) => [from, name, text])).toEqual([
		['guest', expect.any(String), 'My card was refused'],
		[
			'chatbot',
			'Order bot',
			'I look it up. One moment, please.\n[image/png]\nWhat is it about?\nOrder',
		],
		['guest', expect.any(String), 'Form submitted\norder_number: 1002\ntopic: Delivery < 2 days'],
		['chatbot', 'Order bot', 'Session forwarded to Carla Núñez\nNote: The guest asks for a person'],
		['operator', 'Carla Núñez', 'Hello, Carla here'],
		['operator', 'Carla Núñez', 'The parcel & the invoice:\nyour order (https://shop.example/p/7)'],
		['guest', expect.any(String), 'File shared'],
		['system', undefined, 'Session ended (Guest left)'],
	]);
	expect(json[6]?.files).toEqual([{ id: 800_002, name: 'příloha č. 2.pdf' }]);
	expect(JSON.stringify(json)).not.toMatch(/downloadUrl|Storage|example\.com|parcel\.png/);
});

const HOSTILE = [
	['<'.repeat(1_000_000), '<'.repeat(1_000_000)],
	['<script>alert(1)</script>a < b', 'a < b'],
	['<b '.repeat(1000), '<b '.repeat(1000).trim()],
	['&lt;script&gt; &#0; &amp;amp;', '<script> \ufffd &amp;'],
	['{{ $json.secret }} ={{ 1 + 1 }}', '{{ $json.secret }} ={{ 1 + 1 }}'],
];

it('hostile text does not stop a session', async () => {
	await fixture.sandbox.changeSession({
		id: SESSION,
		activities: HOSTILE.map(([text], index) => ({
			activityId: index,
			time: timeOf(index),
			type: index === 0 ? 'toString' : 'ChatMessage',
			client: 'Guest',
			text,
		})),
	});

	expect((await messages()).map(({ text }) => text)).toEqual(HOSTILE.map(([, text]) => text));
});

describe('an e-mail thread', () => {
	const activities = shuffled(200).map((index) => ({
		id: 42_000_010_000 + index,
		created: timeOf(index),
		type: index % 3 === 0 ? 'Note' : 'Mail',
		userId: index % 3 === 1 ? null : 102,
		body: `<html><body><p>Mail <b>${index}</b>: the parcel has not arrived</p></body></html>`,
	}));

	it('gives the newest 50, oldest first, with nothing of the record itself', async () => {
		await fixture.sandbox.changeEmailThread({
			id: THREAD,
			operators: [{ userId: 102, userName: 'ben.smith', firstName: 'Ben', lastName: 'Smith' }],
			activities,
		});
		const json = await mails();

		expect(json.map(({ time }) => time)).toEqual(
			Array.from({ length: 50 }, (_, index) => timeOf(150 + index)),
		);
		expect(JSON.stringify(json).length).toBeLessThan(12_000);
		for (const one of json) {
			expect(THREAD_FIELDS).toEqual(expect.arrayContaining(Object.keys(one)));
		}
		expect(json.slice(-2)).toEqual([
			{
				emailThreadId: THREAD,
				time: timeOf(198),
				from: 'operator',
				name: 'Ben Smith',
				type: 'Note',
				text: 'Mail 198: the parcel has not arrived',
			},
			expect.objectContaining({ from: 'client', type: 'Mail' }),
		]);
	});

	it('without activities gives no items', async () => {
		await fixture.sandbox.changeEmailThread({ id: THREAD, activities: [] });

		expect(await mails()).toEqual([]);
	});

	it('with hostile text goes on', async () => {
		await fixture.sandbox.changeEmailThread({
			id: THREAD,
			activities: HOSTILE.map(([body], id) => ({
				id,
				created: timeOf(id),
				type: 'Mail',
				userId: null,
				body,
			})),
		});

		expect((await mails()).map(({ text }) => text)).toEqual(HOSTILE.map(([, text]) => text));
	});
});
