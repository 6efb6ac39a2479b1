import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { locator, useFixture } from '../support/fixture';
import { LOVI_CASES, LOVI_ITEMS, loviParameters } from '../support/loviCases';
import { MLUVII_CASES, mluviiCase, mluviiParameters, SESSIONS } from '../support/mluviiCases';
import type { OtherHost } from '../support/otherHost';
import { startOtherHost } from '../support/otherHost';

const fixture = useFixture();
/** Where nothing of ours belongs. */
let evil: OtherHost;

beforeEach(async () => {
	evil = await startOtherHost();
});

afterEach(async () => {
	await evil.close();
});

/** Values that try to leave the place that they are put into. */
function attacks(): string[] {
	return [
		'../../Users',
		'..',
		'%2e%2e%2fUsers',
		`//${new URL(evil.url).host}/x`,
		`${evil.url}/x`,
		'\\..\\Users',
		'1?x=1',
		'1#x',
		'1\r\nX-Evil: 1',
		'1\0',
		'1;x',
		'．．／Users',
		'１',
		'@evil.example',
	];
}

/** Runs an operation of Mluvii with one attack on each item, in the place of one parameter. */
async function attackMluvii(name: string, path: string[]) {
	const [parameter = '', inner] = path;
	const parameters = mluviiParameters(name);
	const attack = '={{ $json.attack }}';
	const replaced = isLocator(parameters[parameter]) ? locator('id', attack) : attack;
	const [first] = mluviiCase(name).items;
	const { output, error } = await fixture.engine.run({
		node: 'mluvii',
		parameters: {
			...parameters,
			[parameter]:
				inner === undefined
					? replaced
					: { ...(parameters[parameter] as INodeParameters), [inner]: attack },
		},
		items: attacks().map((value) => ({ ...first, ...TARGETS[parameter], attack: value })),
		continueOnFail: true,
	});
	expect(error).toBeUndefined();
	return output.map(({ json }) => json);
}

/** Session: Forward reads only the field of its target. */
const TARGETS: Record<string, IDataObject> = {
	groupId: { target: 'group' },
	userId: { target: 'user' },
	chatbotId: { target: 'chatbot' },
};

function isLocator(value: unknown): boolean {
	return typeof value === 'object' && value !== null && '__rl' in value;
}

const LABELS: Record<string, RegExp> = { departments: /^Department/, onlyIds: /^Only IDs/ };
const NUMBERS = Object.keys(MLUVII_CASES).flatMap((name) =>
	Object.entries(mluviiParameters(name)).flatMap(([parameter, value]) =>
		['options', 'filters'].includes(parameter)
			? Object.keys(value as object)
					.filter(isId)
					.map((inner) => [name, parameter, inner])
			: isId(parameter)
				? [[name, parameter]]
				: [],
	),
);

function isId(parameter: string): boolean {
	return /(Ids?|departments)$/.test(parameter);
}

describe('a number that is none', () => {
	it.each(NUMBERS)('is refused by %s in %s %s, and goes nowhere', async (name, ...path) => {
		const json = await attackMluvii(name, path);

		for (const { error } of json) {
			expect(error).toMatch(LABELS[path.at(-1) ?? ''] ?? /must be a number/);
		}
		expect(await fixture.calls('mluvii')).toEqual([]);
		expect(evil.received).toEqual([]);
	});
});

describe('the name of a tag', () => {
	it.each(['emailThread.addTag', 'emailThread.removeTag'])(
		'stays one part of the address in %s, or is refused',
		async (name) => {
			const json = await attackMluvii(name, ['tagName']);
			const sent = await fixture.calls('mluvii');
			await fixture.expectViolations();
			const refused = json.filter(({ error }) =>
				/^Tag Name ".*" cannot be part/s.test((error ?? '') as string),
			);

			expect(refused.length + sent.length).toBe(attacks().length);
			expect(refused).toHaveLength(6);
			for (const { path } of sent) {
				const [, tag = '', ...more] = path.split('/tags/');
				expect(more).toEqual([]);
				expect(tag).not.toContain('/');
				expect(attacks()).toContain(decodeURIComponent(tag));
			}
			expect(evil.received).toEqual([]);
		},
	);
});

describe('a value in an operation of Lovi', () => {
	const fields = Object.keys(LOVI_CASES).flatMap((name) =>
		Object.keys(loviParameters(name))
			.filter((field) => /company|template$|Id$/.test(field))
			.map((field) => [name, field] as const),
	);

	it.each(fields)(
		'does not change where %s goes, in %s',
		async (name, field) => {
			const usual = loviParameters(name);
			await fixture.engine.run({ node: 'lovi', parameters: usual, items: LOVI_ITEMS });
			const paths = new Set((await fixture.sandbox.requests()).map(({ path }) => path));
			const { output } = await fixture.engine.run({
				node: 'lovi',
				parameters: {
					...usual,
					[field]: isLocator(usual[field])
						? locator(field === 'company' ? 'key' : 'name', '={{ $json.attack }}')
						: '={{ $json.attack }}',
				},
				items: attacks().map((attack) => ({ ...LOVI_ITEMS[0], attack })),
				continueOnFail: true,
			});
			await fixture.expectViolations();

			expect(output).toHaveLength(attacks().length);
			for (const { path } of await fixture.sandbox.requests()) expect(paths).toContain(path);
			expect(evil.received).toEqual([]);
			// Each wrong key is refused twice, for the template and for the message, and renewals are limited.
		},
		60_000,
	);
});

/** API Request of a node to a path. */
async function request(node: string, parameters: INodeParameters, items?: IDataObject[]) {
	return await fixture.engine.run({
		node,
		parameters: {
			resource: 'apiRequest',
			operation: 'send',
			method: 'GET',
			path: '/api/v1/Companies',
			...parameters,
		},
		...(items ? { items, continueOnFail: true } : {}),
	});
}

describe.each(['mluvii', 'lovi'] as const)('the path of an API Request of %s', (node) => {
	it('that leads up or to another host is refused', async () => {
		const { host } = new URL(evil.url);
		const paths = [
			...['../x', '/a/../b', '/..', '/%2e%2e/x', '/a/.%2E/b', '/a%2f..%2fb', '/a/..%5cb'],
			...[`//${host}/x`, `${evil.url}/x`, `\\\\${host}\\x`, `/\\${host}`, 'javascript:x'],
			...['/a\r\nX-Evil: 1', '/a\0b', '/a\tb', '/a b'],
		];
		const { json } = await request(
			node,
			{ path: '={{ $json.path }}' },
			paths.map((path) => ({ path })),
		);

		expect(json.map(({ error }) => error)).toEqual(
			paths.map(() => 'Path must be the part of the address after the host'),
		);
		expect(await fixture.sandbox.requests()).toEqual([]);
		expect(evil.received).toEqual([]);
	});

	it('goes to the service alone where it only looks so', async () => {
		const { host } = new URL(evil.url);
		const paths = [`/@${host}/x`, `/／／${host}`, `/․․/x`, `/%2f%2f${host}`, '/a%0d%0aX: 1%00'];
		await request(
			node,
			{ path: '={{ $json.path }}' },
			paths.map((path) => ({ path: path.replace(' ', '%20') })),
		);
		await fixture.expectViolations();

		expect(await fixture.calls(node)).toHaveLength(paths.length);
		expect(evil.received).toEqual([]);
	});
});

describe('a header', () => {
	it.each([
		'Host',
		'host',
		'Content-Length',
		'Transfer-Encoding',
		'Connection',
		'Proxy-Connection',
	])('%s, which says where a request goes or ends, cannot be chosen', async (name) => {
		const headers = { pairs: [{ name, value: new URL(evil.url).host }] };
		const { error } = await request('mluvii', { headers });

		expect(error?.message).toBe(`Headers: Name "${name}" cannot be chosen`);
		expect(await fixture.sandbox.requests()).toEqual([]);
	});

	it.each([
		['x\r\nX-Evil: 1', 'v'],
		['X-Ok', 'v\r\nX-Evil: 1'],
		['X-Ok', 'v\0'],
		['X-Ok', '\u{560d}\u{560a}X-Evil: 1'],
	])('with a line break is refused: %j, %j', async (name, value) => {
		const { error } = await request('lovi', { headers: { pairs: [{ name, value }] } });

		expect(error?.message).toMatch(/^Headers: /);
		expect(await fixture.sandbox.requests()).toEqual([]);
	});

	const BAD = 'canary-secret\r\nX-Evil: 1';
	const from = '={{ $json.secret }}';
	it.each<[string, INodeParameters, Record<string, string>, IDataObject]>([
		['the company token', { actAs: 'companyToken', companyToken: from }, {}, {}],
		[
			'the key',
			{ actAs: 'companyKeyInHeader', company: locator('key', from) },
			{},
			{ status: 404 },
		],
		['the gateway key', {}, { gatewayApiKey: BAD }, { status: 404 }],
	])(
		'made of %s with a line break stays one header, and is not shown',
		async (_, parameters, data, answer) => {
			const stored = fixture.engine.credentials.read('loviApi');
			fixture.engine.credentials.save('loviApi', { ...stored, ...data });
			const { json } = await request('lovi', parameters, [{ secret: BAD }]);
			await fixture.expectViolations();

			expect(json).toEqual([
				{ error: expect.any(String) as string, message: expect.any(String) as string, ...answer },
			]);
			expect(JSON.stringify(json)).not.toContain('canary-secret');
			for (const { headers } of await fixture.sandbox.requests()) {
				expect(headers).not.toHaveProperty('x-evil');
			}
		},
	);

	it.each(['canary-token\r\nX-Evil: 1', 'canary-token \u{1f4a5}', 'canary-token\0'])(
		'made of a token like %j stays one header, and the token is not shown',
		async (token) => {
			const body = { access_token: token };
			await fixture.sandbox.fault({
				service: 'lovi',
				path: 'token',
				kind: 'status',
				status: 200,
				body,
				times: 0,
			});
			const { error, run } = await request('lovi', {});
			await fixture.expectViolations();

			expect(error?.message).toBeDefined();
			expect(JSON.stringify(run.data)).not.toContain('canary-token');
			for (const { headers } of await fixture.sandbox.requests()) {
				expect(headers).not.toHaveProperty('x-evil');
			}
		},
	);

	it.each(['Host', 'x\ny', '__proto__', ''])(
		'of a company token is not called %j',
		async (keyName) => {
			const options = { keyName: keyName || ' ', keyPlacement: 'header' };
			const { error } = await fixture.engine.run({
				node: 'lovi',
				parameters: { ...loviParameters('companyToken.mint'), options },
				items: LOVI_ITEMS,
			});

			expect(error?.message).toMatch(/^Key Name/);
			expect(await fixture.sandbox.requests()).toEqual([]);
		},
	);
});

describe('names that objects have by themselves', () => {
	const NAMES = ['constructor', 'prototype', '__proto__', 'toString', 'hasOwnProperty'];
	const ownEntries = (value: unknown) => Object.entries(value as object);

	afterEach(() => {
		expect(Object.keys(Object.prototype)).toEqual([]);
		expect(({} as IDataObject).polluted).toBeUndefined();
	});

	it('are names of call parameters like others', async () => {
		const rows = NAMES.map((name) => ({ name, value: `polluted ${name}` }));
		for (const parameters of [
			{ callParameters: { parameters: rows } },
			{
				callParametersMode: 'json',
				callParametersJson: `{${rows.map(({ name, value }) => `"${name}": "${value}"`).join()}}`,
			},
		]) {
			const { error } = await fixture.engine.run({
				node: 'mluvii',
				parameters: {
					resource: 'session',
					operation: 'updateCallParameters',
					sessionId: locator('id', SESSIONS.a),
					...parameters,
				},
			});
			const sent = (await fixture.calls('mluvii')).at(-1)?.body as IDataObject;

			expect(error).toBeUndefined();
			expect(ownEntries(sent.callParams)).toEqual(rows.map(({ name, value }) => [name, value]));
		}
	});

	it('are keys of contact fields like others', async () => {
		const rows = NAMES.map((key) => ({ key, value: `polluted ${key}` }));
		const { error } = await fixture.engine.run({
			node: 'mluvii',
			parameters: {
				resource: 'contact',
				operation: 'update',
				contactId: locator('id', 500000),
				customFields: { fields: rows },
			},
		});
		const [sent] = await fixture.calls('mluvii');

		expect(error).toBeUndefined();
		expect(ownEntries(sent?.body)).toEqual(rows.map(({ key, value }) => [key, [value]]));
	});

	it('are names of contact fields of a message like others', async () => {
		const rows = NAMES.map((name) => ({ name, value: `polluted ${name}` }));
		const { error } = await fixture.engine.run({
			node: 'lovi',
			parameters: {
				...loviParameters('whatsAppNotification.send'),
				contactFields: { fields: rows },
			},
			items: LOVI_ITEMS.slice(0, 1),
		});
		const { contact } = (await fixture.calls('lovi')).at(-1)?.body as IDataObject;

		expect(error).toBeUndefined();
		expect(ownEntries(contact).slice(1)).toEqual(rows.map(({ name, value }) => [name, value]));
	});

	it('are no components of a template', async () => {
		const { error } = await fixture.engine.run({
			node: 'lovi',
			parameters: {
				...loviParameters('whatsAppNotification.send'),
				template: locator('list', 'promo_with_image|es'),
				templateParametersMode: 'json',
				templateParametersJson: '{"constructor_text_0": "x"}',
			},
			items: LOVI_ITEMS.slice(0, 1),
		});

		expect(error?.message).toContain('is not a component that a template can have');
	});

	it('go out in the body of an API Request as they are', async () => {
		const body = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":1}';
		await request('mluvii', { method: 'POST', path: '/api/v1/Anything', body });
		await fixture.expectViolations();

		expect(JSON.stringify((await fixture.calls('mluvii'))[0]?.body)).toBe(body);
	});

	it.each(['__proto__', 'constructor', 'prototype'])(
		'are refused in a query or a header, which n8n would send without: %s',
		async (name) => {
			const pairs = [{ name, value: 'x' }];
			const query = await request('mluvii', { queryParameters: { pairs } });
			const header = await request('mluvii', { headers: { pairs } });

			expect(query.error?.message).toBe(
				`Query Parameters: Name "${name}" is a name that n8n cannot send`,
			);
			expect(header.error?.message).toBe(`Headers: Name "${name}" is a name that n8n cannot send`);
			expect(await fixture.sandbox.requests()).toEqual([]);
		},
	);

	it('in a query are sent otherwise', async () => {
		const pairs = [{ name: 'toString', value: 'x' }];
		await request('mluvii', { queryParameters: { pairs } });

		expect((await fixture.calls('mluvii'))[0]?.query).toEqual({ toString: 'x' });
		await fixture.expectViolations();
	});
});

describe('a redirect to another host', () => {
	const STATUSES = [301, 302, 303, 307, 308];

	it.each(STATUSES)('by %i is not followed by a call', async (status) => {
		for (const service of ['mluvii', 'lovi'] as const) {
			const headers = { location: `${evil.url}/steal` };
			await fixture.sandbox.fault({
				service,
				path: /api/,
				kind: 'redirect',
				status,
				headers,
				times: 0,
			});
			const { error } = await request(service, { path: '/api/v1/Companies' });
			const write = await request(service, {
				path: '/api/v1/Companies',
				method: 'POST',
				body: '{}',
			});

			expect(error?.message).toBeDefined();
			expect(write.error?.message).toBeDefined();
		}
		expect(evil.received).toEqual([]);
	});

	it.each(STATUSES)('by %i is not followed by a login', async (status) => {
		for (const service of ['mluvii', 'lovi'] as const) {
			const headers = { location: `${evil.url}/steal` };
			await fixture.sandbox.fault({
				service,
				path: 'token',
				kind: 'redirect',
				status,
				headers,
				times: 0,
			});
			const { error } = await request(service, {});

			expect(error?.message).toMatch(/There is no (Mluvii|Lovi) login at/);
		}
		expect(evil.received).toEqual([]);
	});

	it.each(STATUSES)('by %i takes no token along with a download', async (status) => {
		const headers = { location: `${evil.url}/steal` };
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: 'Storage',
			kind: 'redirect',
			status,
			headers,
			times: 0,
		});
		await fixture.engine.run({
			node: 'mluvii',
			parameters: mluviiParameters('session.downloadRecording'),
			items: mluviiCase('session.downloadRecording').items.slice(0, 1),
		});

		expect(evil.received).toEqual([expect.stringMatching(/^GET \/steal /)]);
		expect(evil.received[0]?.toLowerCase()).not.toMatch(/authorization|bearer|cookie/);
		evil.received.length = 0;
	});
});

describe('the address of a file', () => {
	it('on another host, port, or scheme is not fetched, however it is written', async () => {
		const { host, port } = new URL(evil.url);
		const own = new URL(fixture.sandbox.mluvii.url);
		for (const downloadUrl of [
			`${evil.url}/x`,
			`http://127.1:${port}/x`,
			`http://2130706433:${port}/x`,
			`http://[::1]:${port}/x`,
			`http://[::ffff:127.0.0.1]:${own.port}/x`,
			`http://localhost:${own.port}/x`,
			`http://127.0.0.1.evil.example:${own.port}/x`,
			`http://${own.host}@${host}/x`,
			`http://${own.host}%40${host}/x`,
			`http://${own.host}\\@${host}/x`,
			`https://${own.host}/x`,
			`//${host}/x`,
			`ftp://${own.host}/x`,
			'file:///etc/passwd',
			'data:text/plain,x',
			'javascript:alert(1)',
			'/Storage/Get',
		]) {
			await fixture.sandbox.fault({
				service: 'mluvii',
				path: '/api/v1/Sessions/',
				kind: 'status',
				status: 200,
				body: { id: 1, recordings: [{ id: 1, name: 'a', downloadUrl }] },
			});
			const { error } = await fixture.engine.run({
				node: 'mluvii',
				parameters: {
					resource: 'session',
					operation: 'downloadRecording',
					sessionId: locator('id', 1),
				},
			});
			const calls = (await fixture.calls('mluvii')).filter(
				({ path }) => !path.includes('Sessions'),
			);

			// "http://own\@evil" is a path of the own host, by the rules for web addresses.
			if (downloadUrl.includes('\\'))
				expect(calls.map(({ path }) => path)).toEqual([`/@${host}/x`]);
			else expect(error?.message).toMatch(/^Mluvii gave an address on another host/);
			await fixture.expectViolations();
		}
		expect(evil.received).toEqual([]);
	});
});

describe('addresses that are data', () => {
	it('go to the service as they are, and are never fetched', async () => {
		const callback = `${evil.url}/hook`;
		await fixture.engine.run({
			node: 'mluvii',
			parameters: {
				...mluviiParameters('webhook.create'),
				eventTypes: ['SessionEnded'],
				callbackUrl: callback,
			},
		});
		await fixture.engine.run({
			node: 'mluvii',
			parameters: {
				...mluviiParameters('chatbot.setCallbackUrl'),
				chatbotId: '801',
				callbackUrl: callback,
			},
		});
		const link = `https://${new URL(evil.url).host}/a.png`;
		await fixture.engine.run({
			node: 'lovi',
			parameters: {
				...loviParameters('whatsAppNotification.send'),
				template: locator('list', 'promo_with_image|es'),
				templateParametersMode: 'json',
				templateParametersJson: JSON.stringify({ header_image_1: link }),
			},
			items: LOVI_ITEMS.slice(0, 1),
		});
		const sent = await fixture.sandbox.requests();

		expect(sent.find(({ path }) => path === '/api/v1/Webhooks')?.body).toMatchObject({
			callbackUrl: callback,
		});
		expect(sent.find(({ path }) => path.includes('Chatbot'))?.query).toEqual({
			callbackUrl: callback,
		});
		expect(JSON.stringify(sent.at(-1)?.body)).toContain(link);
		expect(evil.received).toEqual([]);
	});
});

describe('a token', () => {
	it.each([
		['mluvii', 'mluviiApi', 'domain'],
		['lovi', 'loviApi', 'baseUrl'],
	] as const)(
		'of %s is not sent to a host that is put into the credential later',
		async (node, type, field) => {
			const call = { method: 'POST', path: '/functions/v1/api_keys' };
			await request(node, node === 'lovi' ? call : {});
			const { accessToken } = fixture.engine.credentials.read(type) as { accessToken: string };
			fixture.engine.credentials.save(type, {
				...fixture.engine.credentials.read(type),
				[field]: evil.url,
			});
			await request(node, node === 'lovi' ? call : {});

			expect(accessToken).not.toBe('');
			expect(evil.received.length).toBeGreaterThan(0);
			expect(evil.received.filter((text) => text.includes(accessToken))).toEqual([]);
		},
	);
});

describe('an OAuth2 token', () => {
	async function callAt(domain: string, access_token: string) {
		fixture.engine.credentials.save('mluviiOAuth2Api', {
			domain,
			grantType: 'pkce',
			authentication: 'body',
			accessTokenUrl: `${domain}/login/connect/token`,
			clientId: 'id',
			clientSecret: 'canary-client-secret',
			oauthTokenData: { access_token, refresh_token: `refresh-${access_token}` },
		});
		return await request('mluvii', { authentication: 'mluviiOAuth2Api' });
	}

	it('that n8n keeps is not sent to a host that is put into the credential later', async () => {
		await callAt(fixture.sandbox.mluvii.url, 'canary-token-1');
		const { error } = await callAt(evil.url, 'canary-token-1');

		expect(error?.message).toBe(
			`The login of the credential belongs to ${fixture.sandbox.mluvii.url}, not to ${evil.url}`,
		);
		expect(evil.received).toEqual([]);
	});

	it('of a new login is sent to the new host', async () => {
		await callAt(fixture.sandbox.mluvii.url, 'canary-token-2');
		await callAt(evil.url, 'canary-token-3');

		expect(evil.received.join()).toContain('Bearer canary-token-3');
	});

	it('whose renewal is refused in words that repeat the request shows no secret', async () => {
		const answer = {
			error: 'unheard_of',
			error_description: 'canary-client-secret refresh-dead',
		};
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: 'token',
			kind: 'status',
			status: 400,
			body: answer,
		});
		const { error, run } = await callAt(fixture.sandbox.mluvii.url, 'dead');
		const kept = JSON.stringify(run.data.resultData.runData);

		expect(error?.message).toBe('The login of the Mluvii credential has ended: [hidden] [hidden]');
		expect(await fixture.logins('mluvii')).toBe(1);
		expect(kept).not.toContain('canary-client-secret');
		expect(kept).not.toContain('refresh-dead');
	});
});

describe('a service that repeats what it was sent', () => {
	/** A secret in all the forms in which it could be written down. */
	const forms = (secret: string) => [
		secret,
		encodeURIComponent(secret),
		...(['base64', 'base64url', 'hex'] as const).map((form) => Buffer.from(secret).toString(form)),
	];

	it.each(['mluvii', 'lovi'] as const)('shows no token of %s', async (service) => {
		await fixture.sandbox.fault({ service, path: /api/, kind: 'echo', times: 0 });
		const { error, run } = await request(service, {});
		const { accessToken } = fixture.engine.credentials.read(`${service}Api`) as {
			accessToken: string;
		};
		const kept = JSON.stringify([run.data.resultData.runData, error?.message, error?.description]);

		expect(error?.message).toContain('[hidden]');
		expect(accessToken).not.toBe('');
		expect(forms(accessToken).filter((form) => kept.includes(form))).toEqual([]);
	});

	it.each(['mluvii', 'lovi'] as const)('shows no password of %s at the login', async (service) => {
		const password = 'cänary "pass" & 100 %/+?';
		const gatewayApiKey = 'canary~gateway/key+=';
		const type = `${service}Api`;
		fixture.engine.credentials.save(type, {
			...fixture.engine.credentials.read(type),
			password,
			...(service === 'lovi' ? { gatewayApiKey } : {}),
		});
		await fixture.sandbox.fault({ service, path: 'token', kind: 'echo', times: 0 });
		const { error, run } = await request(service, {});
		const kept = JSON.stringify([run.data.resultData.runData, error?.message, error?.description]);

		expect(error?.message).toContain('[hidden]');
		for (const secret of [password, gatewayApiKey]) {
			expect(forms(secret).filter((form) => kept.includes(form))).toEqual([]);
		}
	});

	it('is shown as one line of bounded length', async () => {
		const message = `a\r\n\u001b[31mb\u0000c\u202ed ${'x'.repeat(100_000)}`;
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: 'Companies',
			kind: 'status',
			status: 400,
			body: { message },
		});
		const { error } = await request('mluvii', {});

		expect(error?.message).toMatch(/^Mluvii refused the request: a \[31mb c d x+…$/);
		expect(error?.message.length).toBeLessThan(2_100);
	});
});
