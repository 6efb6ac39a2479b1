import type { IDataObject, INodeParameters, IRun } from 'n8n-workflow';
import { items, locator, useFixture } from '../support/fixture';

const fixture = useFixture();

const base: INodeParameters = {
	resource: 'whatsAppNotification',
	company: locator('name', 'Acme Ltd'),
	number: '={{ 34666000000 + $json.index }}',
	recipientId: '34911670470',
	linePhoneNumber: '34911670470',
	templateParametersMode: 'json',
	templateParametersJson: '={{ JSON.stringify($json.components ?? {}) }}',
	notificationType: 'transactional',
	campaignName: 'Orders',
};

/** A message with these components, or with those of its item. */
function message(template: string, components?: IDataObject): INodeParameters {
	return {
		...base,
		template: locator('list', template),
		...(components && { templateParametersJson: JSON.stringify(components) }),
	};
}

async function run(
	parameters: INodeParameters,
	input: IDataObject[] = [{ index: 0 }],
	more: IDataObject = {},
) {
	return await fixture.engine.run({
		node: 'lovi',
		parameters: { operation: 'send', ...parameters },
		items: input,
		...more,
	});
}

const operations = ['send', 'sendBulk'];
const shipping = { header_text_1: '17', body_text_0: 'Nora', body_text_1: '1', body_text_2: 'Fri' };
const appointment = { body_text_0: 'Nora', body_text_1: 'Friday' };

async function sent() {
	return await fixture.sandbox.requests({ operationId: 'notifyWhatsApp' });
}

/** The names of the calls that read templates. */
async function reads(): Promise<unknown[]> {
	return (await fixture.calls('lovi'))
		.filter(({ path }) => path.includes('/template'))
		.map(({ operationId }) => operationId);
}

function hintsOf(execution: IRun): string[] {
	const [task] = execution.data.resultData.runData['Node under test'] ?? [];
	return (task?.hints ?? []).map(({ message: hint }) => hint);
}

describe('a message that does not fit its template', () => {
	it.each<[string, string, IDataObject, string]>([
		[
			'a placeholder is missing',
			'shipping_update|en_US',
			{ header_text_1: '17', body_text_0: 'Nora', body_text_2: 'Friday' },
			'body_text_1 is missing, for Body {{2}}.',
		],
		[
			'a component is superfluous',
			'welcome_message|en',
			{ body_text_0: 'Nora' },
			'The template has no place for body_text_0.',
		],
		[
			'the file is of another kind',
			'promo_with_image|es',
			{ header_video_1: 'https://example.com/a.mp4' },
			'header_image_1 is missing, for Header image (link). The template has no place for header_video_1.',
		],
		[
			'a file is missing',
			'invoice_document|en_US',
			{ body_text_0: 'Nora' },
			'header_document_1 is missing, for Header document (link).',
		],
		[
			'a button has no value',
			'track_order|en_US',
			{},
			'button_url_1 is missing, for Button "Track" {{1}}.',
		],
		[
			'body texts are counted from 1',
			'appointment|en_US',
			{ body_text_1: 'Nora', body_text_2: 'Friday' },
			'body_text_1, body_text_2 are counted from 1, but Lovi counts from 0: body_text_0, body_text_1.',
		],
		[
			'another language has more placeholders',
			'appointment|es',
			appointment,
			'body_text_2 is missing, for Body {{3}}.',
		],
	])('is refused on its item before anything is sent: %s', async (_, template, components, why) => {
		const [name = '', language = ''] = template.split('|');
		for (const operation of operations) {
			const { error } = await run({ ...message(template, components), operation });

			expect(error?.message).toBe(
				`Template Components (JSON) do not fit the template "${name}" (${language}): ${why}`,
			);
			expect(error?.description).toMatch(
				/^The template takes .*turn off the option Check Template/,
			);
			expect(error?.context?.itemIndex).toBe(0);
		}
		expect(await sent()).toEqual([]);
	});

	it('is refused by the field in which its components are', async () => {
		const template = 'shipping_update|en_US';
		const rows = Object.entries(shipping)
			.slice(1)
			.map(([name, value]) => {
				const [position = '', type = '', number] = name.split('_');
				return { position, type, number: Number(number), value };
			});
		const byRows = await run({
			...message(template),
			templateParametersMode: 'fields',
			templateParameters: { parameters: rows },
		});
		// A form that was made before the template had a header.
		const byForm = await run({
			...message(template),
			templateParametersMode: 'template',
			templateFields: {
				mappingMode: 'defineBelow',
				value: { body_text_0: 'Nora', body_text_1: '1', body_text_2: 'Friday' },
				schema: ['body_text_0', 'body_text_1', 'body_text_2'].map((id) => ({
					id,
					displayName: id,
				})),
			},
		});

		const why =
			'the template "shipping_update" (en_US): header_text_1 is missing, for Header {{1}}.';
		expect(byRows.error?.message).toBe(`Template Components do not fit ${why}`);
		expect(byForm.error?.message).toBe(`Template Fields do not fit ${why}`);
		expect(await sent()).toEqual([]);
	});

	it.each(operations)('does not go out with the others, which do: %s', async (operation) => {
		const input = items(6).map(({ index }) => ({
			index,
			components: index % 3 === 1 ? { body_text_0: 'Nora' } : appointment,
		}));
		const { json } = await run({ ...message('appointment|en_US'), operation }, input, {
			continueOnFail: true,
		});

		expect(json.map(({ error }) => error !== undefined)).toEqual(
			input.map(({ index }) => index % 3 === 1),
		);
		expect(
			(await fixture.sandbox.notifications()).map(({ number, text }) => [number, text]),
		).toEqual(
			[0, 2, 3, 5].map((index) => [String(34666000000 + index), 'Hello Nora, see you on Friday.']),
		);
		expect(json[4]).toMatchObject({
			number: '34666000004',
			company_id: '0d8f3c1a-acme',
			company_name: 'Acme Ltd',
			template: 'appointment',
			language: 'en_US',
		});
		expect(json[4]).not.toHaveProperty('send_at');
	});

	it('keeps all of a bulk back, where a failure ends the run', async () => {
		const input = [
			...items(150).map(({ index }) => ({ index, components: appointment })),
			{ index: 150, components: {} },
		];
		const { error } = await run({ ...message('appointment|en_US'), operation: 'sendBulk' }, input);

		expect(error?.context?.itemIndex).toBe(150);
		expect(await sent()).toEqual([]);
	});

	it.each(operations)('goes out with Check Template off, without a read: %s', async (operation) => {
		const { error } = await run({
			...message('appointment|en_US', {}),
			operation,
			options: { checkTemplate: false },
		});

		expect(error).toBeUndefined();
		expect(await sent()).toHaveLength(1);
		expect(await reads()).toEqual([]);
	});

	it('is refused by the service, where nobody checks it before', async () => {
		await fixture.sandbox.configure({ lovi: { checksTemplates: true } });
		const { json } = await run(
			{ ...message('appointment|en_US', {}), options: { checkTemplate: false } },
			[{ index: 0 }],
			{ continueOnFail: true },
		);

		expect(json[0]?.error).toContain('Components do not fit the template');
		expect(json[0]).toMatchObject({ number: '34666000000', template: 'appointment' });
		expect(json[0]?.send_at).toMatch(/Z$/);
		expect(await sent()).toHaveLength(1);
		expect(await fixture.sandbox.notifications()).toEqual([]);
	});
});

describe('a message that fits its template', () => {
	const file = 'https://example.com/a';
	it.each<[string, IDataObject, string]>([
		[
			'shipping_update|en_US',
			shipping,
			'Order 17\n\nHello Nora, your order 1 arrives on Fri.\nSandbox Shop',
		],
		[
			'shipping_update|en_US',
			{ ...shipping, header_text_0: '17', header_text_1: undefined },
			'Order 17\n\nHello Nora, your order 1 arrives on Fri.\nSandbox Shop',
		],
		[
			'promo_with_image|es',
			{ header_image_0: file },
			`[IMAGE: ${file}]\n\nCheck out our special offer!\nThank you for choosing us!`,
		],
		[
			'product_video|en_US',
			{ header_video_1: file, button_url_1: 'a', button_url_2: 'b' },
			`[VIDEO: ${file}]\n\nSee our new product.\n[Buy: https://shop.example/buy/a]\n[Ask: https://shop.example/ask?about=b]\n[More]\n[Stop]`,
		],
		[
			'track_order|en_US',
			{ button_url_0: '7', button_payload_0: 'stop' },
			'Your parcel is on its way.\n[Stop]\n[Track: https://shop.example/track/7]',
		],
		[
			'appointment|es',
			{ ...appointment, body_text_2: '10:30' },
			'Hola Nora, nos vemos el Friday a las 10:30.',
		],
		[
			'points_balance|en_US',
			{ body_text_0: 'Nora', body_text_1: '7' },
			'Hello Nora, you have 7 points.',
		],
		[
			'travel_plan|en_US',
			Object.fromEntries(
				Array.from({ length: 11 }, (_, index) => [`body_text_${index}`, `v${index + 1}`]),
			),
			'v1, your plan: v2, v3, v4, v5, v6, v7, v8, v9, v10, v11. Bye, v1!',
		],
	])('reaches people as it is meant: %s %j', async (template, components, text) => {
		await fixture.sandbox.configure({ lovi: { checksTemplates: true } });
		for (const operation of operations) {
			const { error, run: execution } = await run({ ...message(template, components), operation });

			expect(error).toBeUndefined();
			expect(hintsOf(execution)).toEqual([]);
		}

		expect((await fixture.sandbox.notifications()).map((one) => one.text)).toEqual([text, text]);
	});

	it('takes the template from the list once per run', async () => {
		await fixture.sandbox.configure({ lovi: { rateLimits: false } });
		const input = items(200).map(({ index }) => ({ index, components: appointment }));
		for (const operation of operations) {
			await run(
				{ ...message('appointment|en_US'), operation, options: { requestsPerMinute: 1000 } },
				input,
			);
		}

		expect(await reads()).toEqual(['listTemplates', 'listTemplates']);
		expect(await fixture.sandbox.notifications()).toHaveLength(400);
	});

	it.each(operations)('takes the template once for all recipients: %s', async (operation) => {
		await fixture.sandbox.configure({ lovi: { rateLimits: false } });
		for (const linePhoneNumber of ['', '34911670470']) {
			const { error } = await run(
				{
					...message('appointment|en_US', appointment),
					operation,
					linePhoneNumber,
					recipientId: '={{ 34666000000 + $json.index }}',
					options: { requestsPerMinute: 1000 },
				},
				items(200),
			);
			expect(error).toBeUndefined();
		}

		expect(await reads()).toEqual(['getTemplateComponents', 'listTemplates']);
		expect(await fixture.sandbox.notifications()).toHaveLength(400);
	});

	it('takes its template by name once, where several lines have no list', async () => {
		await fixture.sandbox.fault({
			service: 'lovi',
			path: '/notify/templates',
			kind: 'status',
			status: 404,
			times: 0,
		});
		const { error } = await run(
			{
				...message('appointment|en_US', appointment),
				linePhoneNumber: '={{ 34911670470 + $json.index }}',
			},
			items(3),
		);
		const calls = await reads();

		expect(error).toBeUndefined();
		expect(calls.filter((name) => name === 'getTemplateComponents')).toHaveLength(1);
	});

	it('takes its template by name, once for each, where no number is known', async () => {
		const input = items(6).map(({ index }) => ({
			index,
			template: index % 2 === 0 ? 'welcome_message|en' : 'order_confirmation|es',
			components: index % 2 === 0 ? {} : appointment,
		}));
		const { error } = await run(
			{ ...message('={{ $json.template }}'), linePhoneNumber: '', operation: 'send' },
			input,
		);

		expect(error).toBeUndefined();
		expect(await reads()).toEqual(['getTemplateComponents', 'getTemplateComponents']);
	});

	it('takes its template by the ID in the list, where the list has no texts', async () => {
		await fixture.sandbox.configure({ lovi: { templatesShape: 'wrapped' } });
		const { error } = await run(message('appointment|es', appointment));
		const calls = await fixture.sandbox.requests({ operationId: 'getTemplateComponents' });

		expect(error?.message).toContain('body_text_2 is missing, for Body {{3}}.');
		expect(calls.map(({ query }) => query)).toMatchObject([
			{ template: expect.stringMatching(/^\d+$/) as string },
		]);
	});

	it('takes its template by name, where Lovi has no list for the number', async () => {
		await fixture.sandbox.fault({
			service: 'lovi',
			path: '/notify/templates',
			kind: 'status',
			status: 404,
		});
		const { error } = await run(message('shipping_update|en_US', {}));

		expect(error?.message).toContain('body_text_0 is missing');
	});
});

/** The next answer to a request for a template. */
async function answer(path: string, body: unknown): Promise<void> {
	await fixture.sandbox.fault({ service: 'lovi', path, kind: 'status', status: 200, body });
}

describe('a template that is not approved', () => {
	it('is not sent', async () => {
		for (const operation of operations) {
			const { error } = await run({ ...message('not_approved_yet|en_US', {}), operation });

			expect(error?.message).toBe(
				'Template: WhatsApp has not approved the template "not_approved_yet" (en_US)',
			);
		}
		expect(await sent()).toEqual([]);
	});
});

describe('a template whose status nobody knows', () => {
	it.each(['ok', 'success', null, 200, 'active'])('is sent, and checked: %j', async (status) => {
		const components = [{ type: 'BODY', text: 'Hello {{1}}' }];
		const template = { name: 'hello', language: 'en', status, components };
		const parameters = { ...message('hello|en', { body_text_0: 'Nora' }), linePhoneNumber: '' };
		await answer('/template/components', template);
		const { error, run: execution } = await run(parameters);
		await answer('/template/components', template);
		const { error: refusal } = await run({ ...parameters, templateParametersJson: '{}' });

		expect(error).toBeUndefined();
		expect(hintsOf(execution)).toEqual([]);
		expect(refusal?.message).toContain('body_text_0 is missing');
		expect(await sent()).toHaveLength(1);
	});

	it('has that of the list, where the list has no texts', async () => {
		await answer('/notify/templates', [
			{ id: '1', name: 'hello', language: 'en', status: 'rejected' },
		]);
		await answer('/template/components', { status: 'ok', components: [{ text: 'Hello' }] });
		const { error } = await run(message('hello|en', {}));

		expect(error?.message).toContain('WhatsApp has not approved the template "hello" (en)');
	});
});

describe('a template that cannot be read', () => {
	const unchecked = 'Messages with the template "appointment" (en_US) went out unchecked: ';

	it.each([
		[{ kind: 'status', status: 429, headers: { 'retry-after': '0' } }, 'Lovi asks to slow down'],
		[{ kind: 'status', status: 500 }, 'Lovi is not available at the moment (status 500)'],
		[{ kind: 'status', status: 403 }, 'The credential may not do this in Lovi'],
		[{ kind: 'drop' }, 'The connection to Lovi ended before the answer came.'],
		[{ kind: 'html' }, 'Lovi sent its login page instead of an answer'],
		[
			{ kind: 'status', status: 200, body: { a: 1 } },
			'Lovi did not answer with a list of templates',
		],
	] as const)('does not keep a message back: %j', async (fault, why) => {
		for (const operation of operations) {
			await fixture.sandbox.fault({
				service: 'lovi',
				path: '/notify/template',
				...fault,
				times: 0,
			});
			const { json, run: execution } = await run(
				{ ...message('appointment|en_US', {}), operation },
				items(3),
			);

			expect(json.map(({ number }) => number)).toEqual(
				[0, 1, 2].map((index) => String(34666000000 + index)),
			);
			expect(hintsOf(execution)).toContain(unchecked + why);
		}
	});

	it.each([
		['is not there', 'gone|en', 'The template "gone" was not found in Lovi'],
		[
			'is there in another language',
			'welcome_message|de',
			'Lovi shows it in the language en, and not in de',
		],
	])('because it %s does not keep a message back, either', async (_, template, why) => {
		const { error, run: execution } = await run(message(template, { body_text_7: 'x' }));
		const [hint] = hintsOf(execution);

		expect(error).toBeUndefined();
		expect(hint).toContain(why);
		expect(await sent()).toHaveLength(1);
	});

	it.each<[string, IDataObject[]]>([
		[
			'a body that is null',
			[
				{ type: 'BODY', text: null },
				{ type: 'FOOTER', text: 'Bye' },
			],
		],
		['buttons only', [{ type: 'BUTTONS', buttons: [] }]],
		['a header only', [{ type: 'HEADER', format: 'TEXT', text: 'Hello' }]],
	])('because it has %s does not keep a message back, either', async (_, components) => {
		await answer('/template/components', { name: 'hello', language: 'en', components });
		const { error, run: execution } = await run({
			...message('hello|en', { body_text_0: 'Nora' }),
			linePhoneNumber: '',
		});

		expect(error).toBeUndefined();
		expect(hintsOf(execution)[0]).toContain('Lovi does not show its texts');
		expect(await sent()).toHaveLength(1);
	});

	it('is no hint where the message itself is not sent', async () => {
		await fixture.sandbox.fault({
			service: 'lovi',
			path: '/notify',
			kind: 'status',
			status: 401,
			body: { message: 'Invalid key' },
			times: 0,
		});
		for (const operation of operations) {
			const { json, run: execution } = await run(
				{ ...message('appointment|en_US', {}), operation },
				[{ index: 0 }],
				{ continueOnFail: true },
			);

			expect(json[0]?.error).toContain('Invalid key');
			expect(hintsOf(execution)).toEqual([]);
		}
	});
});

describe('what was sent to whom', () => {
	it('is said of a message that is sent later, with a key from an earlier step', async () => {
		for (const operation of operations) {
			const { json } = await run({
				...message('appointment|en_US', appointment),
				operation,
				company: locator('key', 'key-0d8f3c1a-acme'),
				options: { scheduledTime: '2030-12-25T10:30:00+01:00' },
			});

			expect(json[0]).toMatchObject({
				number: '34666000000',
				template: 'appointment',
				language: 'en_US',
				send_at: '2030-12-25T09:30:00.000Z',
				notification_id: expect.any(String) as string,
			});
			expect(json[0]).not.toHaveProperty('company_id');
			expect(JSON.stringify(json)).not.toContain('key-0d8f3c1a-acme');
		}
	});

	it('is said of a message that goes out now, when it went out', async () => {
		const before = new Date().toISOString();
		const { json } = await run(message('appointment|en_US', appointment));
		const moments = [before, json[0]?.send_at, new Date().toISOString()];

		expect(moments).toEqual([...moments].sort());
	});

	it('is said of a call', async () => {
		const { json } = await run({
			...base,
			resource: 'voiceNotification',
			agentId: 'agent-1',
		});

		expect(json[0]).toMatchObject({
			number: '34666000000',
			company_id: '0d8f3c1a-acme',
			agent_id: 'agent-1',
			send_at: expect.stringMatching(/Z$/) as string,
		});
		expect(json[0]).not.toHaveProperty('template');
		expect(await reads()).toEqual([]);
	});

	it('is said of each contact of a request that failed', async () => {
		await fixture.sandbox.fault({ service: 'lovi', path: /notify\?/, kind: 'dropAfter' });
		const { json, output } = await run(
			{ ...message('appointment|en_US', appointment), operation: 'sendBulk' },
			items(3),
			{ continueOnFail: true },
		);

		expect(json).toMatchObject(
			items(3).map(({ index }) => ({
				error: expect.stringContaining('may have been carried out') as string,
				number: String(34666000000 + index),
				company_name: 'Acme Ltd',
				template: 'appointment',
				send_at: expect.stringMatching(/Z$/) as string,
			})),
		);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
	});
});
