import type { INodeParameters } from 'n8n-workflow';
import { items, locator, useFixture } from '../support/fixture';
import { mostInFlight } from '../support/requests';

const fixture = useFixture();

const notification: INodeParameters = {
	resource: 'whatsAppNotification',
	operation: 'send',
	company: locator('id', '0d8f3c1a-acme'),
	number: '+34 666 033 135',
	recipientId: '34911670470',
	template: locator('name', 'order_confirmation'),
	language: 'en_US',
	notificationType: 'transactional',
	campaignName: 'Order updates',
};

async function run(parameters: INodeParameters, input = [{}]) {
	return await fixture.engine.run({ node: 'lovi', parameters, items: input });
}

describe('API Key', () => {
	it('Get Many returns the active keys, all or up to the limit', async () => {
		const all = await run({ resource: 'apiKey', operation: 'getMany', returnAll: true });
		const two = await run({ resource: 'apiKey', operation: 'getMany', returnAll: false, limit: 2 });

		expect(all.json.map(({ company_name: name }) => name)).toEqual([
			'Acme Ltd',
			'Borealis GmbH',
			'Café Ñandú',
		]);
		expect(all.json[0]).toEqual({
			company_id: '0d8f3c1a-acme',
			company_name: 'Acme Ltd',
			key: 'key-0d8f3c1a-acme',
			is_active: true,
			last_used: null,
		});
		expect(two.json).toHaveLength(2);
	});

	it('Get Many returns inactive keys as well where asked to', async () => {
		const { json } = await run({
			resource: 'apiKey',
			operation: 'getMany',
			returnAll: true,
			options: { includeInactive: true },
		});

		expect(json.filter(({ is_active: active }) => active === false)).toHaveLength(1);
	});

	it.each([
		['accessKey', { company_id: '0d8f3c1a-acme', company_name: '' }],
		['nameOnly', { company_id: '', company_name: 'Acme Ltd' }],
	] as const)(
		'Get Many reads the older answer "%s" into the same fields',
		async (apiKeysShape, expected) => {
			await fixture.sandbox.configure({ lovi: { apiKeysShape } });
			const { json } = await run({ resource: 'apiKey', operation: 'getMany', returnAll: true });

			expect(json[0]).toEqual({
				...expected,
				key: 'key-0d8f3c1a-acme',
				is_active: true,
				last_used: null,
			});
		},
	);

	it('Get returns one company by list, ID, name or key', async () => {
		for (const [mode, value] of [
			['list', '1e9a4d2b-borealis'],
			['id', '1e9a4d2b-borealis'],
			['name', 'Borealis GmbH'],
			['key', 'key-1e9a4d2b-borealis'],
		] as const) {
			const { json } = await run({
				resource: 'apiKey',
				operation: 'get',
				company: locator(mode, value),
			});
			expect(json[0]).toMatchObject({
				company_name: 'Borealis GmbH',
				key: 'key-1e9a4d2b-borealis',
			});
		}
	});
});

describe('Company Token', () => {
	const mint: INodeParameters = {
		resource: 'companyToken',
		operation: 'mint',
		company: locator('name', '={{ $json.company ?? "Acme Ltd" }}'),
	};

	it('Mint logs in again with the key of the company, and hands on key, token and expiry', async () => {
		const { json } = await run(mint);
		const logins = await fixture.sandbox.requests({ operationId: 'logIn', service: 'lovi' });

		expect(json[0]).toEqual({
			company_id: '0d8f3c1a-acme',
			company_name: 'Acme Ltd',
			access_key: 'key-0d8f3c1a-acme',
			access_token: expect.stringMatching(/^ey/) as string,
			token_type: 'bearer',
			expires_in: 3600,
			expires_at: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.000Z$/) as string,
			outcome: 'accepted',
		});
		expect(logins.map(({ query }) => query)).toEqual([
			{ grant_type: 'password' },
			{ grant_type: 'password', access_key: 'key-0d8f3c1a-acme' },
		]);
		expect(logins[1]?.body).toEqual({
			email: fixture.sandbox.lovi.email,
			password: fixture.sandbox.lovi.password,
		});
	});

	it('Mint logs in once for each company of a run, and asks for the keys once', async () => {
		const companies = ['Acme Ltd', 'Borealis GmbH', 'Acme Ltd', 'Acme Ltd'];
		const { json } = await run(
			mint,
			companies.map((company) => ({ company })),
		);

		expect(json.map(({ company_name: name }) => name)).toEqual(companies);
		expect(await fixture.logins('lovi')).toBe(1 + 2);
		expect(await fixture.sandbox.requests({ operationId: 'listCompanyApiKeys' })).toHaveLength(1);
	});

	it('Mint puts the key where its options say', async () => {
		await run({ ...mint, options: { keyPlacement: 'header', keyName: 'x-company-key' } });
		const [, second] = await fixture.sandbox.requests({ operationId: 'logIn', service: 'lovi' });

		expect(second?.query).toEqual({ grant_type: 'password' });
		expect(second?.headers['x-company-key']).toBe('key-0d8f3c1a-acme');
	});

	it('from Mint opens API Request in the name of the company', async () => {
		const { json: minted } = await run(mint);
		const { json } = await run({
			resource: 'apiRequest',
			operation: 'send',
			actAs: 'companyToken',
			companyToken: minted[0]?.access_token as string,
			method: 'POST',
			path: '/functions/v1/api_keys',
		});

		expect(json[0]?.validApiKeys).toMatchObject([{ company_name: 'Acme Ltd' }]);
	});
});

describe('WhatsApp Notification', () => {
	it('Send sends the documented body with the key of the company, and returns the answer', async () => {
		const { json, error } = await run({
			...notification,
			templateParametersMode: 'fields',
			templateParameters: {
				parameters: [
					{ position: 'header', type: 'image', number: 1, value: 'https://example.com/a.jpg' },
					{ position: 'body', type: 'text', number: 0, value: '{{name}}' },
					{ position: 'body', type: 'text', number: 1, value: 'مرحبا 👋' },
				],
			},
			contactFields: {
				fields: [
					{ name: 'name', value: 'Nora' },
					{ name: 'order', value: 17 },
				],
			},
			options: { nameEvent: 'order-shipped' },
		});
		const [call] = await fixture.sandbox.requests({ operationId: 'notifyWhatsApp' });

		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({
			number: '34666033135',
			success: true,
			notification_id: expect.any(String) as string,
		});
		expect(call?.query).toEqual({ access_key: 'key-0d8f3c1a-acme' });
		expect(call?.headers.authorization).toMatch(/^Bearer ey/);
		expect(call?.headers).not.toHaveProperty('apikey');
		expect(call?.body).toEqual({
			contact: { number: '34666033135', name: 'Nora', order: '17' },
			recipient_id: '34911670470',
			name_template: 'order_confirmation',
			language_template: 'en_US',
			notification_type: 'transactional',
			campaign_name: 'Order updates',
			components_push: {
				header_image_1: 'https://example.com/a.jpg',
				body_text_0: '{{name}}',
				body_text_1: 'مرحبا 👋',
			},
			name_event: 'order-shipped',
		});
	});

	it('Send looks the keys up once for many items, and sends in input order', async () => {
		const { output } = await run(
			{
				...notification,
				company: locator('name', '={{ $json.index % 2 ? "Acme Ltd" : "Café Ñandú" }}'),
				number: '={{ 34666000000 + $json.index }}',
			},
			items(12),
		);
		const deliveries = await fixture.sandbox.notifications();

		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			items(12).map(({ index }) => ({ item: index })),
		);
		expect(deliveries.map(({ number }) => number)).toEqual(
			items(12).map(({ index }) => String(34666000000 + index)),
		);
		expect(deliveries.map(({ companyId }) => companyId).slice(0, 2)).toEqual([
			'2fab5e3c-cafe',
			'0d8f3c1a-acme',
		]);
		expect(await fixture.sandbox.requests({ operationId: 'listCompanyApiKeys' })).toHaveLength(1);
	});

	it('Send takes a key from an earlier step as it is', async () => {
		await run({ ...notification, company: locator('key', '={{ $json.key }}') }, [
			{ key: 'key-1e9a4d2b-borealis' },
		]);

		expect((await fixture.sandbox.notifications())[0]?.companyId).toBe('1e9a4d2b-borealis');
		expect(await fixture.sandbox.requests({ operationId: 'listCompanyApiKeys' })).toEqual([]);
	});

	it('Send writes the flat form where asked to', async () => {
		await run({
			...notification,
			templateParametersMode: 'json',
			templateParametersJson: '{"body_text_0": "Nora"}',
			options: { flatBody: true },
		});
		const [call] = await fixture.sandbox.requests({ operationId: 'notifyWhatsApp' });

		expect(call?.query).toEqual({ access_key: 'key-0d8f3c1a-acme', unflatten: 'true' });
		expect(call?.body).toMatchObject({
			'contact.number': '34666033135',
			'components_push.body_text_0': 'Nora',
		});
	});

	it.each([
		['2030-12-25T10:30:00', 'Europe/Madrid', '2030-12-25T09:30:00.000Z'],
		['2030-12-25T10:30:00', 'America/New_York', '2030-12-25T15:30:00.000Z'],
		['2030-12-25T10:30:00Z', '', '2030-12-25T10:30:00.000Z'],
		['2030-12-25T10:30:00+09:00', 'Europe/Madrid', '2030-12-25T01:30:00.000Z'],
		['2030-12-25 10:30 +09', '', '2030-12-25T01:30:00.000Z'],
		['20301225t1030z', '', '2030-12-25T10:30:00.000Z'],
	])('Send schedules %s in the zone "%s" for %s', async (scheduledTime, timezone, expected) => {
		await fixture.engine.run({
			node: 'lovi',
			parameters: { ...notification, options: { scheduledTime, timezone } },
			timezone: 'Asia/Tokyo',
		});
		const [call] = await fixture.sandbox.requests({ operationId: 'notifyWhatsApp' });

		expect(call?.body).toMatchObject({ datetime_sending: expected, timezone: 'UTC' });
	});

	it.each([
		[{ scheduledTime: '2020-01-01T00:00:00Z' }, 'Scheduled Time is in the past'],
		[{ scheduledTime: 'soon' }, 'Scheduled Time is not a date'],
		[
			{ scheduledTime: '2030-01-01', timezone: 'Europe/Atlantis' },
			'Time Zone "Europe/Atlantis" is not a time zone',
		],
	])('Send refuses %j, and sends nothing', async (options, message) => {
		const { error } = await run({ ...notification, options });

		expect(error?.message).toContain(message);
		expect(await fixture.calls('lovi')).toEqual([]);
	});

	it('Send takes a scheduled time that an expression works out', async () => {
		const { error } = await run({
			...notification,
			options: { scheduledTime: '={{ $now.plus({ days: 2 }) }}' },
		});
		const [call] = await fixture.sandbox.requests({ operationId: 'notifyWhatsApp' });
		const { datetime_sending: time } = call?.body as { datetime_sending: string };

		expect(error).toBeUndefined();
		expect(Date.parse(time) - Date.now()).toBeGreaterThan(47 * 3_600_000);
	});

	it('Send takes a refusal with a success status for what it is', async () => {
		await fixture.sandbox.fault({
			service: 'lovi',
			path: /notify\?/,
			kind: 'status',
			status: 200,
			body: { success: false, message: 'Template paused' },
		});
		const { error } = await run(notification);

		expect(error?.message).toBe('Lovi refused the request: Template paused');
	});

	it('Send hides the key when such a refusal repeats it', async () => {
		await fixture.sandbox.fault({
			service: 'lovi',
			path: /notify\?/,
			kind: 'status',
			status: 200,
			body: { success: false, message: 'No template for key-0d8f3c1a-acme' },
		});
		const { error, run: execution } = await run(notification);

		expect(error?.message).toBe('Lovi refused the request: No template for [hidden]');
		expect(JSON.stringify(execution.data.resultData.runData)).not.toContain('key-0d8f3c1a-acme');
	});

	it('Send tells a login page from another web page, which does not undo a message', async () => {
		await fixture.sandbox.fault({ service: 'lovi', path: /notify\?/, kind: 'html', times: 2 });
		const refused = await run(notification);
		await fixture.sandbox.fault({
			service: 'lovi',
			path: /notify\?/,
			kind: 'status',
			status: 200,
			headers: { 'content-type': 'text/html' },
			body: '<html><title>Thank you</title></html>',
		});
		const done = await run(notification);

		expect(refused.error?.message).toBe('Lovi sent its login page instead of an answer');
		expect(done.error).toBeUndefined();
		expect(done.json).toMatchObject([{ number: '34666033135', outcome: 'accepted' }]);
		// The login page is answered with one new login and one repetition.
		expect(await fixture.sandbox.requests({ operationId: 'notifyWhatsApp' })).toHaveLength(3);
		expect(await fixture.logins('lovi')).toBe(2);
	});

	it("passes on Lovi's own words, without the key", async () => {
		const body = { message: 'Invalid or expired access key: key-0d8f3c1a-acme' };
		await fixture.sandbox.fault({
			service: 'lovi',
			path: '/notify',
			kind: 'status',
			status: 401,
			body,
			times: 0,
		});
		const { error, run: execution } = await run(notification);

		expect(error?.message).toBe(
			'Lovi did not accept the credential: Invalid or expired access key: [hidden]',
		);
		expect(JSON.stringify(execution.data.resultData.runData)).not.toContain('key-0d8f3c1a-acme');
	});
});

describe('a list of which an expression gives the value', () => {
	it.each([
		[
			{ resource: 'apiRequest', operation: 'send', actAs: 'company', method: 'GET', path: '/x' },
			'Act As has no "company"',
		],
		[
			{
				resource: 'companyToken',
				operation: 'mint',
				company: locator('id', '0d8f3c1a-acme'),
				options: { keyPlacement: 'Cookie' },
			},
			'Key Placement has no "Cookie"',
		],
	])('is refused where it has no such entry: %#', async (parameters, message) => {
		const { error } = await run(parameters);

		expect(error?.message).toBe(message);
		expect(await fixture.calls('lovi')).toEqual([]);
	});
});

describe('API Request', () => {
	it.each([
		['user', {}, { query: {}, apikey: undefined }],
		['companyKeyInQuery', {}, { query: { access_key: 'key-0d8f3c1a-acme' }, apikey: undefined }],
		['companyKeyInHeader', {}, { query: {}, apikey: 'key-0d8f3c1a-acme' }],
	])('acts as %s', async (actAs, _, expected) => {
		await run({
			resource: 'apiRequest',
			operation: 'send',
			actAs,
			company: locator('id', '0d8f3c1a-acme'),
			method: 'POST',
			path: '/functions/v1/notify/voice',
			body: JSON.stringify({
				contact: { number: '34666033135' },
				recipient_id: '34911670470',
				agent_id: 'agent',
				notification_type: 'marketing',
				campaign_name: 'Calls',
			}),
		});
		const [call] = await fixture.sandbox.requests({ operationId: 'notifyVoice' });

		expect(call?.query).toEqual(expected.query);
		expect(call?.headers.apikey).toBe(expected.apikey);
		if (actAs !== 'companyKeyInQuery') await fixture.expectViolations();
	});

	it('reads for many items side by side', async () => {
		// Long enough for as many to be sent, on a busy machine as well.
		await fixture.sandbox.configure({ lovi: { latencyMs: 200 } });
		await fixture.engine.run({
			node: 'lovi',
			parameters: {
				resource: 'apiRequest',
				operation: 'send',
				actAs: 'companyKeyInQuery',
				company: locator('id', '0d8f3c1a-acme'),
				method: 'GET',
				path: '/functions/v1/notify/templates?phone_number=34911670470',
			},
			items: items(20),
		});
		const calls = await fixture.sandbox.requests({ method: 'GET' });

		expect(calls).toHaveLength(20);
		expect(mostInFlight(calls)).toBe(12);
	});
});

describe('the gateway key of the credential', () => {
	beforeEach(() => {
		fixture.engine.credentials.save('loviApi', {
			...fixture.engine.credentials.read('loviApi'),
			gatewayApiKey: 'gateway-key',
		});
	});
	const apiRequest: INodeParameters = {
		resource: 'apiRequest',
		operation: 'send',
		company: locator('id', '0d8f3c1a-acme'),
		method: 'POST',
		path: '/functions/v1/api_keys',
	};

	it('is sent with login and calls', async () => {
		await run({ resource: 'apiKey', operation: 'getMany', returnAll: true });

		const requests = await fixture.sandbox.requests({ service: 'lovi' });
		expect(requests.map(({ headers }) => headers.apikey)).toEqual(['gateway-key', 'gateway-key']);
	});

	it('is sent beside a company token', async () => {
		await run({ ...apiRequest, actAs: 'companyToken', companyToken: 'company-token' });
		const [call] = await fixture.calls('lovi');

		expect(call?.headers).toMatchObject({
			apikey: 'gateway-key',
			authorization: 'Bearer company-token',
		});
	});

	it('is sent beside a company key in the query, and in a header of another name', async () => {
		const mint = { resource: 'companyToken', operation: 'mint', company: apiRequest.company ?? '' };
		await run({ ...apiRequest, actAs: 'companyKeyInQuery' });
		await run({ ...mint, options: { keyPlacement: 'header', keyName: 'x-company-key' } });
		const requests = await fixture.sandbox.requests({ service: 'lovi' });
		await fixture.expectViolations();

		expect(new Set(requests.map(({ headers }) => headers.apikey))).toEqual(
			new Set(['gateway-key']),
		);
		expect(requests.at(-1)?.headers['x-company-key']).toBe('key-0d8f3c1a-acme');
	});

	it.each([
		[{ ...apiRequest, actAs: 'companyKeyInHeader' }, 'Choose Company, Key in Query under Act As'],
		[
			{ ...apiRequest, headers: { pairs: [{ name: 'ApiKey', value: 'mine' }] } },
			'Take it out of Headers',
		],
		[
			{
				...apiRequest,
				actAs: 'companyToken',
				companyToken: 'token',
				headers: { pairs: [{ name: 'apikey', value: 'mine' }] },
			},
			'Take it out of Headers',
		],
		[
			{
				resource: 'companyToken',
				operation: 'mint',
				company: apiRequest.company,
				options: { keyPlacement: 'header', keyName: 'ApiKey' },
			},
			'Set the option Key Placement to Query',
		],
	])('is not replaced by another key, nor the other way round: %#', async (parameters, advice) => {
		const { error } = await run(parameters);

		expect(error?.message).toMatch(/^The header "apikey" already carries the Gateway API Key/i);
		expect(error?.description).toContain(advice);
		expect(await fixture.sandbox.requests({ service: 'lovi' })).toEqual([]);
	});
});

describe('the company list in the panel', () => {
	it('shows active companies by name, and searches', async () => {
		const all = await fixture.engine.search('lovi', 'searchCompanies');
		const some = await fixture.engine.search('lovi', 'searchCompanies', { filter: 'ñAN' });

		expect(all.results.map(({ name }) => name)).toEqual([
			'Acme Ltd',
			'Borealis GmbH',
			'Café Ñandú',
		]);
		expect(some.results).toEqual([{ name: 'Café Ñandú', value: '2fab5e3c-cafe' }]);
	});
});
