import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { LoviApi } from '../../credentials/LoviApi.credentials';
import { MluviiApi } from '../../credentials/MluviiApi.credentials';
import { MluviiOAuth2Api } from '../../credentials/MluviiOAuth2Api.credentials';
import { logIn } from '../../nodes/shared/base/token/login';
import { tokenOf } from '../../nodes/shared/base/token/account';
import { bindTokenToHost, isValidFor } from '../../nodes/shared/base/token/tokens';

const PACKAGE_DIR = join(__dirname, '..', '..');

/** A login server that always does the same; keeps what was sent to it. */
function server(respond: () => unknown) {
	const sent: IHttpRequestOptions[] = [];
	const helpers = {
		httpRequest: async (request: IHttpRequestOptions) => {
			sent.push(request);
			return await Promise.resolve(respond());
		},
	};
	return { helpers, sent };
}

const REQUEST: IHttpRequestOptions = { method: 'POST', url: 'https://id.example/a/token?x=1' };

/** A form as it goes over the wire. */
function formOf(body: IHttpRequestOptions['body']): string {
	return (body as URLSearchParams).toString();
}

/** Why a login failed, and what the user is advised. */
async function refusal(respond: () => unknown) {
	const failed: unknown = await logIn(server(respond).helpers, 'Shop', REQUEST, ['s3cret']).then(
		() => undefined,
		(error: unknown) => error,
	);
	expect(failed).toBeInstanceOf(UserError);
	const { message, description } = failed as UserError;
	return { message, description };
}

function answering(statusCode: number, body: unknown, headers = {}) {
	return () => ({ statusCode, headers, body });
}

function throwing(error: unknown) {
	return () => {
		throw error;
	};
}

describe('a login', () => {
	it('returns the token, and is sent once, to one address, without end after 30 seconds', async () => {
		const { helpers, sent } = server(answering(200, { access_token: 'token 1', expires_in: 60 }));

		expect(await logIn(helpers, 'Shop', REQUEST, [])).toEqual({ accessToken: 'token 1' });
		expect(sent).toEqual([
			{
				...REQUEST,
				disableFollowRedirect: true,
				ignoreHttpStatusErrors: true,
				returnFullResponse: true,
				timeout: 30_000,
			},
		]);
	});

	it.each([{}, { access_token: '' }, { access_token: 7 }, [{ access_token: 'x' }], 'page', null])(
		'is no login where the answer is %j',
		async (body) => {
			expect(await refusal(answering(200, body))).toEqual({
				message: 'https://id.example answered, but not like a Shop login server',
				description:
					'Check the address in the credential. It may lead to another service or to a web page.',
			});
		},
	);

	it('does not take a token that n8n would take for an expression', async () => {
		expect(await refusal(answering(200, { access_token: '=1' }))).toEqual({
			message: 'https://id.example gave a token that n8n cannot store',
			description:
				'It begins with "=", which n8n would take for an expression. Check the address in the credential.',
		});
		const { helpers } = server(answering(200, { access_token: 'a=' }));
		expect(await logIn(helpers, 'Shop', REQUEST, [])).toEqual({ accessToken: 'a=' });
	});

	it.each([
		[{ error_description: 'a', msg: 'b' }, 'a'],
		[{ error: 'e', error_code: 'd', message: 'c', msg: 'b' }, 'b'],
		[{ error: 'e', error_code: 'd', message: 'c' }, 'c'],
		[{ error: 'e', error_code: 'd' }, 'd'],
		[{ error_description: '', msg: 7, error: 'e' }, 'e'],
		[{ error: { is: 'an object' } }, 'status 400'],
		['<html>', 'status 400'],
		[undefined, 'status 400'],
		[{ msg: 'password s3cret is wrong' }, 'password [hidden] is wrong'],
	])('that is refused with %j gives the reason', async (body, reason) => {
		expect(await refusal(answering(400, body))).toEqual({
			message: `Shop did not accept the login: ${reason}`,
			description: 'Check the user name and the password in the credential.',
		});
	});

	it.each([
		[429, {}, 'The Shop login server asks to slow down'],
		[503, {}, 'The Shop login server is not available at the moment (status 503)'],
		[
			503,
			{ 'retry-after': '1' },
			'The Shop login server is not available at the moment (status 503)',
		],
		[501, {}, 'The Shop login server is not available at the moment (status 501)'],
	])('says with status %i and %j that it is not the password', async (status, headers, message) => {
		expect(await refusal(answering(status, {}, headers))).toEqual({
			message,
			description: 'This has nothing to do with the password. Try again later.',
		});
	});

	it.each([302, 404, 405])('says with status %i that there is none', async (status) => {
		expect(await refusal(answering(status, {}))).toEqual({
			message: `There is no Shop login at https://id.example (status ${status})`,
			description: 'Check the address in the credential. It may lead to another service.',
		});
	});

	it.each([
		[{ code: 'ECONNREFUSED' }, 'connection refused'],
		[{ code: 'ENOTFOUND' }, 'host name not found'],
		[{ code: 'EAI_AGAIN' }, 'host name not found'],
		[{ code: 'ECONNRESET' }, 'connection closed by the server'],
		[{ code: 'ETIMEDOUT' }, 'no answer in time'],
		[{ code: 'ECONNABORTED' }, 'no answer in time'],
		[{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'its certificate is not trusted'],
		[{ message: 'self-signed' }, 'its certificate is not trusted'],
		[{ code: 'ERR_TLS_X' }, 'its certificate is not trusted'],
		[{ code: 'E', message: 'ssl' }, 'its certificate is not trusted'],
		[{ code: 'EPIPE', message: 'broken pipe' }, 'no connection'],
		[{}, 'no connection'],
	])('that ends with %j says how', async (error, reason) => {
		expect(await refusal(throwing(error))).toEqual({
			message: 'The Shop login server at https://id.example could not be reached',
			description: `Check the address in the credential and the network. The connection ended with: ${reason}`,
		});
	});
});

describe('the login of a credential', () => {
	const TOKEN = answering(200, { access_token: 'token 1' });
	const ALWAYS = {
		method: 'POST',
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
		timeout: 30_000,
	};

	it('for Lovi sends e-mail and password, and the gateway key where there is one', async () => {
		const { helpers, sent } = server(TOKEN);
		const credential = new LoviApi();
		const login = async (more = {}) => {
			const data = { baseUrl: 'https://lovi.example/', email: 'a@b.c', password: 'p', ...more };
			return { ...data, ...(await credential.preAuthentication.call({ helpers }, data)) };
		};
		const plain = await login();
		const withKey = await login({ gatewayApiKey: 'gw' });

		const request = {
			...ALWAYS,
			url: 'https://lovi.example/auth/v1/token',
			qs: { grant_type: 'password' },
			body: { email: 'a@b.c', password: 'p' },
		};
		expect(sent).toEqual([
			{ ...request, headers: { 'Content-Type': 'application/json' } },
			{ ...request, headers: { 'Content-Type': 'application/json', apikey: 'gw' } },
		]);

		const toSend = { url: 'https://lovi.example/x', headers: { Accept: 'a' } };
		expect(await credential.authenticate(plain, toSend)).toEqual({
			url: toSend.url,
			headers: { Accept: 'a', Authorization: 'Bearer token 1' },
		});
		expect(await credential.authenticate(withKey, toSend)).toEqual({
			url: toSend.url,
			headers: { Accept: 'a', Authorization: 'Bearer token 1', apikey: 'gw' },
		});
	});

	it('for Mluvii sends user name and password as a form, and the scope where there is one', async () => {
		const { helpers, sent } = server(TOKEN);
		const credential = new MluviiApi();
		const login = async (more = {}) => {
			const data = { domain: 'https://mluvii.example/', username: 'u', password: 'p', ...more };
			return { ...data, ...(await credential.preAuthentication.call({ helpers }, data)) };
		};
		const plain = await login();
		await login({ scope: 'all', ignoreSSLIssues: true });

		const form = 'response_type=token&grant_type=client_credentials&client_id=u&client_secret=p';
		const request = {
			...ALWAYS,
			url: 'https://mluvii.example/login/connect/token',
			headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
			skipSslCertificateValidation: false,
		};
		const { body, ...rest } = sent[0] as IHttpRequestOptions;
		expect(rest).toEqual(request);
		expect(formOf(body)).toBe(form);
		const { body: scoped, ...insecure } = sent[1] as IHttpRequestOptions;
		expect(insecure).toEqual({ ...request, skipSslCertificateValidation: true });
		expect(formOf(scoped)).toBe(`${form}&scope=all`);

		expect(await credential.authenticate(plain, { url: 'x', headers: { Accept: 'a' } })).toEqual({
			url: 'x',
			headers: { Accept: 'a', Authorization: 'Bearer token 1' },
		});
	});

	it('without user name and password asks Mluvii all the same, which says what is missing', async () => {
		const { helpers, sent } = server(TOKEN);
		await new MluviiApi().preAuthentication.call({ helpers }, { domain: 'https://no.example' });

		expect(formOf(sent[0]?.body)).toBe(
			'response_type=token&grant_type=client_credentials&client_id=&client_secret=',
		);
	});

	it.each([
		['another address', { baseUrl: 'https://other.example' }],
		['another e-mail', { email: 'b@b.c' }],
		['another password', { password: 'q' }],
		['another gateway key', { gatewayApiKey: 'gw 2' }],
	])('for Lovi gives a token that is not sent for %s', async (_, change) => {
		const data = { baseUrl: 'https://lovi2.example', email: 'a@b.c', password: 'p' };
		const stored = await new LoviApi().preAuthentication.call(server(TOKEN), data);
		const { headers } = await new LoviApi().authenticate(
			{ ...data, ...stored, ...change },
			{ url: 'x' },
		);

		expect(headers?.Authorization).toBe('Bearer outdated');
	});

	it.each([
		['another domain', { domain: 'https://other.example' }],
		['another user', { username: 'v' }],
		['another password', { password: 'q' }],
		['another scope', { scope: 'all' }],
	])('for Mluvii gives a token that is not sent for %s', async (_, change) => {
		const data = { domain: 'https://mluvii2.example', username: 'u', password: 'p' };
		const stored = await new MluviiApi().preAuthentication.call(server(TOKEN), data);
		const { headers } = await new MluviiApi().authenticate(
			{ ...data, ...stored, ...change },
			{ url: 'x' },
		);

		expect(headers?.Authorization).toBe('Bearer outdated');
	});

	it('says which service refused it', async () => {
		const refused = { helpers: server(answering(400, { error: 'no' })).helpers };
		const lovi = { baseUrl: 'https://refused.example', email: 'a@b.c', password: 'p' };
		const mluvii = { domain: 'https://refused.example', username: 'u', password: 'p' };

		await expect(new LoviApi().preAuthentication.call(refused, lovi)).rejects.toThrow(
			'Lovi did not accept the login: no',
		);
		await expect(new MluviiApi().preAuthentication.call(refused, mluvii)).rejects.toThrow(
			'Mluvii did not accept the login: no',
		);
	});

	it('for Lovi waits after ten of them in a minute', async () => {
		jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
		const { helpers, sent } = server(TOKEN);
		const logins = Array.from({ length: 11 }, async (_, index) => {
			const data = { baseUrl: 'https://many.example', email: `${index}@b.c`, password: 'p' };
			await new LoviApi().preAuthentication.call({ helpers }, data);
		});
		await jest.advanceTimersByTimeAsync(59_000);
		expect(sent).toHaveLength(10);
		await jest.advanceTimersByTimeAsync(5_000);
		await Promise.all(logins);
		expect(sent).toHaveLength(11);
		jest.useRealTimers();
	});

	it('goes over http only where that is allowed', async () => {
		const { helpers, sent } = server(TOKEN);
		const data = { domain: 'http://mluvii.example', username: 'u', password: 'p' };
		const credential = new MluviiApi();

		await expect(credential.preAuthentication.call({ helpers }, data)).rejects.toThrow(
			'Domain uses http://',
		);
		expect(sent).toEqual([]);
		await credential.preAuthentication.call({ helpers }, { ...data, allowUnencrypted: true });
		expect(sent.map(({ url }) => url)).toEqual(['http://mluvii.example/login/connect/token']);
	});

	it('through the login screen of Mluvii is remembered for five hundred tokens', () => {
		const bind = (token: number, host = 'home') => {
			bindTokenToHost(`one of many ${token}`, `https://${host}.example`);
		};
		for (let token = 0; token < 501; token++) bind(token);

		expect(() => {
			bind(1, 'other');
		}).toThrow('belongs to https://home.example');
		bind(0, 'other');
	});

	it('through the login screen of Mluvii is for one host', async () => {
		const credential = new MluviiOAuth2Api();
		const held = (domain: string, token?: unknown) => ({
			domain,
			oauthTokenData: token === undefined ? undefined : { access_token: token },
		});
		const use = async (domain: string, token?: unknown) =>
			await credential.preAuthentication(held(domain, token) as never);

		expect(await use('https://one.example', 'token of one')).toEqual({});
		expect(await use('https://one.example/', 'token of one')).toEqual({});
		expect(await use('https://two.example', 'token of two')).toEqual({});
		expect(await use('https://two.example')).toEqual({});
		expect(await use('https://two.example', 7)).toEqual({});
		await expect(use('https://two.example', 'token of one')).rejects.toMatchObject({
			message:
				'The login of the credential belongs to https://one.example, not to https://two.example',
			description: 'Open the credential and choose "Connect my account" again.',
		});
	});
});

describe('the fields of a credential', () => {
	const shapeOf = ({ properties }: { properties: LoviApi['properties'] }) =>
		properties.map(({ name, type, default: preset, required, typeOptions }) => ({
			name,
			type,
			preset,
			...(required === undefined ? {} : { required }),
			...(typeOptions === undefined ? {} : { typeOptions }),
		}));
	const password = { password: true };
	const stored = [
		{
			name: 'accessToken',
			type: 'hidden',
			preset: '',
			typeOptions: { expirable: true, ...password },
		},
		{ name: 'tokenAccount', type: 'hidden', preset: '', typeOptions: password },
	];
	const unencrypted = { name: 'allowUnencrypted', type: 'boolean', preset: false };
	const insecure = { name: 'ignoreSSLIssues', type: 'boolean', preset: false };
	const domain = {
		name: 'domain',
		type: 'string',
		preset: 'https://app.mluvii.com',
		required: true,
	};

	// Under these names and types people's credentials are stored, and n8n looks for some of them.
	it('for Lovi are these', () => {
		expect(shapeOf(new LoviApi())).toEqual([
			{ name: 'email', type: 'string', preset: '', required: true },
			{ name: 'password', type: 'string', preset: '', required: true, typeOptions: password },
			{ name: 'baseUrl', type: 'string', preset: 'https://cloud.lovi.ai', required: true },
			{ name: 'gatewayApiKey', type: 'string', preset: '', typeOptions: password },
			{ name: 'workers', type: 'number', preset: 1, typeOptions: { minValue: 1 } },
			unencrypted,
			...stored,
		]);
	});

	it('for Mluvii are these', () => {
		expect(shapeOf(new MluviiApi())).toEqual([
			domain,
			{ name: 'username', type: 'string', preset: '', required: true },
			{ name: 'password', type: 'string', preset: '', required: true, typeOptions: password },
			{ name: 'scope', type: 'string', preset: '' },
			unencrypted,
			insecure,
			...stored,
		]);
	});

	it('for the login screen of Mluvii are these', () => {
		const base = '={{$self["domain"].trim()';

		expect(shapeOf(new MluviiOAuth2Api())).toEqual([
			domain,
			{ name: 'registrationNotice', type: 'notice', preset: '' },
			{ name: 'grantType', type: 'hidden', preset: 'pkce' },
			{
				name: 'authUrl',
				type: 'hidden',
				preset: expect.stringMatching(/^=\{\{.*\}\}\/login\/connect\/authorize$/) as string,
			},
			{
				name: 'accessTokenUrl',
				type: 'hidden',
				preset: expect.stringMatching(/^=\{\{.*\}\}\/login\/connect\/token$/) as string,
			},
			{ name: 'scope', type: 'string', preset: 'mluviiPublicApi' },
			{ name: 'authQueryParameters', type: 'hidden', preset: '' },
			{ name: 'authentication', type: 'hidden', preset: 'body' },
			unencrypted,
			insecure,
		]);
		const urls = new MluviiOAuth2Api().properties.filter(({ name }) => name.endsWith('Url'));
		for (const { default: preset } of urls) expect(preset).toContain(base);
	});

	it('have an icon for both themes beside them, and a page that explains them', () => {
		for (const { icon, documentationUrl } of [
			new LoviApi(),
			new MluviiApi(),
			new MluviiOAuth2Api(),
		]) {
			const files = Object.values(icon).map((path) => path.replace('file:../', ''));

			expect(files).toHaveLength(2);
			for (const file of files) expect(existsSync(join(PACKAGE_DIR, file))).toBe(true);
			expect(documentationUrl).toMatch(/^https:\/\/[^/]*(lovi|mluvii).*\/authentication$/);
		}
	});

	it('belong to types that are known by these names', () => {
		const types = [new LoviApi(), new MluviiApi(), new MluviiOAuth2Api()];

		expect(types.map(({ name }) => name)).toEqual(['loviApi', 'mluviiApi', 'mluviiOAuth2Api']);
		expect(new MluviiOAuth2Api().extends).toEqual(['oAuth2Api']);
	});

	it('are tried out without following a redirect, which could take the gateway key along', () => {
		const { request, rules } = new LoviApi().test;

		expect(request).toEqual({
			baseURL: expect.stringContaining('={{$credentials.baseUrl.trim()') as string,
			url: '/functions/v1/api_keys',
			method: 'POST',
			body: {},
			disableFollowRedirect: true,
		});
		expect(rules).toEqual([
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'validApiKeys',
					value: undefined,
					message: 'The address answered, but not like Lovi. Check the base URL.',
				},
			},
		]);
	});
});

describe('a token that was stored', () => {
	it('is not sent where the account is not that of the token', async () => {
		expect(await tokenOf({ accessToken: 'token 1' }, ['username'])).toBe('outdated');
	});
});

describe('a token', () => {
	const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
	const jwt = (payload: unknown) =>
		`a.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c`;

	it.each([
		[true, jwt({ exp: inSeconds(3600) })],
		[false, jwt({ exp: inSeconds(10) })],
		[false, jwt({ exp: inSeconds(-10) })],
		[false, jwt({ exp: 'soon' })],
		[false, jwt({})],
		[false, 'a.b.c'],
		[false, 'opaque'],
		[false, ''],
		[false, undefined],
	])('is known to be valid for half a minute: %p, if it is %p', (expected, token) => {
		expect(isValidFor(30_000, token)).toBe(expected);
	});
});
