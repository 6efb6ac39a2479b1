import type { IDataObject } from 'n8n-workflow';
import { messagesOf as mailsOf } from '../../nodes/Mluvii/resources/emailThread/messages';
import { messagesOf } from '../../nodes/Mluvii/resources/session/messages';
import { readContract } from '../support/contracts';

const SESSION = {
	guest: { callParams: { oo1_guest_ident: 'Nora Novák', oo1_guest_email: 'nora@example.com' } },
	operators: [
		{ userId: 101, userName: 'anna', firstName: 'Anna', lastName: 'Nováková' },
		{ userId: 102, userName: 'ben', firstName: null, lastName: null },
	],
	chatbots: [{ chatbotId: 801, name: 'Order bot' }],
};
const THREAD = { operators: SESSION.operators, clientNames: ['Nora Novák'], initiator: 'Client' };

/** The message that an activity becomes. */
function message(activity: IDataObject, session: IDataObject = SESSION): IDataObject | undefined {
	const time = '2026-05-02T10:00:00.000001+00:00';
	const activities = [{ activityId: 1, time, type: 'ChatMessage', ...activity }];
	return messagesOf(7, { ...session, activities })[0];
}

function text(activity: IDataObject): unknown {
	return message(activity)?.text;
}

function knownTypes(schema: string): string[] {
	const { schemas } = readContract('mluvii').components as unknown as {
		schemas: Record<string, { properties: Record<string, never> }>;
	};
	const { properties } = schemas[schema] as unknown as {
		properties: {
			type?: { 'x-known-values': string[] };
			activities?: { items: { properties: { type: { 'x-known-values': string[] } } } };
		};
	};
	return (
		(properties.type ?? properties.activities?.items.properties.type)?.['x-known-values'] ?? []
	);
}

describe('who wrote in a session', () => {
	it.each([
		['the guest', { client: 'Guest' }, { from: 'guest', name: 'Nora Novák' }],
		['an operator', { client: 'User', userId: 101 }, { from: 'operator', name: 'Anna Nováková' }],
		['one without a name', { client: 'User', userId: 102 }, { from: 'operator', name: 'ben' }],
		['an unknown operator', { client: 'User', userId: 999 }, { from: 'operator' }],
		['a chatbot', { client: 'Chatbot', chatbotId: 801 }, { from: 'chatbot', name: 'Order bot' }],
		['an unknown chatbot', { client: 'Chatbot', chatbotId: 9 }, { from: 'chatbot' }],
		['nobody', { client: null, userId: 101 }, { from: 'system' }],
		['somebody new', { client: 'constructor' }, { from: 'system' }],
	])('%s', (_, activity, expected) => {
		expect(message({ ...activity, text: 'Hi' })).toEqual({
			sessionId: 7,
			time: '2026-05-02T10:00:00.000001+00:00',
			text: 'Hi',
			...expected,
		});
	});

	it('is left open where the session has no names', () => {
		const session = { guest: null, operators: null, activities: null };
		expect(message({ client: 'Guest', text: 'Hi' }, session)).not.toHaveProperty('name');
		expect(message({ client: 'User', userId: 1, text: 'Hi' }, session)).not.toHaveProperty('name');
		expect(messagesOf(7, session)).toEqual([]);
	});
});

describe('what happened in a session', () => {
	it.each([
		['HTML', { text: '<p>a &amp; b</p><p>c</p>' }, 'a & b\n\nc'],
		['a smaller than', { text: 'a < b' }, 'a < b'],
		['a chatbot in a webhook', { chatbotMessageContent: 'a <b>b</b>' }, 'a b'],
		[
			'a chatbot',
			{
				text: '',
				chatbotMessageContent: {
					text: 'Hi',
					attachments: [
						{ contentType: 'image/png', contentUrl: 'https://secret.example' },
						{
							contentType: 'x',
							content: { title: 'T', text: '<i>t</i>', buttons: [{ title: 'B' }] },
						},
					],
				},
			},
			'Hi\n[image/png]\nT\nt\nB',
		],
		[
			'a forward to an operator',
			{ type: 'SessionForwarded', toOperatorUserId: 5, toOperatorFullName: 'Eva', note: 'Angry' },
			'Session forwarded to Eva\nNote: Angry',
		],
		[
			'a forward to one without a full name',
			{ type: 'SessionForwarded', toOperatorUserId: 101 },
			'Session forwarded to Anna Nováková',
		],
		[
			'a forward to somebody unknown',
			{ type: 'SessionForwarded', toOperatorUserId: 5 },
			'Session forwarded to operator 5',
		],
		[
			'a forward to a group',
			{ type: 'SessionForwarded', toGroupId: 7, toGroupName: 'Sales' },
			'Session forwarded to group Sales',
		],
		[
			'a forward to a phone',
			{ type: 'SessionForwarded', toPhoneNumber: '+420601' },
			'Session forwarded to +420601',
		],
		['a forward to nobody', { type: 'SessionForwarded' }, 'Session forwarded'],
		[
			'an invitation',
			{ type: 'OperatorInvited', toOperatorFullName: 'Eva', note: 'Help' },
			'Operator invited (Eva)\nNote: Help',
		],
		[
			'an end',
			{ type: 'SessionEnded', terminationReason: 'SessionApiCall' },
			'Session ended (Session API call)',
		],
		[
			'a form',
			{
				type: 'HeroCard',
				heroCard: [
					{ key: 'a', label: 'Your name' },
					{ key: 'b', label: null },
				],
			},
			'Form shown (Your name)',
		],
		[
			'a form that was filled in',
			{
				type: 'HeroCardSubmission',
				submissionResult: 'Submitted',
				submissionParams: { name: 'Nora', empty: null, age: '< 30' },
			},
			'Form submitted\nname: Nora\nage: < 30',
		],
		[
			'a form that was not',
			{ type: 'HeroCardSubmission', submissionResult: 'Cancelled', submissionParams: null },
			'Form cancelled',
		],
		[
			"a chatbot's form",
			{
				type: 'ChatbotHeroCardSubmission',
				chatbotHeroCardSubmissionKey: 'size',
				chatbotHeroCardSubmissionValue: 'L',
			},
			'Form submitted\nsize: L',
		],
		[
			'a message that was not delivered',
			{ text: 'Hi', status: 'DeliveryFailed' },
			'Hi\n(Delivery failed)',
		],
		['one that was read', { text: 'Hi', status: 'Read' }, 'Hi'],
		[
			'an answer to a request for video',
			{ type: 'AvResponse', response: 'RejectedNoMic' },
			'Audio or video request answered (Rejected, no microphone)',
		],
		['a new type', { type: 'SomethingVeryNew' }, 'Something very new'],
		['a hostile type', { type: 'constructor' }, 'Constructor'],
	])('%s', (_, activity, expected) => {
		expect(text(activity)).toBe(expected);
	});

	it('is said in words for every type of the contract', () => {
		const types = knownTypes('SessionActivity');
		expect(types).toHaveLength(41);
		for (const type of types) expect(text({ type })).toMatch(/^[A-Z][a-z]+([ -]([a-z-]+|API))*$/);
	});

	it('has the file without its address', () => {
		const file = { id: 1, name: 'a.pdf', downloadUrl: 'https://a.example', isUploading: false };
		const states = [{}, { isDeleted: true }, { isUploading: true }];
		const files = states.map(
			(state) => message({ type: 'SharedFile', file: { ...file, ...state } })?.files,
		);

		expect(files).toEqual([
			[{ id: 1, name: 'a.pdf' }],
			[{ id: 1, name: 'a.pdf', state: 'deleted' }],
			[{ id: 1, name: 'a.pdf', state: 'uploading' }],
		]);
	});
});

it('messages are in order of time, in whatever zone and to the microsecond, and then of their IDs', () => {
	const times = [
		'2026-05-02T12:00:00.000002+02:00',
		'2026-05-02T10:00:00.000001+00:00',
		'2026-05-02T10:00:00Z',
		'2026-05-02T10:00:00.000001+00:00',
		'2026-05-02T11:59:59.9+02:00',
	];
	const activities = times.map((time, index) => ({
		activityId: 10 - index,
		time,
		type: 'ChatMessage',
		text: String(index),
	}));

	expect(messagesOf(7, { ...SESSION, activities }).map((one) => one.text)).toEqual([
		...['4', '2', '3', '1', '0'],
	]);
});

describe('an e-mail thread', () => {
	it.each([
		['a mail of the client', { type: 'Mail', body: '<p>a</p>' }, 'client', 'Nora Novák', 'a'],
		['a mail of an operator', { type: 'Mail', body: 'a', userId: 102 }, 'operator', 'ben', 'a'],
		['a note', { type: 'Note', body: 'a < b', userId: 101 }, 'operator', 'Anna Nováková', 'a < b'],
		['somebody unknown', { type: 'Note', body: 'a', userId: 9 }, 'operator', undefined, 'a'],
		['an event', { type: 'Open', body: null }, 'system', undefined, 'Opened'],
		['a new event', { type: 'NewThing' }, 'system', undefined, 'New thing'],
	])('has %s', (_, activity, from, name, body) => {
		const created = '2026-05-02T10:00:00Z';
		const [first] = mailsOf(4, { ...THREAD, activities: [{ id: 1, created, ...activity }] });
		expect(first).toEqual({
			emailThreadId: 4,
			time: created,
			from,
			...(name !== undefined && { name }),
			type: activity.type,
			text: body,
		});
	});

	it('that was begun here has no client as the sender of its first mail', () => {
		const activities = [2, 1].map((id) => ({
			id,
			type: 'Mail',
			body: `${id}`,
			created: `2026-05-0${id}T10:00:00Z`,
		}));
		const thread = { ...THREAD, initiator: 'Operator', activities };
		expect(mailsOf(4, thread).map(({ from }) => from)).toEqual(['system', 'client']);
	});

	it('with several clients does not say which of them wrote', () => {
		const activities = [{ id: 1, type: 'Mail', body: 'a', created: '2026-05-02T10:00:00Z' }];
		const [first] = mailsOf(4, { ...THREAD, clientNames: ['Nora', 'Jan'], activities });
		expect(first).not.toHaveProperty('name');
	});

	it('says every type of the contract in words', () => {
		const types = knownTypes('EmailThread');
		expect(types).toHaveLength(8);
		const created = '2026-05-02T10:00:00Z';
		const messages = mailsOf(4, { activities: types.map((type, id) => ({ id, type, created })) });
		for (const one of messages) expect(one.text).toMatch(/^[A-Z][a-z-]+( [a-z]+)*$/);
	});
});
