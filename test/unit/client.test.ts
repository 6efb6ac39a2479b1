import { Readable } from 'node:stream';
import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import type { Connection, ServiceContext } from '../../nodes/shared/base/token/cachedCredential';
import { CachedCredential } from '../../nodes/shared/base/token/cachedCredential';
import type { ApiRequest, ServiceAdapter } from '../../nodes/shared/http/client';
import { ApiClient } from '../../nodes/shared/http/client';
import { FixedLimit } from '../../nodes/shared/http/concurrencyLimit';
import { ConcurrencyLimiter } from '../../nodes/shared/http/concurrencyLimiter';
import { mayHaveHappened } from '../../nodes/shared/http/errors';
import type { FileReceiver } from '../../nodes/shared/http/files';
import { receive } from '../../nodes/shared/http/files';

/** A request as n8n's HTTP client gets it, with the credential's data where it is sent as a user. */
interface Sent {
	options: IHttpRequestOptions;
	data?: IDataObject;
}

type Answer = { statusCode: number; headers?: IDataObject; body?: unknown } | Error;

/** A service that gives one answer after the other, and the last one from then on. */
function service(answers: Answer[], credential: IDataObject = {}, adapter = {}) {
	const sent: Sent[] = [];
	let credentialReads = 0;
	const respond = async (options: IHttpRequestOptions, data?: IDataObject) => {
		const answer = answers[Math.min(sent.length, answers.length - 1)] as Answer;
		sent.push({ options, data: data && { ...data } });
		if (answer instanceof Error) throw answer;
		return await Promise.resolve({ headers: {}, body: '', ...answer });
	};
	const controller = new AbortController();
	const context = {
		getExecutionCancelSignal: () => controller.signal,
		getNode: () => ({
			name: 'Node',
			type: 'test',
			parameters: {},
			credentials: { shopApi: { id: 'c1', name: 'My shop' } },
		}),
		getCredentials: async () => {
			credentialReads++;
			return await Promise.resolve({
				url: 'https://shop.example/base',
				accessToken: 'token 1',
				password: 's3cret',
				...credential,
			});
		},
		getCredentialsProperties: () => [{ name: 'password', typeOptions: { password: true } }],
		helpers: {
			httpRequest: async (options: IHttpRequestOptions) => await respond(options),
			async httpRequestWithAuthentication(
				type: string,
				options: IHttpRequestOptions,
				{ credentialsDecrypted: { id, name, data } }: { credentialsDecrypted: IDataObject },
			) {
				expect([type, id, name]).toEqual(['shopApi', 'c1', 'My shop']);
				expect(this).toBe(context);
				const held = data as IDataObject;
				if (held.accessToken === '') Object.assign(held, { accessToken: 'token 2' });
				return await respond(options, held);
			},
		},
	} as unknown as ServiceContext;
	const shop: ServiceAdapter = {
		name: 'Shop',
		credential: new CachedCredential(context, 'shopApi', { name: 'url', label: 'Address' }),
		reasonOf: (body) => ((body as IDataObject | undefined)?.error as string | undefined) ?? '',
		hasLoginPage: true,
		...adapter,
	};
	const limiter = new ConcurrencyLimiter(new FixedLimit(2));
	return {
		client: new ApiClient(context, shop, limiter),
		told: () => limiter.notes.messages(),
		sent,
		cancel: () => {
			controller.abort();
		},
		credentialReads: () => credentialReads,
	};
}

const OK = { statusCode: 200, body: '{"a":1}' };
const GET: ApiRequest = { method: 'GET', path: '/orders' };
const failed = (code: string) => Object.assign(new Error(code), { code });

beforeEach(() => {
	jest.spyOn(Math, 'random').mockReturnValue(0);
});

afterEach(() => {
	jest.restoreAllMocks();
});

describe('a request', () => {
	it('goes out with what it says, and takes in every answer as it comes', async () => {
		const { client, sent } = service([OK], { ignoreSSLIssues: true });
		const request: ApiRequest = {
			method: 'POST',
			path: '/orders',
			query: { a: ['1', '2'] },
			headers: { 'X-One': '1' },
			body: { constructor: 'x' },
		};

		expect(await client.request(request)).toEqual({ a: 1 });
		expect(sent).toEqual([
			{
				options: {
					method: 'POST',
					url: 'https://shop.example/base/orders',
					qs: { a: ['1', '2'] },
					arrayFormat: 'repeat',
					headers: {
						Accept: 'application/json',
						'Content-Type': 'application/json',
						'X-One': '1',
					},
					body: '{"constructor":"x"}',
					skipSslCertificateValidation: true,
					encoding: 'text',
					returnFullResponse: true,
					disableFollowRedirect: true,
					ignoreHttpStatusErrors: true,
					timeout: 120_000,
				},
				data: {
					url: 'https://shop.example/base',
					accessToken: 'token 1',
					password: 's3cret',
					ignoreSSLIssues: true,
				},
			},
		]);
	});

	it('without a body says nothing of one', async () => {
		const { client, sent } = service([OK], { ignoreSSLIssues: 'true' });
		await client.request(GET);

		expect(sent[0]?.options).toMatchObject({
			headers: { Accept: 'application/json' },
			body: undefined,
			skipSslCertificateValidation: false,
		});
		expect(sent[0]?.options.headers).not.toHaveProperty('Content-Type');
	});

	it('says how it was answered', async () => {
		const { client } = service([{ statusCode: 201, headers: { b: 'c' }, body: '' }]);

		expect(await client.answer(GET)).toEqual({
			kind: 'answer',
			status: 201,
			headers: { b: 'c' },
			body: undefined,
		});
		expect(await client.baseUrl()).toBe('https://shop.example/base');
	});

	it('can take another status for an answer', async () => {
		const { client } = service([{ statusCode: 404 }]);

		expect((await client.answer({ ...GET, alsoAccept: [404] })).status).toBe(404);
		await expect(client.answer({ ...GET, alsoAccept: [410] })).rejects.toThrow('was not found');
	});

	it('that reads is sent again when it failed, three times at most', async () => {
		const { client, sent } = service([{ statusCode: 500 }]);

		await expect(client.request(GET)).rejects.toMatchObject({
			message: 'Shop is not available at the moment (status 500)',
		});
		expect(sent).toHaveLength(3);
		const { client: lucky, sent: tries } = service([{ statusCode: 500 }, OK]);
		expect(await lucky.request({ ...GET, method: 'POST', effect: 'read' })).toEqual({ a: 1 });
		expect(tries).toHaveLength(2);
	});

	it('to an unconfirmed address is told of if it worked', async () => {
		const ask = async (status: number, more: Partial<ApiRequest>) => {
			const { client, told } = service([{ statusCode: status }]);
			await client.answer({ ...GET, ...more }).catch(() => undefined);
			return told();
		};
		const known = { path: '/orders/7', template: '/orders/{id}' };
		const unconfirmed = { ...known, isUnconfirmed: true };

		expect(await ask(200, unconfirmed)).toEqual([
			expect.stringContaining('The address GET /orders/{id} worked'),
		]);
		expect(await ask(404, unconfirmed)).toEqual([]);
		expect(await ask(404, { ...unconfirmed, alsoAccept: [404] })).toEqual([]);
		expect(await ask(200, known)).toEqual([]);
	});

	it('that waits to be sent again tells of it only where the service asked for that', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(1);
		const asked = service([{ statusCode: 429, headers: { 'retry-after': '1.1' } }, OK]);
		const failing = service([{ statusCode: 500 }, OK]);
		await Promise.all([asked.client.request(GET), failing.client.request(GET)]);

		expect(asked.told()).toEqual(['Waited 1 second because Shop asked to slow down.']);
		expect(failing.sent).toHaveLength(2);
		expect(failing.told()).toEqual([]);
	});

	it('is sent again no sooner than the service asks', async () => {
		const { client } = service([{ statusCode: 503, headers: { 'retry-after': '0.2' } }, OK]);
		const started = performance.now();
		await client.request(GET);

		expect(performance.now() - started).toBeGreaterThan(190);
	});

	it('that writes is not sent again when it may have been carried out', async () => {
		const { client, sent } = service([failed('ECONNRESET'), OK]);
		const error: unknown = await client
			.request({ ...GET, method: 'POST' })
			.catch((caught: unknown) => caught);

		expect((error as Error).message).toBe(
			'The connection to Shop ended before the answer came. The request may have been carried out all the same.',
		);
		expect(mayHaveHappened(error as never)).toBe(true);
		expect(sent).toHaveLength(1);
	});

	it('that writes is done when it was answered with success, whatever the answer says', async () => {
		const { client } = service([{ statusCode: 200, body: 'Thank you' }]);

		expect(await client.request({ ...GET, method: 'POST' })).toBeUndefined();
	});

	it('waits for its turn before every try', async () => {
		const { client, sent } = service([{ statusCode: 500 }, OK]);
		const turns: number[] = [];
		await client.request({
			...GET,
			acquire: async () => {
				turns.push(sent.length);
				await Promise.resolve();
			},
		});

		expect(turns).toEqual([0, 1]);
	});

	it('that deletes is done when nothing is there after a try whose answer was lost', async () => {
		const lost = [failed('ECONNRESET'), { statusCode: 404 }];
		const remove = { ...GET, method: 'DELETE' as const };

		expect((await service(lost).client.answer(remove)).status).toBe(404);
		await expect(service(lost).client.answer({ ...GET, method: 'PUT' })).rejects.toThrow(
			'was not found',
		);
		await expect(service([{ statusCode: 404 }]).client.answer(remove)).rejects.toThrow(
			'was not found',
		);
		await expect(
			service([failed('ECONNREFUSED'), { statusCode: 404 }]).client.answer(remove),
		).rejects.toThrow('was not found');
		await expect(
			service([failed('ECONNRESET'), { statusCode: 403 }]).client.answer(remove),
		).rejects.toThrow('may not do this');
	});

	it('is refused where the service says so in an answer of success', async () => {
		const isRefusal = (body: unknown) => (body as IDataObject).error !== undefined;
		const { client, sent } = service(
			[{ statusCode: 200, body: '{"error":"no"}' }],
			{},
			{ isRefusal },
		);

		await expect(client.request(GET)).rejects.toThrow('Shop refused the request: no');
		expect(sent).toHaveLength(1);
		expect(await client.request({ ...GET, readsRefusal: true })).toEqual({ error: 'no' });
	});

	it('has no secret in what is told of it', async () => {
		const body = '{"error":"s3cret, and a key k3y"}';
		const { client } = service([{ statusCode: 400, body }]);

		await expect(client.request({ ...GET, subject: 'Order 7', secrets: ['k3y'] })).rejects.toThrow(
			'Shop refused the request: [hidden], and a key [hidden]',
		);
		await expect(
			service([{ statusCode: 404 }]).client.request({
				...GET,
				subject: 'Order 7',
				isUnconfirmed: true,
			}),
		).rejects.toMatchObject({
			message: 'Order 7 was not found in Shop',
			description: expect.stringContaining('not confirmed') as string,
		});
	});

	it('goes nowhere when the execution was cancelled', async () => {
		const { client, sent, cancel } = service([OK]);
		cancel();

		await expect(client.request(GET)).rejects.toThrow('The execution was cancelled');
		await expect(client.pause(60_000)).rejects.toThrow('The execution was cancelled');
		expect(sent).toEqual([]);
	});
});

describe('a token that is refused', () => {
	const LOGIN = { statusCode: 302, headers: { location: '/login' } };

	it.each([{ statusCode: 401 }, LOGIN])('by %j is replaced once', async (refusal) => {
		const { client, sent } = service([refusal, OK]);
		const before = Date.now();

		expect(await client.request({ ...GET, method: 'POST' })).toEqual({ a: 1 });
		expect(sent.map(({ data }) => data?.accessToken)).toEqual(['token 1', 'token 2']);
		expect(sent[0]?.data).not.toHaveProperty('refusedSince');
		expect(sent[1]?.data?.refusedSince).toBeGreaterThanOrEqual(before);
		expect(sent[1]?.data?.refusedToken).toBe('token 1');
		await client.request(GET);
		expect(sent[2]?.data?.accessToken).toBe('token 2');
	});

	it('again is told with what was tried', async () => {
		const { client, sent } = service([{ statusCode: 401 }]);

		await expect(client.request(GET)).rejects.toMatchObject({
			message: 'Shop did not accept the credential',
			description: 'A new login did not change that. Check the credential and its rights.',
		});
		expect(sent).toHaveLength(2);
	});

	it('is not replaced for another refusal', async () => {
		const { client, sent, credentialReads } = service([{ statusCode: 403 }]);
		await expect(client.request(GET)).rejects.toThrow('may not do this');
		expect(sent).toHaveLength(1);
		expect(credentialReads()).toBe(2);
	});

	it.each([
		['cannot be renewed', { canRenew: () => false }, 1],
		['was not', { hasRenewed: async () => await Promise.resolve(false) }, 2],
	])('says of a token that %s that no new login was tried', async (_, behavior, requests) => {
		const { client, sent } = service([{ statusCode: 401 }]);
		const { context } = client as unknown as { context: ServiceContext };
		const address = { name: 'url', label: 'Address' };
		const credential = new CachedCredential(context, 'shopApi', address);
		Object.assign(credential, behavior);
		const shop = { name: 'Shop', reasonOf: () => '', hasLoginPage: false, credential };

		await expect(
			new ApiClient(context, shop, new ConcurrencyLimiter(new FixedLimit(1))).request(GET),
		).rejects.toMatchObject({
			description:
				'No new login was tried: this kind of credential cannot be renewed here. Check the credential and its rights.',
		});
		expect(sent).toHaveLength(requests);
	});
});

describe('a credential', () => {
	it('is read once for many requests, and again after five seconds', async () => {
		const { client, credentialReads } = service([OK]);
		const clock = jest.spyOn(performance, 'now').mockReturnValue(1_000);
		await client.request(GET);
		clock.mockReturnValue(6_000);
		await client.request(GET);
		expect(credentialReads()).toBe(1);
		clock.mockReturnValue(6_001);
		await client.request(GET);

		expect(credentialReads()).toBe(2);
	});

	it('says whether the service is on this machine', async () => {
		const context = (url: string) =>
			({ getCredentials: async () => await Promise.resolve({ url }) }) as never;
		const field = { name: 'url', label: 'Address' };

		expect(
			await new CachedCredential(context('http://localhost:1/'), 'x', field).connect(),
		).toMatchObject({ baseUrl: 'http://localhost:1', isLocal: true });
		expect(
			(await new CachedCredential(context('https://a.example'), 'x', field).connect()).isLocal,
		).toBe(false);
		await expect(new CachedCredential(context(''), 'x', field).connect()).rejects.toThrow(
			'Address is empty',
		);
	});
});

describe('an address that the service gave', () => {
	const { client } = service([OK]);

	it('is a path and query below the base URL', async () => {
		expect(await client.locate('https://shop.example/base/a/b?c=1&c=2&d=3#e')).toEqual({
			path: '/a/b',
			query: { c: ['1', '2'], d: ['3'] },
		});
	});

	it.each([
		['https://evil.example/base/a', 'evil.example'],
		['http://shop.example/base/a', 'shop.example'],
		['https://shop.example:444/base/a', 'shop.example:444'],
		['https://shop.example/bases', 'shop.example'],
		['/base/a', 'it is no web address'],
		['mailto:a@b', 'it is no web address'],
	])('is refused where it leads elsewhere: %s', async (address, host) => {
		await expect(client.locate(address)).rejects.toMatchObject({
			message: `Shop gave an address on another host: ${host}`,
			description:
				'The login is only sent to shop.example, the host in the credential. If both lead to the same Shop, put the other one into the credential.',
		});
	});
});

describe('a file', () => {
	const stream = (...pieces: string[]) => Readable.from(pieces.map((piece) => Buffer.from(piece)));
	const file = (body: unknown, headers: IDataObject = {}, statusCode = 200) => ({
		statusCode,
		headers: { 'content-type': 'audio/wav; x=y', ...headers },
		body,
	});

	/** Downloads a file, and says what was taken in. */
	async function download(answers: Answer[], credential = {}, receive?: FileReceiver) {
		const { client, sent } = service(answers, credential);
		const taken: Array<string | undefined> = [];
		const receiveFile: FileReceiver =
			receive ??
			(async ({ content, mimeType }) => {
				let text = '';
				for await (const piece of content) text += String(piece);
				taken.push(mimeType, text);
				return { size: text.length };
			});
		const result = await client.request({ ...GET, receiveFile }).catch((error: unknown) => error);
		return { result, sent, taken };
	}

	it('is taken in as it comes, whatever it is', async () => {
		const body = stream('ab', 'cd');
		const { result, sent, taken } = await download([file(body)]);

		expect(result).toEqual({ size: 4 });
		expect(taken).toEqual(['audio/wav', 'abcd']);
		expect(sent[0]?.options).toMatchObject({
			encoding: 'stream',
			headers: { Accept: '*/*' },
			returnFullResponse: true,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			timeout: 120_000,
		});
		expect(body.destroyed).toBe(true);
		expect((await download([file(stream('a'), { 'content-type': undefined })])).taken).toEqual([
			undefined,
			'a',
		]);
	});

	it('that is refused gives the reason of the service', async () => {
		const { result, taken } = await download([file(stream('{"error":', '"no"}'), {}, 403)]);

		expect((result as Error).message).toBe('The credential may not do this in Shop: no');
		expect(taken).toEqual([]);
	});

	it('is no web page', async () => {
		const page = () => file(stream('<html>'), { 'content-type': 'text/html' });
		const { result, taken } = await download([page(), page()]);

		expect((result as Error).message).toBe('Shop sent its login page instead of an answer');
		expect(taken).toEqual([]);
		const attached = { 'content-type': 'text/html', 'content-disposition': 'attachment' };
		expect((await download([file(stream('<html>'), attached)])).taken).toEqual([
			'text/html',
			'<html>',
		]);
	});

	it('on another host is fetched from there, without the login', async () => {
		const first = stream('moved');
		const { sent, taken, result } = await download([
			file(first, { location: 'https://files.example/a?b=c' }, 302),
			file(stream('abc')),
		]);

		expect(result).toEqual({ size: 3 });
		expect(taken).toEqual(['audio/wav', 'abc']);
		expect(sent[1]).toEqual({
			options: {
				encoding: 'stream',
				returnFullResponse: true,
				disableFollowRedirect: true,
				ignoreHttpStatusErrors: true,
				timeout: 120_000,
				method: 'GET',
				url: 'https://files.example/a?b=c',
				headers: { Accept: '*/*' },
			},
			data: undefined,
		});
		expect(first.destroyed).toBe(true);
	});

	it('is not fetched from another host by http, but from this machine to this machine', async () => {
		const redirect = (location: string) => file(stream(), { location }, 307);
		const { result, sent } = await download([redirect('http://files.example/a')]);
		expect(result).toMatchObject({
			message: 'Shop keeps the file at files.example, but not for https',
			description:
				'A file is only fetched over an encrypted connection. Ask the administrator of your Shop for that.',
		});
		expect(sent).toHaveLength(1);

		const local = { url: 'http://localhost:1' };
		const here = await download([redirect('http://localhost:2/a'), file(stream('x'))], local);
		expect(here.taken).toEqual(['audio/wav', 'x']);
		const there = await download([redirect('http://127.0.0.1:2/a')], local);
		expect((there.result as Error).message).toContain('but not for https');
		const remote = await download([redirect('http://shop.example/a')]);
		expect((remote.result as Error).message).toContain('but not for https');
	});

	it('behind a redirect to the login page needs a new login', async () => {
		const { sent, taken } = await download([
			file(stream(), { location: '/login' }, 302),
			file(stream('x')),
		]);

		expect(sent.map(({ data }) => data?.accessToken)).toEqual(['token 1', 'token 2']);
		expect(taken).toEqual(['audio/wav', 'x']);
	});

	it('behind a redirect to the login of another host is fetched there', async () => {
		const { sent } = await download([
			file(stream(), { location: 'https://files.example/login' }, 302),
			file(stream('x')),
		]);

		expect(sent[1]?.options.url).toBe('https://files.example/login');
	});

	it.each<[string, Answer, string]>([
		[
			'a web page',
			file(stream('<html>'), { 'content-type': 'text/html', 'content-length': '2500000' }),
			'files.example (2.5 MB) sent its login page instead of an answer',
		],
		[
			'another redirect',
			file(stream(), { location: 'https://third.example/a' }, 302),
			'files.example redirects the request to third.example.',
		],
		[
			'a refusal',
			file(stream(), { 'content-length': '0' }, 403),
			'The credential may not do this in files.example',
		],
		[
			'nothing',
			failed('ENOTFOUND'),
			'files.example could not be reached: its host name was not found',
		],
	])('on another host that answers with %s says so', async (_, answer, message) => {
		const moved = () => file(stream(), { location: 'https://files.example/a' }, 302);
		const { result } = await download([moved(), answer, moved(), answer, moved(), answer]);

		expect((result as Error).message).toBe(message);
	});

	it.each([undefined, ''])(
		'without a place to go (%j) is redirected to nowhere',
		async (location) => {
			const { result } = await download([
				file(stream(), { location }, 302),
				file(stream(), { location }, 302),
			]);

			expect((result as Error).message).toBe('Shop sent its login page instead of an answer');
		},
	);

	it('is given up when it stops coming, but not when it comes slowly', async () => {
		const taking = async (body: Readable) =>
			await receive(
				{ statusCode: 200, headers: {}, body },
				{
					context: {} as ServiceContext,
					service: 'Shop',
					connection: {} as Connection,
					idleTimeoutMs: 500,
					receiveFile: async ({ content }) => {
						let text = '';
						for await (const piece of content) text += String(piece);
						return text;
					},
				},
				{ isRead: true, hasLoginPage: false, format: 'file' },
			);
		const slow = async function* () {
			for (const piece of ['a', 'b', 'c', 'd', 'e']) {
				await new Promise((resolve) => setTimeout(resolve, 150));
				yield piece;
			}
		};
		const silent = new Readable({ read: () => undefined });
		silent.push('ab');

		expect(await taking(Readable.from(slow()))).toMatchObject({ body: 'abcde' });
		await expect(taking(silent)).rejects.toMatchObject({
			message: 'The file stopped coming',
			code: 'ETIMEDOUT',
		});
		expect(silent.destroyed).toBe(true);
	});

	it.each([undefined, 'ERR_INVALID_ARG_TYPE'])(
		'of a write that cannot be taken in (code %s) does not hide that the write was carried out',
		async (code) => {
			const { client } = service([file(stream('a'))]);
			const receiveFile = async () =>
				await Promise.reject(Object.assign(new Error('disk full'), { code }));

			await expect(client.request({ ...GET, method: 'POST', receiveFile })).rejects.toThrow(
				'Shop carried out the request, but the file',
			);
		},
	);

	it('that cannot be taken in fails with the reason', async () => {
		const body = stream('a');
		const reason = new Error('disk full');
		const { result, sent } = await download(
			[file(body)],
			{},
			async () => await Promise.reject(reason),
		);

		expect(result).toBe(reason);
		expect(sent).toHaveLength(1);
		expect(body.destroyed).toBe(true);
	});
});
