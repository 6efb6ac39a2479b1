import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { locator, useFixture } from '../support/fixture';
import { runAsTool, TOOL_WAYS } from '../support/tools';

const fixture = useFixture();

/** Runs a node over items of which one is bad, and says what came out for each. */
async function withContinueOnFail(node: string, parameters: INodeParameters, items: IDataObject[]) {
	const { output, error } = await fixture.engine.run({
		node,
		parameters,
		items,
		continueOnFail: true,
	});
	expect(error).toBeUndefined();
	expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
	return output.map(({ json }) => json);
}

const getSession = {
	resource: 'session',
	operation: 'get',
	sessionId: locator('id', '={{ $json.id }}'),
};

const notification = {
	resource: 'whatsAppNotification',
	operation: 'send',
	company: locator('name', '={{ $json.company ?? "Acme Ltd" }}'),
	number: '={{ $json.number ?? "34666033135" }}',
	recipientId: '34911670470',
	template: locator('name', 'order_confirmation'),
	language: 'en_US',
	notificationType: 'transactional',
	campaignName: 'Order updates',
};

describe('a session ID', () => {
	it.each([
		['', 'Session ID is empty'],
		['abc', 'Session ID must be a number, but it is "abc"'],
		['99999999999999999999', 'is too large to be an ID'],
		[2 ** 53, 'Session ID "9007199254740992" is too large to be an ID'],
	])(
		'that is %p is refused on its own item, before anything is sent for it',
		async (bad, message) => {
			const [first = 0, second = 0] = await fixture.sandbox.sessions();
			const json = await withContinueOnFail('mluvii', getSession, [
				{ id: first },
				{ id: bad },
				{ id: second },
			]);

			expect(json[0]?.id).toBe(first);
			expect(json[1]?.error).toContain(message);
			expect(json[2]?.id).toBe(second);
			expect(await fixture.calls('mluvii')).toHaveLength(2);
		},
	);

	it('is taken out of an address copied from Mluvii', async () => {
		const [id = 0] = await fixture.sandbox.sessions();
		const { json } = await fixture.engine.run({
			node: 'mluvii',
			parameters: {
				...getSession,
				sessionId: locator('url', `https://app.mluvii.com/app/12/62/sessions/${id}`),
			},
		});

		expect(json[0]?.id).toBe(id);
	});

	it('unknown to Mluvii is said to be, and the other items are read', async () => {
		const [id = 0] = await fixture.sandbox.sessions();
		const json = await withContinueOnFail('mluvii', getSession, [{ id: 5 }, { id }]);

		expect(json[0]?.error).toMatch(/^Session 5 was not found in Mluvii/);
		expect(json[1]?.id).toBe(id);
	});
});

describe('what Mluvii does not know', () => {
	it('is sent as it is, and refused in the words of Mluvii on its own item', async () => {
		const json = await withContinueOnFail(
			'mluvii',
			{
				resource: 'session',
				operation: 'getMany',
				limit: 1,
				filters: { status: '={{ [$json.status] }}' },
			},
			[{ status: 'CLOSED' }, { status: 'SLEEPING' }, { status: 'ACTIVE' }],
		);
		await fixture.expectViolations();

		expect(json.map(({ status }) => status)).toEqual(['CLOSED', 400, 'ACTIVE']);
		expect(json[1]?.error).toMatch(/^Mluvii refused the request: Status/);
	});
});

describe('what is left empty or wrong in an operation that changes something', () => {
	const cases: Array<[INodeParameters, IDataObject, string]> = [
		[
			{
				resource: 'session',
				operation: 'addTag',
				sessionId: locator('id', 1),
				tagId: locator('id', '={{ $json.x }}'),
			},
			{ x: '' },
			'Tag ID is empty',
		],
		[
			{
				resource: 'session',
				operation: 'forward',
				sessionId: locator('id', 1),
				target: 'phoneNumber',
				phoneNumber: '={{ $json.x }}',
			},
			{ x: ' ' },
			'Phone Number is empty',
		],
		[
			{
				resource: 'session',
				operation: 'forward',
				sessionId: locator('id', 1),
				target: 'group',
				groupId: locator('id', '={{ $json.x }}'),
			},
			{ x: 'first line' },
			'Group ID must be a number, but it is "first line"',
		],
		[
			{
				resource: 'session',
				operation: 'deleteFiles',
				sessionId: locator('id', 1),
				fileIds: '={{ $json.x }}',
			},
			{ x: '7, eight' },
			'File IDs must be a number, but it is "eight"',
		],
		[
			{
				resource: 'session',
				operation: 'deleteFiles',
				sessionId: locator('id', 1),
				fileIds: '={{ $json.x }}',
			},
			{ x: [] },
			'File IDs is empty',
		],
		[
			{ resource: 'session', operation: 'updateCallParameters', sessionId: locator('id', 1) },
			{},
			'Call Parameters is empty',
		],
		[
			{
				resource: 'session',
				operation: 'updateCallParameters',
				sessionId: locator('id', 1),
				callParameters: { parameters: [{ name: '={{ $json.x }}', value: '1' }] },
			},
			{ x: '' },
			'Call Parameters: Name is empty',
		],
		[
			{
				resource: 'session',
				operation: 'updateCallParameters',
				sessionId: locator('id', 1),
				callParameters: {
					parameters: [
						{ name: 'a', value: '1' },
						{ name: 'a', value: '2' },
					],
				},
			},
			{},
			'Call Parameters has "a" twice',
		],
		[
			{
				resource: 'session',
				operation: 'updateCallParameters',
				sessionId: locator('id', 1),
				callParametersMode: 'json',
				callParametersJson: '={{ $json.x }}',
			},
			{ x: { order: { number: 1 } } },
			'Call Parameters: order must be text, but it is an object',
		],
		[
			{
				resource: 'user',
				operation: 'create',
				companyId: locator('id', 295),
				firstName: 'A',
				lastName: 'B',
				username: 'c',
				email: '={{ $json.x }}',
			},
			{ x: 'nora at example.com' },
			'Email "nora at example.com" is not an e-mail address',
		],
		[
			{
				resource: 'user',
				operation: 'setDepartments',
				userId: locator('id', 101),
				departments: '={{ $json.x }}',
			},
			{ x: [] },
			'Department Names or IDs is empty',
		],
		[
			{
				resource: 'emailThread',
				operation: 'create',
				inboxId: '501',
				subject: 'A',
				body: 'B',
				clientEmail: '={{ $json.x }}',
			},
			{ x: '' },
			'Client Email is empty',
		],
		[
			{
				resource: 'contact',
				operation: 'update',
				contactId: locator('id', 500000),
				fullName: '={{ $json.x }}',
			},
			{ x: '' },
			'Name, Email, Phone and Custom Fields are all empty',
		],
		[
			{
				resource: 'contact',
				operation: 'getMany',
				filters: { filterField: 'oo1_guest_email', filterValue: '={{ $json.x }}' },
			},
			{ x: '' },
			'Field Value is empty',
		],
		[
			{
				resource: 'webhook',
				operation: 'create',
				eventTypes: ['SessionEnded'],
				callbackUrl: '={{ $json.x }}',
			},
			{ x: 'example.com/hook' },
			'Callback URL is not a web address',
		],
		[
			{
				resource: 'chatbot',
				operation: 'sendText',
				chatbotId: '801',
				sessionId: locator('id', 1),
				text: '={{ $json.x }}',
			},
			{ x: '\n' },
			'Text is empty',
		],
		[
			{
				resource: 'chatbot',
				operation: 'sendActivity',
				chatbotId: '801',
				sessionId: locator('id', 1),
				activityFields: '={{ $json.x }}',
			},
			{ x: '{"show": true' },
			'Activity Fields (JSON) is not valid JSON',
		],
		[
			{
				resource: 'user',
				operation: 'getOperatorStateHistory',
				userId: locator('id', 101),
				filters: { LastModified: '={{ $json.x }}' },
			},
			{ x: '2024-13-01' },
			'From is not a date: "2024-13-01"',
		],
	];

	it.each(cases)(
		'is refused by name before anything is sent: %j with %j',
		async (parameters, item, message) => {
			const [json] = await withContinueOnFail('mluvii', parameters, [item]);

			expect(json?.error).toBe(message);
			expect(await fixture.sandbox.requests({ service: 'mluvii' })).toEqual([]);
		},
	);
});

describe('a session filter', () => {
	const filtered = (filters: IDataObject): INodeParameters => ({
		resource: 'session',
		operation: 'getMany',
		returnAll: true,
		filters: filters as INodeParameters,
	});

	it('with a date that is none is refused before anything is sent', async () => {
		const json = await withContinueOnFail(
			'mluvii',
			filtered({ createdAfter: '={{ $json.since }}' }),
			[{ since: 'yesterday' }, { since: '2024-02-30' }],
		);

		expect(json.map(({ error }) => error)).toEqual([
			'Created After is not a date: "yesterday"',
			'Created After is not a date: "2024-02-30"',
		]);
		expect(await fixture.calls('mluvii')).toEqual([]);
		expect(await fixture.logins('mluvii')).toBe(0);
	});

	it('with a date is sent as UTC, meant in the time zone of the workflow', async () => {
		await fixture.engine.run({
			node: 'mluvii',
			parameters: filtered({
				createdAfter: '2024-05-02T10:00:00',
				createdBefore: '2024-05-03T10:00:00-04:00',
			}),
			timezone: 'Europe/Prague',
		});
		const [call] = await fixture.calls('mluvii');

		expect(call?.query).toMatchObject({
			'Created.Min': '2024-05-02T08:00:00.000Z',
			'Created.Max': '2024-05-03T14:00:00.000Z',
		});
	});

	it('of every kind is sent in the documented form', async () => {
		await fixture.engine.run({
			node: 'mluvii',
			parameters: filtered({
				activityTextsContain: 'refund',
				autoAccepted: false,
				channel: ['Chat', 'Phone'],
				departmentId: '62, 63',
				durationFrom: 90_061,
				landingPage: '/pricing',
				matchExactly: ['LandingPage'],
				mustBeEmpty: ['Ended'],
				mustBeFilled: ['GuestJoined'],
				tags: 'vip,complaint',
			}),
		});
		const [call] = await fixture.calls('mluvii');

		expect(call?.query).toEqual({
			limit: '200',
			offset: '0',
			ActivityTextsContain: 'refund',
			AutoAccepted: 'false',
			Channel: ['Chat', 'Phone'],
			DepartmentId: ['62', '63'],
			'Duration.Min': '1.01:01:01',
			'LandingPage.Text': '/pricing',
			'LandingPage.Exact': 'true',
			'Ended.Null': 'true',
			'GuestJoined.Null': 'false',
			Tags: ['vip', 'complaint'],
		});
	});
});

describe.each(TOOL_WAYS)('arguments of a language model, by %s', (way) => {
	const fromModel = (name: string) => `={{ $fromAI('${name}', '', 'string') }}`;
	const answersTo = async (parameters: INodeParameters, calls: IDataObject[]) =>
		await runAsTool(fixture.engine, way, { node: 'mluvii', parameters, calls });
	const findSessions: INodeParameters = {
		resource: 'session',
		operation: 'getMany',
		limit: 2,
		filters: Object.fromEntries(
			['channel', 'createdAfter', 'departmentId', 'mustBeEmpty', 'source', 'status'].map((name) => [
				name,
				fromModel(name),
			]),
		),
	};
	const asked = {
		channel: 'chat, Audio or Video',
		createdAfter: '2024-05',
		departmentId: '#62, 63.0',
		mustBeEmpty: 'ended time',
		source: '["web chat", "WHATSAPP"]',
		status: '```json\n["In Queue", "closed"]\n```',
	};

	it('go out as the service takes them', async () => {
		await answersTo(findSessions, [asked]);
		const [call] = await fixture.calls('mluvii');

		expect(call?.query).toMatchObject({
			Channel: ['Chat', 'AV'],
			'Created.Min': '2024-05-01T00:00:00.000Z',
			DepartmentId: ['62', '63'],
			'Ended.Null': 'true',
			Source: ['Default', 'WhatsApp'],
			Status: ['IN_QUEUE', 'CLOSED'],
		});
	});

	it.each([
		['createdAfter', 'last week', 'Created After is not a date: \\"last week\\"'],
		['createdAfter', '2024-02-30', 'Created After is not a date: \\"2024-02-30\\"'],
		['departmentId', 'Sales', 'Department IDs must be a number, but it is \\"Sales\\"'],
		['mustBeEmpty', 'end', 'Must Be Empty has no \\"end\\"'],
	])('are refused by name before anything is sent: %s as %j', async (name, value, words) => {
		const [answer] = await answersTo(findSessions, [{ ...asked, [name]: value }]);

		expect(answer).toContain(words);
		expect(await fixture.calls('mluvii')).toEqual([]);
	});

	it('may be the number of a record, and a choice by name', async () => {
		const [id = 0] = await fixture.sandbox.sessions();
		const update: INodeParameters = {
			resource: 'session',
			operation: 'updateCallParameters',
			sessionId: locator('id', fromModel('session')),
			callParametersMode: fromModel('mode'),
			callParametersJson: fromModel('json'),
		};
		await answersTo(update, [
			{ session: `#${id}`, mode: 'using json', json: '```json\n{"order": "7"}\n```' },
		]);
		const [call] = await fixture.calls('mluvii');

		expect(call?.path).toContain(`/${id}/`);
		expect(call?.body).toEqual({ callParams: { order: '7' } });
	});
});

describe('a company', () => {
	it('that is unknown is refused by name, with the companies that there are', async () => {
		const json = await withContinueOnFail('lovi', notification, [{ company: 'Nobody Inc' }, {}]);

		expect(json[0]?.error).toBe(
			'A company called "Nobody Inc" is not among the companies of this Lovi login',
		);
		expect(json[0]?.message).toMatch(/Acme Ltd, Borealis GmbH, Café Ñandú/);
		expect(json[1]?.success).toBe(true);
		expect(await fixture.sandbox.notifications()).toHaveLength(1);
	});

	it('whose key is inactive is refused by name', async () => {
		const json = await withContinueOnFail('lovi', notification, [{ company: 'Dormant SA' }, {}]);

		expect(json[0]?.error).toBe('The API key of Dormant SA is inactive');
		expect(await fixture.sandbox.notifications()).toHaveLength(1);
	});

	it('of a name that two companies have is refused with their IDs', async () => {
		await fixture.sandbox.setCompanies([
			{ company_id: 'a', company_name: 'Twin', key: 'key-a', is_active: true },
			{ company_id: 'b', company_name: 'Twin', key: 'key-b', is_active: true },
		]);
		const json = await withContinueOnFail('lovi', notification, [{ company: 'Twin' }]);

		expect(json[0]).toEqual({
			error: 'Several companies are called "Twin"',
			message: 'Choose the company by ID: a, b.',
			number: '34666033135',
			template: 'order_confirmation',
			language: 'en_US',
			outcome: 'refused',
		});
		expect(await fixture.sandbox.notifications()).toEqual([]);
	});
});

describe('a phone number', () => {
	it.each([
		['34666033135', '34666033135'],
		['+34 666 03 31 35', '34666033135'],
		[' +34666033135 ', '34666033135'],
		[34666033135, '34666033135'],
	])('%p is sent as %s', async (number, sent) => {
		const json = await withContinueOnFail('lovi', notification, [{ number }]);

		expect(json[0]).toMatchObject({ number: sent, success: true });
		expect((await fixture.sandbox.notifications()).map((delivery) => delivery.number)).toEqual([
			sent,
		]);
	});

	it.each([
		'0034666033135',
		'34-666-033-135',
		'34 (666) 033135',
		'Nora',
		'123456789',
		'1234567890123456',
		'',
		'++34666033135',
	])('%p is refused, and nothing is sent for it', async (number) => {
		const json = await withContinueOnFail('lovi', notification, [{ number }, {}]);

		expect(json[0]?.error).toMatch(/^Recipient Phone Number/);
		expect(await fixture.sandbox.notifications()).toHaveLength(1);
	});
});

describe.each([
	['mluvii', 'mluviiApi', 'domain', 'Domain', getSession],
	[
		'lovi',
		'loviApi',
		'baseUrl',
		'Base URL',
		{ resource: 'apiKey', operation: 'getMany', returnAll: true },
	],
])('the address in the %s credential', (node, credential, field, label, parameters) => {
	const withAddress = (address: string) => {
		fixture.engine.credentials.save(credential, {
			...fixture.engine.credentials.read(credential),
			[field]: address,
		});
	};

	it('without a scheme is refused on each item, and nothing is sent', async () => {
		withAddress('service.example.com');
		const json = await withContinueOnFail(node, parameters, [{ id: 1 }, { id: 2 }]);

		expect(json).toHaveLength(2);
		for (const { error, message } of json) {
			expect(error).toBe(`${label} "service.example.com" does not begin with https://`);
			expect(message).toContain('https://service.example.com');
		}
	});

	it('of plain HTTP to another machine is refused', async () => {
		withAddress('http://service.example.com');
		const json = await withContinueOnFail(node, parameters, [{ id: 1 }]);

		expect(json[0]?.error).toBe(`${label} uses http://, which sends passwords unencrypted`);
	});

	it('works with trailing slashes and /api', async () => {
		const { sandbox, engine } = fixture;
		withAddress(`${node === 'mluvii' ? sandbox.mluvii.url : sandbox.lovi.url}/api///`);
		const [id] = await sandbox.sessions();
		const { error, output } = await engine.run({ node, parameters, items: [{ id }] });

		expect(error).toBeUndefined();
		expect(output.length).toBeGreaterThan(0);
	});

	it('of a server that is not there is said to be unreachable', async () => {
		withAddress('http://127.0.0.1:9');
		const json = await withContinueOnFail(node, parameters, [{ id: 1 }]);

		expect(json[0]?.error).toMatch(/login server at http:\/\/127\.0\.0\.1:9 could not be reached/);
		expect(json[0]?.message).toContain('connection refused');
	});
});

describe('API Request', () => {
	it('refuses a body that is not JSON, before anything is sent', async () => {
		const json = await withContinueOnFail(
			'mluvii',
			{
				resource: 'apiRequest',
				operation: 'send',
				method: 'POST',
				path: '/api/v1/Tags',
				body: '={{ $json.body }}',
			},
			[{ body: '{name: 1}' }],
		);

		expect(json[0]?.error).toBe('JSON Body is not valid JSON');
		expect(await fixture.calls('mluvii')).toEqual([]);
	});

	it.each(['https://evil.example/steal', '//evil.example/steal', '/\\evil.example'])(
		'refuses the path %p, which would send the login to another host',
		async (path) => {
			for (const node of ['mluvii', 'lovi']) {
				const parameters = {
					resource: 'apiRequest',
					operation: 'send',
					method: 'GET',
					path: '={{ $json.path }}',
				};
				const json = await withContinueOnFail(node, parameters, [{ path }]);

				expect(json[0]?.error).toBe('Path must be the part of the address after the host');
			}
		},
	);
});

describe('template components', () => {
	it.each([
		[{ body_text: 'x' }, '"body_text" is not a component that a template can have'],
		[
			{ body_image_0: 'https://example.com/a.png' },
			'"body_image_0" is not a component that a template can have',
		],
		[{ body_text_0: ' ' }, 'body_text_0 is empty'],
		[{ body_text_0: 'Dear {{name}}' }, 'body_text_0 mixes text and placeholders'],
		[{ body_text_0: '{{a}}{{b}}' }, 'body_text_0 mixes text and placeholders'],
		[
			{ header_image_1: 'http://example.com/a.png' },
			'header_image_1 must be a link that begins with https://',
		],
	])('%j are refused, and nothing is sent', async (components, message) => {
		const json = await withContinueOnFail(
			'lovi',
			{
				...notification,
				templateParametersMode: 'json',
				templateParametersJson: JSON.stringify(components),
			},
			[{}],
		);

		expect(json[0]?.error).toContain(message);
		expect(await fixture.calls('lovi')).toEqual([]);
	});
});

describe('options', () => {
	/** Fails for the first item, and names a flow for the others. */
	const FAILING = "={{ $json.isBad ? $('Nowhere').item.json.a : 'order-shipped' }}";

	it.each(['nameEvent', 'maxParallelRequests'])(
		'whose expression fails for the first item (%s) are the failure of that item only',
		async (option) => {
			const json = await withContinueOnFail(
				'lovi',
				{ ...notification, options: { [option]: FAILING } },
				[{ isBad: true }, { isBad: false }, { isBad: false }],
			);
			const sent = await fixture.sandbox.notifications();

			expect(json[0]?.error).toContain("Referenced node doesn't exist");
			expect(json.slice(1).map(({ error, number }) => [error, number])).toEqual([
				[undefined, '34666033135'],
				[undefined, '34666033135'],
			]);
			expect(sent).toHaveLength(2);
		},
	);
});
