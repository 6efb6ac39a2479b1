import { createHash } from 'node:crypto';
import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import type { LoggedBytes, LoggedPart } from '../../sandbox/client';
import type { NodeRun } from '../support/engine';
import { useFixture } from '../support/fixture';
import { runAsTool, TOOL_WAYS } from '../support/tools';

const fixture = useFixture();

/** Both nodes send it in the same way. */
const NODES = ['lovi', 'mluvii'] as const;
type Node = (typeof NODES)[number];

/** A call that the documentation of Lovi once had (lovi-api.md, section 9); no stand-in carries it out. */
const UPLOAD = '/functions/v1/voice/upload';
const BIG = Buffer.alloc(5_000_000, 'audio ø ');

const WAV: IBinaryKeyData = { audio: fileOf(BIG, 'hovor č. 1.wav', 'audio/wav') };

const POST = { method: 'POST', path: UPLOAD };
const MULTIPART: INodeParameters = {
	...POST,
	contentType: 'multipart-form-data',
	formParts: {
		parameters: [
			{ parameterType: 'formData', name: 'session_id', value: '=s-{{ $json.id }}' },
			{ parameterType: 'formBinaryData', name: 'audio', inputDataFieldName: 'audio' },
			{ name: 'session_id', value: 7 },
		],
	},
};

function fileOf(content: Buffer, fileName: string, mimeType: string) {
	return { data: content.toString('base64'), fileName, mimeType };
}

function digest(content: Buffer): LoggedBytes {
	return { size: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

async function run(node: Node, parameters: INodeParameters, more: Partial<NodeRun> = {}) {
	return await fixture.engine.run({
		node,
		parameters: { resource: 'apiRequest', operation: 'send', ...parameters },
		...more,
	});
}

/** Has a service answer with this, whatever it is asked for. */
async function answer(
	service: Node | 'storage',
	body: string,
	type?: string,
	more: { status?: number; headers?: Record<string, string>; times?: number } = {},
): Promise<void> {
	const { headers = {}, ...rest } = more;
	await fixture.sandbox.fault({
		service,
		path: /^\/(?!login|auth)/,
		kind: 'status',
		status: 200,
		body,
		headers: { ...(type === undefined ? {} : { 'content-type': type }), ...headers },
		...rest,
	});
}

/** Logs in with a first request, and has the service forget the token. */
async function logIn(node: Node): Promise<void> {
	await answer(node, '{}', 'application/json');
	await run(node, { method: 'GET', path: '/api/v1/Export' });
	await fixture.sandbox.revokeTokens(node);
}

function bytesOf(binary: { data: string } | undefined): Buffer {
	return Buffer.from(binary?.data ?? '', 'base64');
}

function skipWaits(): void {
	host.sleepMs = () => 1;
}

describe.each(NODES)('a body of %s', (node) => {
	const parts = async () => (await fixture.calls(node)).map(({ body }) => body as LoggedPart[]);

	it('as Form-Data has its texts and files as they are, in their order', async () => {
		await answer(node, '{"ok":1}', 'application/json');
		const { json, error } = await run(node, MULTIPART, { items: [{ id: 1 }], files: [WAV] });
		const [call] = await fixture.calls(node);

		expect(error).toBeUndefined();
		expect(json).toEqual([{ ok: 1, outcome: 'accepted' }]);
		expect(call?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
		expect(call?.headers['content-length']).toBe(String(call?.bytes?.size));
		expect(call?.body).toEqual([
			{ name: 'session_id', value: 's-1' },
			{ name: 'audio', file: { name: 'hovor č. 1.wav', type: 'audio/wav', ...digest(BIG) } },
			{ name: 'session_id', value: '7' },
		]);
	});

	it('with a file goes out again as a whole after a new login', async () => {
		await logIn(node);
		await answer(node, '', undefined, { status: 401 });
		await answer(node, '{"ok":1}', 'application/json');
		const { json } = await run(node, MULTIPART, { items: [{ id: 1 }], files: [WAV] });
		const [, first, second, ...others] = await fixture.calls(node);

		expect(json).toEqual([{ ok: 1, outcome: 'accepted' }]);
		expect(others).toEqual([]);
		expect(first?.bytes?.size).toBeGreaterThan(BIG.length);
		expect(second?.bytes).toEqual(first?.bytes);
		expect(second?.headers.authorization).not.toBe(first?.headers.authorization);
		expect(await fixture.logins(node)).toBe(2);
	});

	it('with a file goes out again as a whole after it came too early', async () => {
		await answer(node, '', undefined, { status: 429, headers: { 'retry-after': '0' }, times: 2 });
		await answer(node, '{"ok":1}', 'application/json');
		const { json } = await run(node, MULTIPART, { items: [{ id: 1 }], files: [WAV] });
		const [first, ...others] = await parts();

		expect(json).toEqual([{ ok: 1, outcome: 'accepted' }]);
		expect(first?.[1]?.file).toMatchObject(digest(BIG));
		expect(others).toEqual([first, first]);
	});

	it.each(['drop', 'status'] as const)(
		'with a file does not go out again when the answer is lost with %s, nor by Retry On Fail',
		async (kind) => {
			skipWaits();
			await fixture.sandbox.fault({ service: node, path: UPLOAD, kind, times: 0 });
			const { error } = await run(node, MULTIPART, {
				items: [{ id: 1 }],
				files: [WAV],
				retryOnFail: true,
			});

			expect(`${error?.message} ${error?.description}`).toContain(
				'The request may have been carried out all the same.',
			);
			expect(await fixture.calls(node)).toHaveLength(1);
		},
	);

	it('that names a file which the item does not have is refused on its own item, unsent', async () => {
		await answer(node, '{"ok":1}', 'application/json', { times: 0 });
		const { json } = await run(node, MULTIPART, {
			items: [{ id: 1 }, { id: 2 }, { id: 3 }],
			files: [WAV, { photo: fileOf(BIG, 'a.png', 'image/png') }, {}],
			continueOnFail: true,
		});

		expect(json).toMatchObject([
			{ ok: 1 },
			{
				error:
					'Body Parameters: Input Data Field Name: the input item has no file in the field "audio"',
				message: 'Its files are in: photo.',
			},
			{ message: expect.stringContaining('It has no files at all.') as string },
		]);
		expect(await fixture.calls(node)).toHaveLength(1);
	});

	it('that is a file goes out byte by byte, with its type', async () => {
		const content = Buffer.from([0, 255, 128, 10, 13]);
		await answer(node, '', undefined, { times: 0 });
		const file: INodeParameters = {
			...POST,
			contentType: 'binaryData',
			inputDataFieldName: '={{ $json.field }}',
		};
		const { json } = await run(node, file, {
			items: [{ field: 'a' }, { field: 'b' }],
			files: [
				{ a: fileOf(content, 'a.png', 'image/png') },
				{ b: fileOf(BIG, 'b', 'application/octet-stream') },
			],
		});
		const calls = await fixture.calls(node);

		expect(json).toMatchObject([{ success: true }, { success: true }]);
		expect(calls.map(({ headers, bytes }) => [headers['content-type'], bytes])).toEqual([
			['image/png', digest(content)],
			['application/octet-stream', digest(BIG)],
		]);
	});

	it.each([
		[
			{
				contentType: 'form-urlencoded',
				formFields: {
					parameters: [
						{ name: 'a b', value: 'č&=' },
						{ name: 'n', value: 5 },
						{ name: 'n', value: '' },
					],
				},
			},
			'application/x-www-form-urlencoded',
			'a+b=%C4%8D%26%3D&n=5&n=',
		],
		[
			{ contentType: 'raw', rawContentType: 'application/xml', rawBody: ' <a>č</a>\n' },
			'application/xml',
			' <a>č</a>\n',
		],
		[
			{
				contentType: 'raw',
				rawContentType: 'application/x-www-form-urlencoded',
				rawBody: 'a=%20&b',
			},
			'application/x-www-form-urlencoded',
			'a=%20&b',
		],
		[
			{ contentType: 'raw', rawContentType: 'application/json', rawBody: '{broken ' },
			'application/json',
			'{broken ',
		],
		[
			{
				contentType: 'raw',
				rawBody: 'a',
				headers: { pairs: [{ name: 'content-type', value: 'text/csv' }] },
			},
			'text/csv',
			'a',
		],
		[{ contentType: 'json', body: '{"a":1}' }, 'application/json', '{"a":1}'],
		[{ body: '{"a":1}' }, 'application/json', '{"a":1}'],
	])('entered as %j goes out with its type', async (parameters, type, text) => {
		await answer(node, '{"ok":1}', 'application/json');
		const { json, error } = await run(node, { ...POST, ...parameters });
		expect(error).toBeUndefined();
		const [call] = await fixture.calls(node);

		expect(json).toMatchObject([{ ok: 1 }]);
		expect(call?.headers['content-type']).toBe(type);
		expect(call?.bytes).toEqual(digest(Buffer.from(text)));
	});

	it.each([
		[
			{ ...MULTIPART, headers: { pairs: [{ name: 'content-Type', value: 'text/plain' }] } },
			'Headers: Name "content-Type" cannot be chosen for a form',
		],
		[{ ...MULTIPART, formParts: {} }, 'Body Parameters is empty'],
		[
			{
				...POST,
				contentType: 'form-urlencoded',
				formFields: { parameters: [{ name: '={{ "" }}' }] },
			},
			'Body Parameters: Name is empty',
		],
		[{ ...POST, contentType: 'xml' }, 'Body Content Type has no "xml"'],
		[{ ...POST, contentType: 'raw', rawBody: ' ' }, 'Body is empty'],
		[
			{ ...POST, contentType: 'raw', rawBody: 'a', rawContentType: 'a\nb' },
			'Content Type has characters that a header cannot carry',
		],
	])('entered as %j is refused, unsent', async (parameters, message) => {
		const { error } = await run(node, parameters, { files: [WAV] });

		expect(error?.message).toContain(message);
		expect(await fixture.calls(node)).toEqual([]);
	});

	it('with more in its files than n8n can hold is refused, unsent', async () => {
		const large = fileOf(Buffer.alloc(60_000_000), 'a', 'audio/wav');
		const { error } = await run(
			node,
			{
				...POST,
				contentType: 'multipart-form-data',
				formParts: {
					parameters: ['a', 'b'].map((name) => ({
						parameterType: 'formBinaryData',
						name,
						inputDataFieldName: 'audio',
					})),
				},
			},
			{ files: [{ audio: large }] },
		);

		expect(error?.message).toContain('the files are too large for one request');
		expect(await fixture.calls(node)).toEqual([]);
	});
});

describe.each(NODES)('an answer of %s', (node) => {
	const GET = { method: 'GET', path: '/api/v1/Export' };
	const AUTODETECT = { ...GET, responseFormat: 'autodetect' };

	it.each([
		['{"a":1}', 'application/json; charset=utf-8', { a: 1 }],
		['{"a":1}', 'application/problem+json', { a: 1 }],
		['{"a":1}', 'text/json', { a: 1 }],
		['1;2\n3;4', 'text/csv', { data: '1;2\n3;4' }],
		['{"a":1}', 'text/plain', { data: '{"a":1}' }],
		['<a/>', 'application/xml', { data: '<a/>' }],
		['', 'text/plain', { success: true }],
		['', 'application/pdf', { success: true }],
	])('%j as %s is %j where it is detected', async (body, type, expected) => {
		await answer(node, body, type);
		const { json, output } = await run(node, AUTODETECT);
		const [call] = await fixture.calls(node);

		expect(json).toEqual([expected]);
		expect(output[0]?.binary).toBeUndefined();
		expect(call?.headers.accept).toBe('application/json, */*;q=0.5');
	});

	it.each(['autodetect', 'file'])('is a file for %s, with its name and type', async (format) => {
		await answer(node, '%PDF-1', 'application/pdf', {
			headers: {
				'content-disposition': `attachment; filename="x.pdf"; filename*=UTF-8''..%2Ffaktura%20%C4%8D.1.pdf`,
			},
		});
		await answer(node, 'PNG', 'image/png');
		const { output } = await run(
			node,
			{ ...GET, responseFormat: format, outputPropertyName: 'result' },
			{ items: [{}, {}] },
		);

		expect(output.map(({ json, pairedItem }) => [json, pairedItem])).toEqual([
			[{ fileName: 'faktura č.1.pdf', mimeType: 'application/pdf' }, { item: 0 }],
			[{ fileName: 'Export', mimeType: 'image/png' }, { item: 1 }],
		]);
		expect(output.map(({ binary }) => bytesOf(binary?.result).toString())).toEqual([
			'%PDF-1',
			'PNG',
		]);
	});

	it('is text where text is asked for, in the character set that it names', async () => {
		await answer(node, '{"a": 1}', 'application/json');
		const { json } = await run(node, { ...GET, responseFormat: 'text' });

		expect(json).toEqual([{ data: '{"a": 1}' }]);
	});

	it.each(['json', undefined])(
		'as text is no JSON for %p, and is asked for again',
		async (format) => {
			skipWaits();
			await answer(node, 'OK', 'text/plain', { times: 0 });
			const { error } = await run(node, format ? { ...GET, responseFormat: format } : GET);

			expect(error?.message).toContain('sent an answer that cannot be read');
			expect(error?.description).toContain('choose that under Response Format');
			expect(await fixture.calls(node)).toHaveLength(3);
		},
	);

	it.each(['{"a":[1,', '<p>Thank you</p>'])(
		'of broken JSON %j is not taken for text, and is asked for again',
		async (body) => {
			skipWaits();
			await answer(node, body, 'application/json');
			await answer(node, '{"a":1}', 'application/json');
			const { json } = await run(node, AUTODETECT);

			expect(json).toEqual([{ a: 1 }]);
			expect(await fixture.calls(node)).toHaveLength(2);
		},
	);

	it.each(['autodetect', 'file', 'text'])(
		'with the login page is none for %s: there is a new login',
		async (responseFormat) => {
			await logIn(node);
			await fixture.sandbox.fault({ service: node, path: GET.path, kind: 'html' });
			await answer(node, 'fine', 'text/plain');
			const { output } = await run(node, { ...GET, responseFormat });
			const [item] = output;

			expect(item?.json.data ?? bytesOf(item?.binary?.data).toString()).toBe('fine');
			expect(await fixture.logins(node)).toBe(2);
		},
	);

	it.each(['autodetect', 'file', 'text'])(
		'that stays the login page is an error for %s',
		async (responseFormat) => {
			await fixture.sandbox.fault({ service: node, path: GET.path, kind: 'html', times: 0 });
			const { error, output } = await run(node, { ...GET, responseFormat });

			expect(error?.message).toContain('sent its login page instead of an answer');
			expect(output).toEqual([]);
		},
	);

	it('to a write that is done and shows a page is a success', async () => {
		await answer(node, '<html>Thank you</html>', 'text/html', { times: 2 });
		const detected = await run(node, { ...POST, responseFormat: 'autodetect' });
		const text = await run(node, { ...POST, responseFormat: 'text' });

		expect(detected.json).toMatchObject([{ success: true }]);
		expect(text.json).toMatchObject([{ data: '<html>Thank you</html>' }]);
	});

	it.each(['autodetect', 'file'])(
		'to a write that redirects is not followed for %s, and is uncertain',
		async (responseFormat) => {
			await answer(node, '', undefined, {
				status: 302,
				headers: { location: `${fixture.sandbox.mluvii.storageUrl}/x/1` },
			});
			const { error } = await run(node, { ...POST, responseFormat });

			expect(error?.message).toContain('The request may have been carried out all the same.');
			expect(await fixture.sandbox.requests({ service: 'storage' })).toEqual([]);
		},
	);

	it.each(['autodetect', 'text', 'file'])(
		'that refuses says why for %s, without what is secret',
		async (responseFormat) => {
			await fixture.sandbox.fault({ service: node, path: '/api/v1', kind: 'echo' });
			const { error } = await run(node, {
				method: 'POST',
				path: '/api/v1/Export',
				responseFormat,
			});
			const [call] = await fixture.calls(node);
			const token = String(call?.headers.authorization).replace('Bearer ', '');

			expect(error?.message).toContain('refused the request: POST /api/v1/Export');
			expect(`${error?.message} ${error?.description}`).not.toContain(token);
		},
	);

	it.each(TOOL_WAYS)('is given to a language model without files (%s)', async (way) => {
		await answer(node, '%PDF-1', 'application/pdf');
		await answer(node, '{"key":"k-1","downloadUrl":"https://x","name":"n"}', 'text/plain');
		const call = async () =>
			await runAsTool(fixture.engine, way, {
				node,
				parameters: { resource: 'apiRequest', operation: 'send', ...AUTODETECT },
			});
		const [file] = await call();
		const [text] = await call();

		expect(file).toContain('Files are not given to language models.');
		expect(file).not.toContain('JVBERi0x');
		expect(text).toContain('Withheld');
		expect(text).not.toContain(node === 'lovi' ? 'k-1' : 'https://x');
	});
});

describe('a refusal of Lovi with the status of a success', () => {
	it.each(['autodetect', 'file', 'json', 'text'])('is one for %s, too', async (responseFormat) => {
		await answer('lovi', '{"success":false,"message":"no credit"}', 'application/json');
		const { error } = await run('lovi', { ...POST, responseFormat });

		expect(error?.message).toBe('Lovi refused the request: no credit');
	});
});

describe('an answer that ends too early', () => {
	it.each(['dropInBody', 'stallInBody'] as const)(
		'to a write (%s) leaves it uncertain, also where it is a stream',
		async (kind) => {
			fixture.engine.credentials.shortTimeout = () => 300;
			const path = '/functions/v1/api_keys';
			await fixture.sandbox.fault({ service: 'lovi', path, kind });
			const { error } = await run('lovi', { method: 'POST', path, responseFormat: 'autodetect' });

			expect(error?.message).toContain('The request may have been carried out all the same.');
			expect(await fixture.calls('lovi')).toHaveLength(1);
		},
	);

	it.each(['dropInBody', 'drop', 'status'] as const)(
		'of a file of Mluvii (%s) is asked for again, and the file is whole',
		async (kind) => {
			skipWaits();
			await fixture.sandbox.fault({ service: 'mluvii', path: '/Storage', kind });
			const { output, error } = await run('mluvii', {
				...{ method: 'GET', path: '/Storage/Get', responseFormat: 'file' },
				queryParameters: {
					pairs: [
						{ name: 'source', value: 'recording' },
						{ name: 'key', value: '7600001' },
					],
				},
			});

			expect(error).toBeUndefined();
			expect(bytesOf(output[0]?.binary?.data).equals(recording())).toBe(true);
			expect(output[0]?.json).toEqual({
				fileName: 'session-7600001.mp3',
				mimeType: 'audio/mpeg',
			});
			expect(await fixture.calls('mluvii')).toHaveLength(2);
		},
	);
});

describe('a file of Mluvii on another host', () => {
	const FILE = {
		method: 'GET',
		path: '/Storage/Get?source=recording&key=7600001',
	};

	it('is fetched from there without the token where a file is asked for', async () => {
		await fixture.sandbox.configure({ mluvii: { fileHost: 'redirect' } });
		const { output } = await run('mluvii', { ...FILE, responseFormat: 'file' });
		const [call] = await fixture.sandbox.requests({ service: 'storage' });

		expect(bytesOf(output[0]?.binary?.data).equals(recording())).toBe(true);
		expect(call?.headers.authorization).toBeUndefined();
	});

	it('is not fetched where none is asked for', async () => {
		await fixture.sandbox.configure({ mluvii: { fileHost: 'redirect' } });
		const { error } = await run('mluvii', { ...FILE, responseFormat: 'autodetect' });

		expect(error).toBeDefined();
		expect(await fixture.sandbox.requests({ service: 'storage' })).toEqual([]);
	});
});

describe('the secret in the address of a webhook', () => {
	const webhook = { id: 1, callbackUrl: 'https://n8n:geheim@example.com/hook' };

	it.each([webhook, [webhook, 7]])('does not come out as text either: %j', async (body) => {
		const text = JSON.stringify(body);
		await answer('mluvii', text, 'application/json');
		const { json } = await run('mluvii', {
			...{ method: 'GET', path: '/api/v1/Webhooks', responseFormat: 'text' },
		});
		const shown = JSON.parse(json[0]?.data as string) as IDataObject;

		expect(JSON.stringify(shown)).toBe(
			Array.isArray(body) || 'id' in body ? text.replace('geheim', '***') : text,
		);
	});
});

/** What the sandbox keeps as the recording of the session 7600001. */
function recording(): Buffer {
	return Buffer.alloc(200_000, 'recording of 7600001 ');
}
