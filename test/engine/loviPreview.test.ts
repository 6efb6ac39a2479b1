import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { items, locator, useFixture } from '../support/fixture';
import { runAsTool, TOOL_WAYS } from '../support/tools';

const fixture = useFixture();

/** What a recipient is sent, one item each. */
const message: INodeParameters = {
	resource: 'whatsAppNotification',
	company: locator('name', '={{ $json.company ?? "Acme Ltd" }}'),
	number: '={{ $json.number ?? 34666000000 + $json.index }}',
	recipientId: '34911670470',
	linePhoneNumber: '34911670470',
	template: locator('list', 'shipping_update|en_US'),
	contactFields: { fields: [{ name: 'day', value: '={{ $json.day ?? "Friday" }}' }] },
	notificationType: 'transactional',
	campaignName: 'Orders',
	options: { requestsPerMinute: 100_000 },
};
const components = {
	header_text_1: '={{ "A" + $json.index }}',
	body_text_0: '=Nora {{ $json.index }}',
	body_text_1: '={{ $json.order ?? "1017" }}',
	body_text_2: '{{day}}',
};

/** The ways to fill in the placeholders. */
const WAYS: Array<[way: string, parameters: INodeParameters]> = [
	[
		'the form of the template',
		{
			templateParametersMode: 'template',
			templateFields: {
				mappingMode: 'defineBelow',
				value: components,
				matchingColumns: [],
				schema: Object.keys(components).map((id) => ({
					id,
					displayName: id,
					required: true,
					defaultMatch: false,
					display: true,
					type: 'string',
				})),
			},
		},
	],
	[
		'fields',
		{
			templateParametersMode: 'fields',
			templateParameters: {
				parameters: Object.entries(components).map(([name, value]) => {
					const [position = '', type = '', number] = name.split('_');
					return { position, type, number: Number(number), value };
				}),
			},
		},
	],
	[
		'JSON',
		{
			templateParametersMode: 'json',
			templateParametersJson: `={{ ({
				header_text_1: "A" + $json.index,
				body_text_0: "Nora " + $json.index,
				body_text_1: $json.order ?? "1017",
				body_text_2: "{" + "{day}" + "}",
			}) }}`,
		},
	],
];
const [[, form] = ['', {}]] = WAYS;

async function run(parameters: INodeParameters, input: IDataObject[] = items(1), more = {}) {
	return await fixture.engine.run({ node: 'lovi', parameters, items: input, ...more });
}

async function preview(parameters: INodeParameters = {}, input?: IDataObject[], more = {}) {
	const all = { ...message, ...form, ...parameters, operation: 'preview' };
	return await run(all, input, more);
}

/** What went out, as a preview shows it. */
async function sent(operationId = 'notifyWhatsApp') {
	const calls = await fixture.sandbox.requests({ operationId });
	return calls.map(({ method, path, query, body }) => ({
		method,
		target: `${path.split('?')[0] ?? ''}?${new URLSearchParams({ ...query, access_key: '***' }).toString()}`,
		body: body as IDataObject,
	}));
}

function shown({ request }: IDataObject) {
	const { method, url, body } = request as { method: string; url: string; body: IDataObject };
	const { pathname, searchParams } = new URL(url);
	return { method, target: `${pathname}?${searchParams.toString()}`, body };
}

describe.each(WAYS)('a preview of messages filled in with %s', (_, filling) => {
	beforeEach(async () => {
		await fixture.sandbox.configure({ lovi: { rateLimits: false } });
	});

	it('for Send says of 1,000 items what is read and sent afterwards, item by item', async () => {
		const seen = await preview({ ...filling, previewFor: 'send' }, items(1000));
		expect(await sent()).toEqual([]);
		await run({ ...message, ...filling, operation: 'send' }, items(1000));
		const deliveries = await fixture.sandbox.notifications();

		expect(seen.error).toBeUndefined();
		expect(seen.json.map(({ text }) => text)).toEqual(deliveries.map(({ text }) => text));
		expect(seen.json[7]?.text).toContain('Hello Nora 7, your order 1017 arrives on Friday.');
		expect(seen.json.map(shown)).toEqual(await sent());
		expect(seen.json[999]).toMatchObject({
			number: '34666000999',
			company_id: '0d8f3c1a-acme',
			company_name: 'Acme Ltd',
			template: 'shipping_update',
			language: 'en_US',
			would_be_sent: true,
			problems: [],
			notes: [],
			requests: 1000,
			request_number: 1000,
			contacts_in_request: 1,
		});
		expect(JSON.stringify(seen.json)).not.toContain('key-0d8f');
	}, 120_000);

	it('for Send Bulk says of 1,000 items what is read and sent afterwards, item by item', async () => {
		const input = items(1000).map(({ index }) => ({ index, order: index < 500 ? 'A' : 'B' }));
		const seen = await preview({ ...filling, previewFor: 'sendBulk' }, input);
		expect(await sent()).toEqual([]);
		await run({ ...message, ...filling, operation: 'sendBulk' }, input);
		const deliveries = await fixture.sandbox.notifications();
		const requests = await sent();

		expect(seen.json.map(({ text }) => text)).toEqual(deliveries.map(({ text }) => text));
		expect(requests).toHaveLength(10);
		seen.json.forEach((record, index) => {
			const { body, ...request } = requests[Math.floor(index / 100)] ?? {};
			const contact = (body?.contacts as IDataObject[])[index % 100];
			expect(shown(record)).toEqual({ ...request, body: { ...body, contacts: [contact] } });
			expect(record).toMatchObject({
				requests: 10,
				request_number: Math.floor(index / 100) + 1,
				contacts_in_request: 100,
			});
		});
	}, 120_000);
});

describe('a preview for Send Bulk', () => {
	it('puts items together as Send Bulk does, and says of equal ones that there is one message', async () => {
		const input = [
			...items(150),
			{ index: 3 },
			{ index: 151, number: 'none' },
			{ index: 152, company: 'Borealis GmbH' },
		];
		const { json } = await preview({ previewFor: 'sendBulk' }, input);
		const { contacts, ...others } = (json[3]?.request as { body: IDataObject }).body;

		expect(json.map(({ request_number: number }) => number)).toEqual([
			...items(100).map(() => 1),
			...items(50).map(() => 2),
			1,
			undefined,
			3,
		]);
		expect(json[150]?.request).toEqual(json[3]?.request);
		expect(json[150]?.notes).toEqual([
			'Item 3 has the same values, and this contact gets one message for both.',
		]);
		expect(json[151]?.would_be_sent).toBe(false);
		expect(json[150]).toMatchObject({ would_be_sent: true, requests: 3 });
		expect(contacts).toHaveLength(1);
		expect(others).toMatchObject({ campaign_name: 'Orders' });
		expect(await sent()).toEqual([]);
	});
});

describe('a preview', () => {
	it('for Send shows the flat form where it is asked for', async () => {
		const options = { flatBody: true };
		const { json } = await preview({ options });
		await run({ ...message, ...form, operation: 'send', options });

		expect(json.map(shown)).toEqual(await sent());
		expect(json[0]?.text).toContain('arrives on Friday.');
	});

	it('says when a message goes out: in UTC, where its recipient is from, and here', async () => {
		const options = { scheduledTime: '2030-12-25T10:30:00+01:00' };
		const { json } = await preview(
			{ options },
			[34666033135, 12125550100, 12645550100, 79161234567, 38344123456].map((number) => ({
				index: 1,
				number,
			})),
			{ timezone: 'Europe/Prague' },
		);

		expect(json.map((record) => record.send_at_recipient)).toEqual([
			'2030-12-25 09:30 (Atlantic/Canary) to 2030-12-25 10:30 (Europe/Madrid)',
			'2030-12-24 23:30 (America/Adak) to 2030-12-25 06:00 (America/St_Johns)',
			'2030-12-25 05:30 (America/Anguilla)',
			'2030-12-25 11:30 (Europe/Kaliningrad) to 2030-12-25 21:30 (Asia/Anadyr)',
			undefined,
		]);
		expect(json[4]?.notes).toEqual(['Which time it is where 38344123456 is from is not known.']);
		expect(json[0]).toMatchObject({
			send_at: '2030-12-25T09:30:00.000Z',
			send_at_company: '2030-12-25 10:30 (Europe/Prague)',
		});
	});

	it('says that what is not scheduled goes out now', async () => {
		const { json } = await preview();

		expect(Math.abs(Date.parse(json[0]?.send_at as string) - new Date().getTime())).toBeLessThan(
			60_000,
		);
	});

	it.each<[string, INodeParameters, string[]]>([
		['a number', { number: '12' }, ['Recipient Phone Number "12" is not']],
		['no recipient ID', { recipientId: '={{ "" }}' }, ['Recipient ID is empty']],
		['a company', { company: locator('name', 'Nobody') }, ['A company called "Nobody" is not']],
		[
			'an inactive key',
			{ company: locator('id', '30bc6f4d-dormant') },
			['The API key of Dormant SA is inactive'],
		],
		['a campaign', { campaignName: ' ' }, ['Campaign Name is empty']],
		['no template', { template: locator('list', '={{ "" }}') }, ['Template is empty']],
		[
			'no language',
			{ template: locator('name', 'shipping_update') },
			['Template Language is empty'],
		],
		[
			'components, each of them',
			{
				templateParametersMode: 'json',
				templateParametersJson:
					'{"body_text_0": " ", "body_text_1": "a {{day}}", "nose_text_1": "x", "header_text_1": "y"}',
			},
			[
				'Template Components (JSON): body_text_0 is empty',
				'Template Components (JSON): body_text_1 mixes text and placeholders',
				'Template Components (JSON): "nose_text_1" is not a component',
			],
		],
		[
			'contact fields, each of them',
			{
				contactFields: {
					fields: [
						{ name: '', value: 'x' },
						{ name: '', value: 'y' },
					],
				},
			},
			['Contact Fields: Name is empty'],
		],
		[
			'a contact field that is the number',
			{
				contactFields: {
					fields: [
						{ name: 'number', value: '1' },
						{ name: 'day', value: {} },
					],
				},
			},
			['Contact Fields: "number" is already', 'Contact Fields: day must be text'],
		],
		[
			'a time that is over',
			{ options: { scheduledTime: '2020-01-01T00:00:00Z' } },
			['Scheduled Time is in the past'],
		],
		[
			'options, each of them',
			{ options: { requestsPerMinute: 0, flatBody: 'maybe' } },
			['Requests per Minute', 'Flat Body must be true or false'],
		],
		[
			'an expression that fails',
			{ campaignName: '={{ $("Nowhere").item.json.name }}' },
			["Referenced node doesn't exist"],
		],
		[
			'components that do not fit the template',
			{ templateParametersMode: 'json', templateParametersJson: '{"body_text_0": "Nora"}' },
			['Template Components (JSON) do not fit the template "shipping_update" (en_US)'],
		],
		[
			'a template that is not there',
			{ template: locator('name', 'nothing'), language: 'en' },
			['The message cannot be shown: '],
		],
		[
			'a placeholder without a value',
			{ contactFields: {} },
			['{{day}} has no value. Add a contact field with the name "day"'],
		],
	])('says what is wrong with %s, and goes on', async (_, parameters, problems) => {
		const { json, error } = await preview(parameters, [{ index: 1 }]);
		const [record = {}] = json;
		const said = record.problems as string[];

		expect(error).toBeUndefined();
		expect(record.would_be_sent).toBe(false);
		expect(said.map((problem, index) => problem.slice(0, problems[index]?.length))).toEqual(
			problems,
		);
		expect(await sent()).toEqual([]);
	});

	it('says everything that is wrong with an item, and nothing of it about the others', async () => {
		const { json } = await preview(
			{ previewFor: 'sendBulk', options: { scheduledTime: '={{ $json.time }}' } },
			[
				{ index: 0, time: '2031-01-01T00:00:00Z' },
				{ index: 1, number: 'x', company: 'Nobody', time: 'soon' },
				{ index: 2, time: '2031-01-01T00:00:00Z' },
			],
		);

		expect(json.map((record) => (record.problems as string[]).length)).toEqual([0, 3, 0]);
		expect(json[1]).not.toHaveProperty('request');
		expect(json[1]).not.toHaveProperty('send_at');
		expect(json[2]).toMatchObject({ requests: 1, contacts_in_request: 2 });
	});

	it('shows what can be shown of an item that would not be sent', async () => {
		const { json } = await preview({ number: '12' });

		expect(json[0]?.text).toContain('Hello Nora 0, your order 1017 arrives on Friday.');
	});

	it('says of a template that cannot be read that it is not known, which is no problem', async () => {
		await fixture.sandbox.fault({
			service: 'lovi',
			path: 'template',
			kind: 'status',
			status: 500,
			times: 0,
		});
		const { json } = await preview();

		expect(json[0]).toMatchObject({ would_be_sent: true, problems: [], requests: 1 });
		expect(json[0]?.notes).toHaveLength(1);
		expect(json[0]).not.toHaveProperty('text');
	});

	it.each([401, 403])('says that Lovi refuses the key of the company: %d', async (status) => {
		await fixture.sandbox.fault({
			service: 'lovi',
			path: 'template',
			kind: 'status',
			status,
			times: 0,
			body: { message: 'Invalid or expired access key' },
		});
		const { json } = await preview();

		expect(json[0]).toMatchObject({ would_be_sent: false, notes: [] });
		expect(json[0]?.problems).toEqual([
			expect.stringContaining('Invalid or expired access key') as string,
		]);
	});

	it.each<[string, boolean, unknown, string, INodeParameters]>([
		['no list is read', false, undefined, 'nothing', { linePhoneNumber: '' }],
		['the list does not have it', false, [{ id: '1', name: 'other' }], 'nothing', {}],
		['the list is empty', true, [], 'nothing', {}],
		[
			'the list has it without texts',
			true,
			[{ id: '1', name: 'nothing', language: 'en', status: 'approved' }],
			'1',
			{},
		],
		[
			'the list has it in another language',
			true,
			[{ name: 'nothing', language: 'es' }],
			'nothing',
			{},
		],
	])(
		'says of a template whose components are not found, where %s, whether Lovi would take it: %j',
		async (_, isTaken, list, asked, parameters) => {
			if (list !== undefined) {
				await fixture.sandbox.fault({
					service: 'lovi',
					path: '/notify/templates',
					kind: 'status',
					status: 200,
					body: list,
				});
			}
			const { json } = await preview({
				...parameters,
				template: locator('name', 'nothing'),
				language: 'en',
			});
			const said = [expect.stringContaining('was not found in Lovi') as string];
			const [call] = await fixture.sandbox.requests({ operationId: 'getTemplateComponents' });

			expect(json[0]).toMatchObject({
				would_be_sent: isTaken,
				problems: isTaken ? [] : said,
				notes: isTaken ? said : [],
			});
			expect(call?.query).toMatchObject({ template: asked });
		},
	);

	it('reads the template once for all recipients', async () => {
		const recipientId = '={{ 34666000000 + $json.index }}';
		const { json } = await preview({ linePhoneNumber: '', recipientId }, items(200));
		const calls = (await fixture.calls('lovi')).filter(({ path }) => path.includes('/template'));

		expect(json[0]?.would_be_sent).toBe(true);
		expect(calls.map(({ operationId }) => operationId)).toEqual(['getTemplateComponents']);
	});

	it('fails as a whole where the login is refused', async () => {
		const stored = fixture.engine.credentials.read('loviApi');
		fixture.engine.credentials.save('loviApi', { ...stored, password: 'wrong' });
		const { error } = await preview({}, items(3));

		expect(error?.message).toContain('Invalid login credentials');
	});

	it('says of a key from an earlier step that is not one of this login that it is unknown', async () => {
		const { json } = await preview({ company: locator('key', 'key-of-another') });

		expect((json[0]?.notes as string[])[0]).toBe(
			'The key of the company is not among those of this Lovi login.',
		);
		expect(JSON.stringify(json)).not.toContain('key-of-another');
	});
});

describe('a preview of calls', () => {
	const call: INodeParameters = {
		...message,
		resource: 'voiceNotification',
		agentId: '={{ $json.agent ?? "agent-1" }}',
		options: { scheduledTime: '2031-01-01T00:00:00Z' },
	};

	it('says when they are made and with which request, and what is wrong', async () => {
		const input = [{ index: 0 }, { index: 1, agent: ' ', number: '1' }, { index: 2 }];
		const { json } = await run({ ...call, operation: 'preview' }, input);
		expect(await sent('notifyVoice')).toEqual([]);
		await run({ ...call, operation: 'send' }, [{ index: 0 }, { index: 2 }]);

		expect([json[0] ?? {}, json[2] ?? {}].map(shown)).toEqual(await sent('notifyVoice'));
		expect(json[0]).toMatchObject({
			agent_id: 'agent-1',
			send_at: '2031-01-01T00:00:00.000Z',
			requests: 2,
			would_be_sent: true,
		});
		expect(json[1]?.problems).toHaveLength(2);
	});
});

describe.each(TOOL_WAYS)('a preview as a tool, by %s', (way) => {
	it('gives a model a small answer, without the key', async () => {
		const [answer = ''] = await runAsTool(fixture.engine, way, {
			node: 'lovi',
			parameters: {
				...message,
				operation: 'preview',
				number: "={{ $fromAI('number', 'Phone number', 'string') }}",
				templateParametersMode: 'json',
				templateParametersJson:
					'{"header_text_1": "A", "body_text_0": "Nora", "body_text_1": "1", "body_text_2": "Friday"}',
			},
			calls: [{ number: '34666033135' }],
		});

		expect(answer).toContain('Hello Nora, your order 1 arrives on Friday.');
		expect(answer).not.toContain('key-');
		expect(answer.length).toBeLessThan(2000);
		expect(await sent()).toEqual([]);
	});
});
