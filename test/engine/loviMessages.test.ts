import { promisify } from 'node:util';
import type { IDataObject, INodeParameters, IRun } from 'n8n-workflow';
import { items, locator, useFixture } from '../support/fixture';

const fixture = useFixture();
const pause = promisify(setTimeout);

const message: INodeParameters = {
	resource: 'whatsAppNotification',
	company: locator('name', '={{ $json.company ?? "Acme Ltd" }}'),
	number: '={{ $json.number ?? 34666000000 + $json.index }}',
	recipientId: '34911670470',
	template: locator('list', '={{ $json.template ?? "appointment|en_US" }}'),
	templateParametersMode: 'fields',
	templateParameters: {
		parameters: [
			{ position: 'body', type: 'text', number: 0, value: '=Name {{ $json.index }}' },
			{ position: 'body', type: 'text', number: 1, value: '{{order}}' },
		],
	},
	contactFields: { fields: [{ name: 'order', value: '={{ "A" + $json.index }}' }] },
	notificationType: 'marketing',
	campaignName: 'Spring',
};
const bulk = { ...message, operation: 'sendBulk' };
const single = { ...message, operation: 'send' };

async function run(parameters: INodeParameters, input: IDataObject[] = [{ index: 0 }], more = {}) {
	return await fixture.engine.run({ node: 'lovi', parameters, items: input, ...more });
}

async function notifyCalls() {
	return await fixture.sandbox.requests({ operationId: 'notifyWhatsApp' });
}

/** How often each contact got something. */
async function deliveriesByNumber(): Promise<Map<string, number>> {
	const counts = new Map<string, number>();
	for (const { number } of await fixture.sandbox.notifications()) {
		counts.set(number, (counts.get(number) ?? 0) + 1);
	}
	return counts;
}

/** What n8n shows beside the output of the node. */
function hintsOf(execution: IRun): string[] {
	const [task] = execution.data.resultData.runData['Node under test'] ?? [];
	return (task?.hints ?? []).map(({ message: hint }) => hint);
}

describe('Send Bulk', () => {
	it('sends 1,000 contacts in 10 requests with one login, and gives each item its answer', async () => {
		const { json, output } = await run(bulk, items(1000));
		const calls = await notifyCalls();
		const deliveries = await fixture.sandbox.notifications();

		expect(calls.map(({ body }) => (body as { contacts: unknown[] }).contacts.length)).toEqual(
			Array.from({ length: 10 }, () => 100),
		);
		expect(await fixture.logins('lovi')).toBe(1);
		expect(await fixture.sandbox.requests({ operationId: 'listCompanyApiKeys' })).toHaveLength(1);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			items(1000).map(({ index }) => ({ item: index })),
		);
		expect(json.map(({ number }) => number)).toEqual(
			items(1000).map(({ index }) => String(34666000000 + index)),
		);
		expect(json.every(({ success }) => success === true)).toBe(true);
		expect(deliveries).toHaveLength(1000);
		expect(deliveries[417]?.payload).toEqual({
			recipient_id: '34911670470',
			name_template: 'appointment',
			language_template: 'en_US',
			notification_type: 'marketing',
			campaign_name: 'Spring',
			components_push: { body_text_0: '{{body_text_0}}', body_text_1: '{{order}}' },
			contact: { number: '34666000417', order: 'A417', body_text_0: 'Name 417' },
		});
	});

	it('loses and doubles nothing when Lovi asks to slow down in between', async () => {
		for (const skip of [2, 5]) {
			await fixture.sandbox.fault({
				service: 'lovi',
				path: /notify\?/,
				kind: 'status',
				status: 429,
				headers: { 'retry-after': '0' },
				body: { message: 'Too many requests', retry_after: 0 },
				skip,
			});
		}
		const { json } = await run(bulk, items(1000));

		expect(json).toHaveLength(1000);
		expect(await notifyCalls()).toHaveLength(12);
		expect([...(await deliveriesByNumber()).values()]).toEqual(items(1000).map(() => 1));
	});

	it('sends one message to a contact that comes twice with the same values, also far apart', async () => {
		const input = [
			...items(150),
			{ index: 3 },
			{ index: 149 },
			{ index: 3, company: 'Borealis GmbH' },
		];
		const { json, output } = await run(bulk, input);
		const deliveries = await fixture.sandbox.notifications();

		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(input.map((_, item) => ({ item })));
		expect(json[150]).toEqual(json[3]);
		expect(json[151]).toEqual(json[149]);
		expect(deliveries).toHaveLength(151);
		expect(deliveries.filter(({ number }) => number === '34666000003')).toMatchObject([
			{ companyId: '0d8f3c1a-acme' },
			{ companyId: '1e9a4d2b-borealis' },
		]);
	});

	it('groups items of two companies and two templates, and keeps their order', async () => {
		const input = items(250).map(({ index }) => ({
			index,
			company: index % 2 === 0 ? 'Acme Ltd' : 'Borealis GmbH',
			template: index % 4 < 2 ? 'appointment|en_US' : 'order_confirmation|es',
		}));
		const { json } = await run(bulk, input);
		const calls = await notifyCalls();
		const deliveries = await fixture.sandbox.notifications();

		expect(calls).toHaveLength(4);
		expect(json.map(({ number }) => number)).toEqual(
			input.map(({ index }) => String(34666000000 + index)),
		);
		for (const { companyId, number, payload } of deliveries) {
			const { company, template } = input[Number(number) - 34666000000] ?? {};
			expect(companyId).toBe(company === 'Acme Ltd' ? '0d8f3c1a-acme' : '1e9a4d2b-borealis');
			expect(`${String(payload.name_template)}|${String(payload.language_template)}`).toBe(
				template,
			);
		}
	});

	it('fails exactly the contacts of a batch that is refused', async () => {
		await fixture.sandbox.fault({
			service: 'lovi',
			path: /notify\?/,
			kind: 'status',
			status: 422,
			body: { message: 'Template paused' },
			skip: 1,
		});
		const { json } = await run(bulk, items(250), { continueOnFail: true });
		const failed = json.flatMap(({ error }, index) => (error === undefined ? [] : [index]));

		expect(failed).toEqual(items(100).map(({ index }) => 100 + index));
		expect(json[100]?.error).toBe('Lovi refused the request: Template paused');
		expect((await deliveriesByNumber()).size).toBe(150);
	});

	it('reports the contacts of a request whose answer was lost, and does not send them again', async () => {
		await fixture.sandbox.fault({ service: 'lovi', path: /notify\?/, kind: 'dropAfter', skip: 1 });
		const { json } = await run(bulk, items(250), { continueOnFail: true });
		const counts = await deliveriesByNumber();

		expect(
			json.filter(({ error }) =>
				(error as string | undefined)?.includes('may have been carried out'),
			),
		).toHaveLength(100);
		expect(counts.size).toBe(250);
		expect([...counts.values()]).toEqual(items(250).map(() => 1));
	});

	it('keeps texts in the request that are the same for all its contacts', async () => {
		await run(
			{
				...bulk,
				templateParameters: {
					parameters: [
						{ position: 'body', type: 'text', number: 0, value: '=Name {{ $json.index }}' },
						{ position: 'body', type: 'text', number: 1, value: 'the spring sale' },
					],
				},
			},
			items(2),
		);
		const [call] = await notifyCalls();

		expect(call?.body).toMatchObject({
			components_push: { body_text_0: '{{body_text_0}}', body_text_1: 'the spring sale' },
			contacts: [
				{ number: '34666000000', order: 'A0', body_text_0: 'Name 0' },
				{ number: '34666000001', order: 'A1', body_text_0: 'Name 1' },
			],
		});
		expect(JSON.stringify((call?.body as IDataObject).contacts)).not.toContain('body_text_1');
	});

	it('keeps links to files in the request, where all contacts have the same', async () => {
		await run({
			...bulk,
			template: locator('list', 'promo_with_image|es'),
			templateParameters: {
				parameters: [
					{ position: 'header', type: 'image', number: 1, value: 'https://example.com/a.jpg' },
				],
			},
		});
		const [call] = await notifyCalls();

		expect(call?.body).toMatchObject({
			components_push: { header_image_1: 'https://example.com/a.jpg' },
			contacts: [{ number: '34666000000', order: 'A0' }],
		});
	});

	it('sends nothing at all when one contact is not in order', async () => {
		const { error } = await run(bulk, [{ index: 0 }, { index: 1, number: 'nobody' }, { index: 2 }]);

		expect(error?.message).toBe(
			'Recipient Phone Number "nobody" is not an international phone number',
		);
		expect(error?.context?.itemIndex).toBe(1);
		expect(await fixture.calls('lovi')).toEqual([]);
	});

	/** Has the next request to send messages answered with this body. */
	async function answerWith(body: unknown, skip = 0): Promise<void> {
		await fixture.sandbox.fault({
			service: 'lovi',
			path: /notify\?/,
			kind: 'status',
			status: 200,
			body,
			skip,
		});
	}
	const numberOf = (index: number) => String(34666000000 + index);

	it('says with how many contacts it shares an answer that is about the request', async () => {
		const { json, run: execution } = await run(bulk, items(3));
		const alone = await run(bulk, items(1));

		expect(json.map(({ contacts_in_request: count }) => count)).toEqual([3, 3, 3]);
		expect(hintsOf(execution)).toEqual([
			expect.stringContaining('Lovi answered for all contacts of a request together'),
			'3 items went out in 1 request.',
		]);
		expect(alone.json[0]).not.toHaveProperty('contacts_in_request');
		expect(hintsOf(alone.run)).toEqual([]);
	});

	it.each([
		['a field', (results: IDataObject[]) => ({ success: true, request_id: 'r', results })],
		['data', (results: IDataObject[]) => ({ request_id: 'r', data: { results } })],
		['the answer itself', (results: IDataObject[]) => results],
	])('gives each contact what a list in %s says of it', async (_, answer) => {
		await answerWith(
			answer([
				{ contact: { number: '+34 666 000 002' }, success: true, id: 'c' },
				{ number: Number(numberOf(0)), success: true, id: 'a' },
				{ number: numberOf(1), success: false, message: 'Blocked for key-0d8f3c1a-acme' },
			]),
		);
		const { json, run: execution } = await run(bulk, items(3), { continueOnFail: true });

		expect(json.map(({ number, id }) => [number, id])).toEqual([
			[numberOf(0), 'a'],
			[numberOf(1), undefined],
			[numberOf(2), 'c'],
		]);
		expect(json[1]?.error).toBe(`Lovi refused the contact ${numberOf(1)}: Blocked for [hidden]`);
		expect(json[0]).not.toHaveProperty('results');
		expect(json[0]).not.toHaveProperty('data');
		expect(hintsOf(execution)).toEqual(['3 items went out in 1 request.']);
	});

	it('repeats only the contacts that were refused by themselves, with Retry On Fail', async () => {
		await answerWith({
			success: false,
			message: 'Partial failure',
			results: [
				{ number: numberOf(0), success: true },
				{ number: numberOf(1), success: false, message: 'Blocked' },
				{ number: numberOf(2), success: true },
			],
		});
		const { json, error } = await run(bulk, items(3), { retryOnFail: true });
		const calls = await notifyCalls();

		expect(error).toBeUndefined();
		expect(json.map(({ number }) => number)).toEqual(items(3).map(({ index }) => numberOf(index)));
		expect(calls.slice(1).map(({ body }) => (body as IDataObject).contacts)).toEqual([
			[expect.objectContaining({ number: numberOf(1) })],
		]);
	});

	it.each([
		['nothing of single contacts', { success: false, message: 'Template paused' }],
		[
			'only who is concerned',
			{ success: false, message: 'Template paused', failed: [{ number: numberOf(1) }] },
		],
		['no more than names', { message: 'Template paused', failed: [{ number: numberOf(1) }] }],
		[
			'two things of a contact',
			{
				success: false,
				message: 'Template paused',
				a: items(3).map(({ index }) => ({ number: numberOf(index), success: true })),
				b: items(3).map(({ index }) => ({ number: numberOf(index), success: false })),
			},
		],
		[
			'something is wrong, and not what it means',
			items(3).map(({ index }) => ({ number: numberOf(index), error: 'Template paused' })),
		],
	])('does not know who got a message when Lovi says %s', async (_, body) => {
		await answerWith(body);
		const { json } = await run(bulk, items(3), { continueOnFail: true });
		await answerWith(body);
		const { error } = await run(bulk, items(3), { retryOnFail: true });

		for (const { index } of items(3)) {
			expect(json[index]?.error).toMatch(
				new RegExp(
					`^Lovi did not confirm the contact ${numberOf(index)}.*may have been carried out`,
				),
			);
		}
		expect(JSON.stringify(json)).toContain('Template paused');
		expect(error?.message).toContain('may have been carried out');
		expect(await notifyCalls()).toHaveLength(2);
	});

	it('takes those as done that are not among the refused, where the request succeeded', async () => {
		await answerWith({ success: true, failed: [{ number: numberOf(1), success: false }] });
		const { json } = await run(bulk, items(3), { continueOnFail: true });

		expect(json.map(({ number }) => number)).toEqual([0, 1, 2].map(numberOf));
		expect(json.map(({ error }) => error !== undefined)).toEqual([false, true, false]);
		expect(json[1]?.error).toBe(`Lovi refused the contact ${numberOf(1)}`);
	});

	it('knows that the only contact of a request was refused', async () => {
		await answerWith({ success: false, message: 'Template paused' });
		const { error } = await run(bulk, items(1));

		expect(error?.message).toBe('Lovi refused the request: Template paused');
	});

	it('leaves open what is said once of a number that is in the request twice', async () => {
		await answerWith({ results: [{ number: numberOf(0), success: false }] });
		const { json } = await run(
			bulk,
			[
				{ index: 0, number: numberOf(0) },
				{ index: 1, number: numberOf(0) },
			],
			{ continueOnFail: true },
		);

		expect(json.map(({ error }) => error)).toEqual([
			expect.stringContaining('may have been carried out'),
			expect.stringContaining('may have been carried out'),
		]);
	});
});

describe('Retry On Fail', () => {
	it.each([
		['send', single],
		['sendBulk', bulk],
	])('of %s does not send again what was sent, and sends the rest', async (_, parameters) => {
		await fixture.sandbox.fault({
			service: 'lovi',
			path: /notify\?/,
			kind: 'status',
			status: 422,
			body: { message: 'Not now' },
			skip: parameters === bulk ? 1 : 3,
		});
		const input = parameters === bulk ? items(250) : items(6);
		const { json, error } = await run(parameters, input, { retryOnFail: true });
		const counts = await deliveriesByNumber();

		expect(error).toBeUndefined();
		expect(json.map(({ number }) => number)).toEqual(
			input.map(({ index }) => String(34666000000 + index)),
		);
		expect([...counts.values()]).toEqual(input.map(() => 1));
	});

	it('does not send again what may have been sent', async () => {
		await fixture.sandbox.fault({ service: 'lovi', path: /notify\?/, kind: 'dropAfter', skip: 1 });
		const { error } = await run(single, items(4), { retryOnFail: true });

		expect(error?.message).toContain('may have been carried out');
		expect([...(await deliveriesByNumber()).values()]).toEqual([1, 1]);
	});

	it('sends what was not tried, apart from what may have been sent', async () => {
		const names = (from: number, to: number) =>
			items(to)
				.slice(from)
				.map(({ index }) => ({ number: String(34666000000 + index) }));
		// Of the first 100, 30 are refused and 30 are uncertain; the other 150 are not tried.
		await fixture.sandbox.fault({
			service: 'lovi',
			path: /notify\?/,
			kind: 'status',
			status: 200,
			body: {
				success: false,
				results: [
					...names(0, 40).map((contact) => ({ ...contact, success: true })),
					...names(40, 70).map((contact) => ({ ...contact, success: false })),
				],
			},
		});
		const { error } = await run(bulk, items(250), { retryOnFail: true });
		const sent = await deliveriesByNumber();

		expect(error?.message).toContain('34666000070');
		expect(error?.message).toContain('may have been carried out');
		expect([...sent.keys()].sort()).toEqual(
			[...names(40, 70), ...names(100, 250)].map(({ number }) => number),
		);
		expect([...sent.values()].every((count) => count === 1)).toBe(true);
	});

	it('carries out everything again in another run', async () => {
		await run(single, items(2), { retryOnFail: true });
		await run(single, items(2), { retryOnFail: true });

		expect([...(await deliveriesByNumber()).values()]).toEqual([2, 2]);
	});
});

describe('a template chosen from the list', () => {
	const form = (template: string, more: INodeParameters = {}) =>
		fixture.engine.mapperFields('lovi', 'getTemplateFields', {
			company: locator('id', '0d8f3c1a-acme'),
			template: locator('list', template),
			linePhoneNumber: '+34 911 670 470',
			...more,
		});

	it('is shown with language and category, if it is approved', async () => {
		const parameters = { company: locator('id', '0d8f3c1a-acme'), linePhoneNumber: '34911670470' };
		const all = await fixture.engine.search('lovi', 'searchTemplates', { parameters });
		const some = await fixture.engine.search('lovi', 'searchTemplates', {
			parameters,
			filter: 'SHIP',
		});

		expect(all.results.map(({ name }) => name)).toEqual([
			'appointment · en_US · UTILITY · Hello {{1}}, see you on {{2}}.',
			'appointment · es · UTILITY · Hola {{1}}, nos vemos el {{2}} a las {{3}}.',
			'invoice_document · en_US · UTILITY · Hello {{1}}, here is your invoice.',
			'order_confirmation · es · MARKETING · Hello {{1}}, your order {{2}} is ready!',
			'points_balance · en_US · UTILITY · Hello {{first_name}}, you have {{points}} points.',
			'product_video · en_US · MARKETING · See our new product.',
			'promo_with_image · es · MARKETING · Check out our special offer!',
			'shipping_update · en_US · UTILITY · Hello {{1}}, your order {{2}} arrives on {{3}}.',
			'track_order · en_US · UTILITY · Your parcel is on its way.',
			'travel_plan · en_US · UTILITY · {{1}}, your plan: {{2}}, {{3}}, {{4}}, {{5}}, {{6}}, {{7}}, …',
			'welcome_message · en · MARKETING · Welcome! This is a test message.',
		]);
		expect(some.results).toEqual([
			{
				name: 'shipping_update · en_US · UTILITY · Hello {{1}}, your order {{2}} arrives on {{3}}.',
				value: 'shipping_update|en_US',
			},
		]);
	});

	it('is shown from the older answer, too, and says what is missing', async () => {
		await fixture.sandbox.configure({ lovi: { templatesShape: 'wrapped' } });
		const company = locator('id', '0d8f3c1a-acme');
		const search = async (parameters: INodeParameters) =>
			await fixture.engine.search('lovi', 'searchTemplates', { parameters });

		expect((await search({ company, recipientId: '34911670470' })).results).toHaveLength(11);
		await expect(search({ company })).rejects.toThrow('Fill in Company WhatsApp Number first');
		await expect(search({ linePhoneNumber: '34911670470' })).rejects.toThrow(
			'Choose a company first',
		);
	});

	it.each([
		['welcome_message|en', []],
		[
			'shipping_update|en_US',
			[
				['header_text_1', 'Header {{1}}'],
				['body_text_0', 'Body {{1}}, e.g. Nora'],
				['body_text_1', 'Body {{2}}, e.g. 1017'],
				['body_text_2', 'Body {{3}}, e.g. Friday'],
			],
		],
		['promo_with_image|es', [['header_image_1', 'Header image (link)']]],
		['track_order|en_US', [['button_url_1', 'Button "Track" {{1}}']]],
	])('%s has a form with its placeholders', async (template, expected) => {
		for (const templatesShape of ['current', 'wrapped'] as const) {
			await fixture.sandbox.configure({ lovi: { templatesShape } });
			const { fields } = await form(template);

			expect(fields.map(({ id, displayName }) => [id, displayName])).toEqual(expected);
			expect(fields.every(({ required }) => required)).toBe(true);
		}
	});

	it('has its form by name as well, without a number', async () => {
		const { fields } = await form('track_order', {
			template: locator('name', 'track_order'),
			linePhoneNumber: '',
		});

		expect(fields.map(({ id }) => id)).toEqual(['button_url_1']);
	});

	it('has the form of the language that is filled in', async () => {
		const forms = [];
		for (const language of ['es', 'en']) {
			forms.push(await form('order_confirmation|es', { language }));
		}
		const calls = await fixture.sandbox.requests({ operationId: 'getTemplateComponents' });

		// The list has it in Spanish only; of another language, only the name is known.
		expect(calls.map(({ query }) => query.template)).toEqual(['order_confirmation']);
		expect(forms.map(({ fields }) => fields.length)).toEqual([2, 2]);
	});

	it('is sent with what was filled in, and not with a placeholder left empty', async () => {
		const { fields: schema } = await form('shipping_update|en_US');
		const filled = (value: IDataObject) =>
			({
				...single,
				template: locator('list', 'shipping_update|en_US'),
				templateParametersMode: 'template',
				templateFields: { mappingMode: 'defineBelow', value, schema },
			}) as unknown as INodeParameters;
		const value = {
			header_text_1: '17',
			body_text_0: 'Nora',
			body_text_1: '1017',
			body_text_2: 'Friday',
		};
		await run(filled(value));
		const { error } = await run(filled({ ...value, body_text_1: '' }));
		const calls = await notifyCalls();

		expect(calls).toHaveLength(1);
		expect(calls[0]?.body).toMatchObject({
			name_template: 'shipping_update',
			language_template: 'en_US',
			components_push: value,
		});
		expect(error?.message).toBe('Template Fields: Body {{2}}, e.g. 1017 is empty');
	});
});

describe('Send', () => {
	it.each([undefined, 'OK', 'queued', 7, null, ['queued'], [], [{ id: 'a' }]])(
		'is done when it was answered with success and %j',
		async (body) => {
			await fixture.sandbox.fault({
				service: 'lovi',
				path: /notify\?/,
				kind: 'status',
				status: 200,
				body: body === 'OK' || body === undefined ? body : JSON.stringify(body),
			});
			const { json, error } = await run(single);

			expect(error).toBeUndefined();
			expect(json).toEqual([
				{
					number: '34666000000',
					company_id: '0d8f3c1a-acme',
					company_name: 'Acme Ltd',
					template: 'appointment',
					language: 'en_US',
					send_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
					outcome: 'accepted',
				},
			]);
		},
	);

	it('is refused where Lovi says so of the contact alone', async () => {
		await fixture.sandbox.fault({
			service: 'lovi',
			path: /notify\?/,
			kind: 'status',
			status: 200,
			body: {
				success: true,
				contacts: [{ number: '34666000000', success: false, message: 'Blocked' }],
			},
		});
		const { error } = await run(single);

		expect(error?.message).toBe('Lovi refused the contact 34666000000: Blocked');
	});
});

describe('the language of a template', () => {
	it.each([
		['order_confirmation|es', 'en', 'en'],
		['order_confirmation|es', '', 'es'],
		['order_confirmation|', 'pt_BR', 'pt_BR'],
	])('of the list (%s) with Template Language "%s" is %s', async (template, language, expected) => {
		for (const parameters of [single, bulk]) {
			await run({ ...parameters, template: locator('list', template), language });
		}

		expect((await notifyCalls()).map(({ body }) => body)).toEqual([
			expect.objectContaining({ language_template: expected }),
			expect.objectContaining({ language_template: expected }),
		]);
	});

	it('must be filled in where the list does not say it', async () => {
		const { error } = await run({
			...single,
			template: locator('list', 'order_confirmation|'),
			language: '',
		});

		expect(error?.message).toBe('Template Language is empty');
		expect(await fixture.calls('lovi')).toEqual([]);
	});
});

describe("Lovi's limits", () => {
	it('are kept: what is too much for a minute waits, and a cancelled run sends no more', async () => {
		const { json } = await run({ ...single, options: { requestsPerMinute: 3 } }, items(5), {
			cancelWhen: async () => {
				while ((await fixture.sandbox.notifications()).length < 3) await pause(20);
				await pause(500);
			},
		});

		expect(await notifyCalls()).toHaveLength(3);
		expect(json.length).toBeLessThanOrEqual(3);
	});

	it('let a run with a lower one go on beside others', async () => {
		await run({ ...single, options: { requestsPerMinute: 100 } }, items(5));
		const { json } = await run({ ...single, options: { requestsPerMinute: 2 } }, items(2), {
			cancelWhen: async () => {
				await pause(3_000);
			},
		});

		expect(json).toHaveLength(2);
		expect(await notifyCalls()).toHaveLength(7);
	});

	it('hold up nobody for a run that was cancelled', async () => {
		const slow = { ...single, options: { requestsPerMinute: 3 } };
		const first = run(slow, items(5), {
			cancelWhen: async () => {
				while ((await fixture.sandbox.notifications()).length < 3) await pause(20);
				await pause(300);
			},
		});
		while ((await fixture.sandbox.notifications()).length < 3) await pause(20);
		const second = run(slow, [{ index: 7 }]);
		const { run: cancelled } = await first;
		const now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now + 61_500);
		const { json } = await second;

		expect(cancelled.status).toBe('canceled');
		expect(json).toHaveLength(1);
		expect((await fixture.sandbox.notifications()).map(({ number }) => number)).toEqual(
			[0, 1, 2, 7].map((index) => String(34666000000 + index)),
		);
	});

	it('of logins are kept, however many companies want a token', async () => {
		await fixture.sandbox.setCompanies(
			items(15).map(({ index }) => ({
				company_id: `c${index}`,
				company_name: `Company ${index}`,
				key: `key-c${index}`,
				is_active: true,
			})),
		);
		await run(
			{
				resource: 'companyToken',
				operation: 'mint',
				company: locator('id', '={{ "c" + $json.index }}'),
			},
			items(15),
			{
				cancelWhen: async () => {
					while ((await fixture.logins('lovi')) < 10) await pause(20);
					await pause(500);
				},
			},
		);

		expect(await fixture.logins('lovi')).toBe(10);
	});
});

describe('Template', () => {
	const company = locator('name', 'Borealis GmbH');

	it.each(['current', 'wrapped'] as const)(
		'Get Many reads the answer "%s"',
		async (templatesShape) => {
			await fixture.sandbox.configure({ lovi: { templatesShape } });
			const { json } = await run({
				resource: 'template',
				operation: 'getMany',
				company,
				phoneNumber: '+34 911 670 470',
				limit: 4,
			});
			const [call] = await fixture.sandbox.requests({ operationId: 'listTemplates' });

			expect(json).toHaveLength(4);
			expect(call?.query).toEqual({
				access_key: 'key-1e9a4d2b-borealis',
				phone_number: '34911670470',
			});
		},
	);

	it('Get Components reads one by name or ID', async () => {
		for (const template of [
			locator('name', '3100000000000002'),
			locator('list', 'track_order|en_US'),
		]) {
			const { json } = await run({
				resource: 'template',
				operation: 'getComponents',
				company,
				template,
			});

			expect(json).toMatchObject([
				{ name: 'track_order', components: expect.any(Array) as unknown[] },
			]);
		}
	});

	const create: INodeParameters = {
		resource: 'template',
		operation: 'create',
		company,
		wabaId: '123456789',
		name: 'order_ready',
		language: 'en_US',
		body: 'Hello {{1}}! 👋',
	};

	it('Create sends the documented body for the company', async () => {
		const { json } = await run({
			...create,
			headerFormat: 'TEXT',
			headerText: 'Order',
			footer: 'Thanks',
			buttons: {
				buttons: [
					{ type: 'QUICK_REPLY', text: 'Stop' },
					{ type: 'URL', text: 'Visit', url: 'https://example.com' },
				],
			},
		});
		const [call] = await fixture.sandbox.requests({ operationId: 'createTemplate' });

		expect(call?.body).toEqual({
			company_id: '1e9a4d2b-borealis',
			waba_id: '123456789',
			name_template: 'order_ready',
			language_template: 'en_US',
			category_template: 'UTILITY',
			components_template: {
				HEADER: { format: 'TEXT', text: 'Order' },
				BODY: { text: 'Hello {{1}}! 👋' },
				FOOTER: { text: 'Thanks' },
				BUTTONS: [
					{ type: 'QUICK_REPLY', text: 'Stop' },
					{ type: 'URL', text: 'Visit', url: 'https://example.com' },
				],
			},
		});
		expect(json).toMatchObject([{ success: true, name: 'order_ready', status: 'pending' }]);
	});

	it.each(['order_ready_2', '2fa', 'a'.repeat(512)])(
		'Create takes a name that WhatsApp takes: %#',
		async (name) => {
			await run({ ...create, name });
			await fixture.expectViolations();
			const [call] = await fixture.calls('lovi').then((calls) => calls.slice(-1));

			expect(call?.body).toMatchObject({ name_template: name });
		},
	);

	it.each([
		['and nothing else', { kind: 'status', status: 200 }],
		['as plain text', { kind: 'status', status: 200, body: 'OK' }],
		['with a list', { kind: 'status', status: 200, body: ['queued'] }],
		[
			'with a text in place of the template',
			{ kind: 'status', status: 200, body: { template: 'order_ready' } },
		],
	] as const)('Create is done when it was answered with success %s', async (_, fault) => {
		await fixture.sandbox.fault({ service: 'lovi', path: '/create/template', ...fault });
		const { json, error } = await run(create);

		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ name: 'order_ready' }]);
		expect(json[0]).not.toHaveProperty('0');
	});

	it.each([
		[{ name: 'Order_Ready' }, 'Name "Order_Ready" is not a name that a template can have'],
		[{ name: 'a'.repeat(513) }, `Name "${'a'.repeat(60)}…" is not a name that a template can have`],
		[{ category: 'OTP' }, 'Category has no "OTP"'],
		[
			{ buttons: { buttons: [{ type: 'PHONE', text: 'Call' }] } },
			'Buttons: 1: Type has no "PHONE"',
		],
		[{ headerFormat: 'TEXT' }, 'Header Text is empty'],
		[
			{ buttons: { buttons: [{ type: 'URL', text: 'Visit', url: '' }] } },
			'Buttons: 1: URL is empty',
		],
		[{ buttons: { buttons: [{ type: 'QUICK_REPLY', text: ' ' }] } }, 'Buttons: 1: Text is empty'],
	])(
		'Create refuses what a template cannot have, and sends nothing: %#',
		async (wrong, expected) => {
			const { error } = await run({ ...create, ...wrong });

			expect(error?.message).toBe(expected);
			expect(await fixture.calls('lovi')).toEqual([]);
		},
	);

	it('Create says that its address is not confirmed when it is not found', async () => {
		await fixture.sandbox.fault({
			service: 'lovi',
			path: '/create/template',
			kind: 'status',
			status: 404,
		});
		const { error } = await run(create);

		expect(error?.description).toContain('not confirmed by the documentation of Lovi');
	});
});

describe('Voice Notification', () => {
	it('Send sends the documented body for each item', async () => {
		const { json } = await run(
			{
				resource: 'voiceNotification',
				operation: 'send',
				company: locator('id', '0d8f3c1a-acme'),
				number: '={{ 34666000000 + $json.index }}',
				recipientId: '34911670470',
				agentId: 'agent-1',
				contactFields: { fields: [{ name: 'first_name', value: 'María' }] },
				notificationType: 'marketing',
				campaignName: 'Calls',
				options: { scheduledTime: '2030-12-25T09:00:00', timezone: 'Europe/Madrid' },
			},
			items(3),
		);
		const calls = await fixture.sandbox.requests({ operationId: 'notifyVoice' });

		expect(calls.map(({ body }) => body)).toEqual(
			items(3).map(({ index }) => ({
				contact: { number: String(34666000000 + index), first_name: 'María' },
				recipient_id: '34911670470',
				agent_id: 'agent-1',
				notification_type: 'marketing',
				campaign_name: 'Calls',
				datetime_sending: '2030-12-25T08:00:00.000Z',
				timezone: 'UTC',
			})),
		);
		expect(json.map(({ number }) => number)).toEqual(['34666000000', '34666000001', '34666000002']);
	});
});

describe('a call', () => {
	it('is not made with an object in place of a text', async () => {
		const { error } = await run({
			resource: 'voiceNotification',
			operation: 'send',
			company: locator('id', '0d8f3c1a-acme'),
			number: '34666033135',
			recipientId: '34911670470',
			agentId: 'agent-1',
			contactFields: { fields: [{ name: 'first_name', value: '={{ { a: 1 } }}' }] },
			notificationType: 'marketing',
			campaignName: 'Calls',
		});

		expect(error?.message).toBe('Contact Fields: first_name must be text, but it is an object');
		expect(await fixture.calls('lovi')).toEqual([]);
	});
});

describe('bad input', () => {
	it.each([
		[{ number: '+34 666 03 31 35' }, undefined],
		[{ number: 34666033135 }, undefined],
		[{ number: '0034666033135' }, 'is not an international phone number'],
		[{ number: '+34-666-033-135' }, 'is not an international phone number'],
		[{ number: '34 (666) 033135' }, 'is not an international phone number'],
		[{ number: '34666O33135' }, 'is not an international phone number'],
		[{ number: '666033135' }, 'is not an international phone number'],
		[{ number: '3466603313512345' }, 'is not an international phone number'],
		[{ number: '' }, 'Recipient Phone Number is empty'],
		[{ number: '++34666033135' }, 'is not an international phone number'],
	])('of a phone number: %j', async (item, message) => {
		const { error } = await run(single, [{ index: 0, ...item }]);

		if (message === undefined) {
			expect(error).toBeUndefined();
			expect((await fixture.sandbox.notifications())[0]?.number).toBe('34666033135');
		} else {
			expect(error?.message).toContain(message);
			expect(await fixture.calls('lovi')).toEqual([]);
		}
	});

	it.each([
		[
			{
				contactFields: {
					fields: Array.from({ length: 101 }, (_, index) => ({ name: `f${index}`, value: 'x' })),
				},
			},
			'Contact Fields has 101 fields, more than 100',
		],
		[
			{
				templateParameters: {
					parameters: [{ position: 'body', type: 'text', number: 0, value: '' }],
				},
			},
			'Template Components: body_text_0 is empty',
		],
		[
			{
				templateParameters: {
					parameters: [{ position: 'body', type: 'text', number: 0, value: '={{ { a: 1 } }}' }],
				},
			},
			'Template Components: body_text_0 must be text, but it is an object',
		],
		[
			{
				templateParameters: {
					parameters: [{ position: 'body', type: 'text', number: 0, value: '={{ ["a"] }}' }],
				},
			},
			'Template Components: body_text_0 must be text, but it is a list',
		],
		[
			{ templateParametersMode: 'json', templateParametersJson: '{"body_text_0": {"a": 1}}' },
			'Template Components (JSON): body_text_0 must be text, but it is an object',
		],
		[
			{
				templateParametersMode: 'template',
				templateFields: {
					mappingMode: 'defineBelow',
					value: { body_text_0: '={{ [{ a: 1 }] }}' },
					schema: [{ id: 'body_text_0', displayName: 'Body {{1}}', type: 'string' }],
				},
			},
			'Template Fields: Body {{1}} must be text, but it is a list',
		],
		[
			{ contactFields: { fields: [{ name: 'order', value: '={{ { a: 1 } }}' }] } },
			'Contact Fields: order must be text, but it is an object',
		],
		[
			{
				templateParameters: {
					parameters: [{ position: 'body', type: 'text', number: 0, value: 'Dear {{name}}' }],
				},
			},
			'Template Components: body_text_0 mixes text and placeholders',
		],
		[
			{
				templateParameters: {
					parameters: [
						{ position: 'header', type: 'image', number: 1, value: 'http://example.com/a.jpg' },
					],
				},
			},
			'Template Components: header_image_1 must be a link that begins with https://',
		],
		[{ templateParametersMode: 'none' }, 'Specify Template Components has no "none"'],
		[
			{ options: { scheduledTime: '2030-12-25T10:30:00' } },
			'Scheduled Time "2030-12-25T10:30:00" has no time zone',
		],
		[
			{ options: { scheduledTime: '2030-12-25T10:30:00', timezone: 'Mars/Olympus' } },
			'Time Zone "Mars/Olympus" is not a time zone',
		],
		[{ template: locator('name', 'order_confirmation') }, 'Template Language is empty'],
	])('is refused by name, and nothing is sent: %#', async (wrong, expected) => {
		for (const operation of ['send', 'sendBulk']) {
			const { error } = await run({ ...message, operation, ...(wrong as INodeParameters) });

			expect(error?.message).toBe(expected);
		}
		expect(await fixture.calls('lovi')).toEqual([]);
	});
});
