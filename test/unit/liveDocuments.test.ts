import { parse } from 'yaml';
import { DOCUMENT_ADDRESSES } from '../../scripts/live/documents/addresses';
import { compareApi } from '../../scripts/live/documents/compareApi';
import { comparePages } from '../../scripts/live/documents/comparePages';
import type { FindOptions, FoundDocuments } from '../../scripts/live/documents/find';
import { findDocuments } from '../../scripts/live/documents/find';
import { property } from '../../scripts/live/json';
import { callsIn } from '../../scripts/live/documents/readMarkdown';
import { readDescription } from '../../scripts/live/documents/openApi';
import { offeredIn, scriptsOf } from '../../scripts/live/documents/swaggerUi';
import type { ServiceName } from '../../sandbox/api';
import type { Contract } from '../support/contracts';
import { callsOf, readContract } from '../support/contracts';

/** A contract of a few calls, in the form of the real ones. */
const CONTRACT = parse(`
x-node-operations: {}
security: [{ key: [] }]
paths:
  /api/v1/Sessions:
    get:
      operationId: listSessions
      parameters:
        - $ref: '#/components/parameters/Limit'
        - { name: Created.Min, in: query, schema: { type: string } }
      responses: { '200': { content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Session' } } } } } }
  /api/v1/Sessions/{id}:
    get:
      operationId: getSession
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses: { '200': { $ref: '#/components/responses/Session' } }
  /api/v1/Departments:
    get:
      operationId: listDepartments
      responses: { '200': { content: { application/json: { schema: { type: array, items: { type: object } } } } } }
components:
  securitySchemes: { key: { type: apiKey, in: query, name: access_key } }
  parameters: { Limit: { name: limit, in: query, schema: { type: integer } } }
  responses: { Session: { content: { application/json: { schema: { $ref: '#/components/schemas/Session' } } } } }
  schemas:
    Session:
      type: object
      properties:
        id: { type: integer }
        url: { type: [string, 'null'] }
        score: { type: number }
        anything: {}
        guest: { $ref: '#/components/schemas/Guest' }
        tags: { type: array, items: { type: object, properties: { name: { type: string } } } }
        file: { anyOf: [{ $ref: '#/components/schemas/File' }, { type: 'null' }] }
    Guest:
      allOf:
        - { $ref: '#/components/schemas/Person' }
        - type: object
          properties: { params: { type: object }, session: { $ref: '#/components/schemas/Session' } }
    Person: { type: object, properties: { name: { type: string } } }
    File: { type: object, properties: { name: { type: string } } }
`) as Contract;

type Schemas = Record<string, Record<string, unknown>>;

/** The schemas of the contract above as Swagger 2.0 and OpenAPI 3.0 and 3.1 have them. */
function schemasOf(prefix: string, nullable: object, nothing?: object): Schemas {
	const ref = (name: string): object => ({ $ref: `#/${prefix}/${name}` });
	const nullableText = nothing ?? { type: 'string', ...nullable };
	return {
		Session: {
			type: 'object',
			properties: {
				id: { type: 'integer', format: 'int64' },
				url: nullableText,
				score: { type: 'integer' },
				anything: { type: 'boolean' },
				guest: ref('Guest'),
				tags: { type: 'array', items: ref('Tag') },
				file: { allOf: [ref('File')], ...nullable },
			},
		},
		Guest: {
			type: 'object',
			properties: {
				name: { type: 'string' },
				params: { type: 'object', additionalProperties: { type: 'string' } },
				session: ref('Session'),
			},
		},
		Tag: { properties: { name: { type: 'string' } } },
		File: { type: 'object', properties: { name: { type: 'string' } } },
	};
}

const QUERY = [
	{ name: 'Limit', in: 'query' },
	{ name: 'created.min', in: 'query' },
	{ name: 'api-key', in: 'header', required: true },
];
const ID = { name: 'sessionId', in: 'path', required: true };

function swagger2(): Described {
	const list = { type: 'array', items: { $ref: '#/definitions/Session' } };
	return {
		swagger: '2.0',
		basePath: '/api/',
		paths: {
			'/v1/sessions': { get: { parameters: QUERY, responses: { 200: { schema: list } } } },
			'/v1/sessions/{sessionId}': {
				parameters: [ID],
				get: { responses: { 200: { schema: { $ref: '#/definitions/Session' } } } },
			},
			'/v1/Departments/': { get: { responses: { 200: {} } } },
		},
		definitions: schemasOf('definitions', { 'x-nullable': true }),
	};
}

function openApi3(version: '3.0.1' | '3.1.0'): Described {
	const content = (schema: object): object => ({ 'text/json': { schema } });
	const session = { $ref: '#/components/schemas/Session' };
	const list = { type: 'array', items: session };
	const union = { type: ['string', 'null'] };
	return {
		openapi: version,
		servers: [{ url: 'https://other.example/{base}', variables: { base: { default: 'api' } } }],
		paths: {
			'/v{version}/Sessions': {
				get: {
					parameters: [...QUERY.slice(1), { $ref: '#/components/parameters/Limit' }],
					responses: { 200: { content: content(list) } },
				},
			},
			'/v1/Sessions/{id}': { get: { responses: { 200: { $ref: '#/components/responses/One' } } } },
			'/v1/Departments': {
				servers: [{ url: '/api' }],
				get: { responses: { 200: { content: { 'text/plain': { schema: { type: 'string' } } } } } },
			},
		},
		components: {
			parameters: { Limit: { name: 'limit', in: 'query' } },
			responses: { One: { content: content(session) } },
			schemas:
				version === '3.0.1'
					? schemasOf('components/schemas', { nullable: true })
					: schemasOf('components/schemas', {}, union),
		},
	};
}

interface Described {
	swagger?: string;
	openapi?: string;
	basePath?: string;
	servers?: object[];
	paths: Record<string, Record<string, unknown>>;
	definitions?: Schemas;
	components?: { parameters: object; responses: object; schemas: Schemas };
}

function findingsOf(document: Described, areAll = true, contract = CONTRACT): string[] {
	const description = readDescription(JSON.stringify(document), '/api/v1/swagger.json');
	const findings = compareApi(contract, description === undefined ? [] : [description], areAll);
	for (const { kind, operations } of findings)
		expect({ kind, operations }).toEqual({ kind: 'document', operations: [] });
	return findings.map(({ place, message }) => `${place}: ${message}`);
}

describe('an OpenAPI document', () => {
	const FORMS: Array<[string, () => Described]> = [
		['Swagger 2.0', swagger2],
		['OpenAPI 3.0', () => openApi3('3.0.1')],
		['OpenAPI 3.1', () => openApi3('3.1.0')],
	];

	it.each(FORMS)('of %s that says the same leaves nothing to find', (_, form) => {
		expect(findingsOf(form())).toEqual([]);
	});

	it.each(FORMS)('of %s is compared once for each place', (_, form) => {
		const document = form();
		const { Session, Guest, Tag, File } =
			document.definitions ?? document.components?.schemas ?? {};
		const fields = (schema: object | undefined): Record<string, unknown> =>
			(schema as { properties: Record<string, unknown> }).properties;
		Object.assign(fields(Session), { id: { type: 'string' }, mood: { type: 'string' } });
		delete fields(Session).score;
		Object.assign(fields(Guest), {
			age: { type: 'integer' },
			params: { type: 'array', items: {} },
		});
		Object.assign(fields(Tag), { Name: fields(Tag).name });
		delete fields(Tag).name;
		Object.assign(fields(File), { size: { type: 'integer' } });

		expect(findingsOf(document).sort()).toEqual([
			'File.size: A field is described that the contract does not have',
			'Guest.age: A field is described that the contract does not have',
			'Guest.params: Described as array, in the contract it is object',
			'Session.id: Described as string, in the contract it is integer',
			'Session.mood: A field is described that the contract does not have',
			'Session.score: The field is not described',
			'Session.tags.name: The field is described as Name',
		]);
	});

	it.each<[string, (fields: Record<string, unknown>) => void, string[]]>([
		[
			'may be null although the contract says no',
			(fields) => (fields.id = { type: 'integer', nullable: true }),
			['Session.id: Described as integer or null, in the contract it is integer'],
		],
		[
			'is never null although the contract says so',
			(fields) => (fields.url = { type: 'string' }),
			[],
		],
		[
			'has a type the contract does not have among others',
			(fields) => (fields.id = { oneOf: [{ type: 'integer' }, { type: 'boolean' }] }),
			['Session.id: Described as integer or boolean, in the contract it is integer'],
		],
		['is not limited', (fields) => (fields.id = {}), []],
		[
			'is limited in one of its forms only',
			(fields) => (fields.id = { anyOf: [{ type: 'string' }, {}] }),
			[],
		],
		['has a name that is no name', (fields) => (fields['<b>\n'] = {}), []],
	])('whose field %s', (_, change, findings) => {
		const document = openApi3('3.0.1');
		change(document.components?.schemas.Session?.properties as Record<string, unknown>);

		expect(findingsOf(document)).toEqual(findings);
	});

	it('is compared by its queries', () => {
		const document = swagger2();
		document.paths['/v1/sessions'] = {
			get: {
				parameters: [
					{ name: 'LIMIT', in: 'query' },
					{ name: 'companyId', in: 'query', required: true },
					{ name: 'sort', in: 'query' },
				],
				responses: {},
			},
		};

		expect(findingsOf(document)).toEqual([
			'listSessions: The query parameter Created.Min is not described',
			'listSessions: The query parameter companyId is described as required',
		]);
	});

	it('is compared by its calls, as far as it can be expected to have them', () => {
		const document = swagger2();
		delete document.paths['/v1/Departments/'];
		document.paths['/v1/sessions'] = { post: {} };

		const method = 'listSessions: The path is described, but not with GET';
		expect(findingsOf(document)).toEqual([
			method,
			'listDepartments: GET /api/v1/Departments is not described',
		]);
		// The other one may be in a document that was not to be had.
		expect(findingsOf(document, false)).toEqual([method]);
		document.basePath = '/elsewhere';
		expect(findingsOf(document)).toEqual([]);
	});

	it('may refer to itself without end', () => {
		const document = openApi3('3.0.1');
		const schemas: Schemas = document.components?.schemas ?? {};
		schemas.Session = { allOf: [{ $ref: '#/components/schemas/Session' }] };
		schemas.Guest = { $ref: '#/components/schemas/Guest' };
		expect(findingsOf(document)).toEqual([]);

		// Not by JSON.stringify, which goes deeper and deeper itself.
		const deep = '{"allOf":['.repeat(100_000) + ']}'.repeat(100_000);
		const text = JSON.stringify(document).replace(/"Session":\{.*?\}\]\}/, `"Session":${deep}`);
		const description = readDescription(text, '/');
		expect(compareApi(CONTRACT, description === undefined ? [] : [description], true)).toEqual([]);
		expect(text.length).toBeGreaterThan(1_000_000);
		expect(description?.calls).toHaveLength(3);
	});

	it('has no properties that it does not say', () => {
		expect(property({}, 'constructor')).toBeUndefined();
		expect(property({ constructor: 1 }, 'constructor')).toBe(1);
	});

	it.each(['', '<html>', 'null', '[]', '{}', '{"openapi":"3.0.1"}', '{"paths":{"/a":{"get":{}}}}'])(
		'is not %s',
		(text) => {
			expect(readDescription(text, '/')).toBeUndefined();
		},
	);

	it.each([
		{ openapi: '3.0.1', paths: { '/a': null, '/b': { get: 1 } } },
		{
			openapi: '3.0.1',
			servers: [{ url: 7 }],
			paths: { '/a': { get: { parameters: [1, null] } } },
		},
		{
			openapi: '3.0.1',
			servers: [{ url: 'http://[' }],
			paths: { '/a': { get: { responses: [] } } },
		},
		{
			swagger: '2.0',
			basePath: {},
			paths: { '/a': { get: { responses: { 200: { schema: 5 } } } } },
		},
	])('may be made of nonsense: %j', (document) => {
		expect(findingsOf(document as unknown as Described)).toEqual([]);
	});
});

describe('a Swagger UI', () => {
	it('has its scripts found', () => {
		const html =
			'<SCRIPT charset=utf-8 src="a.js"></SCRIPT><script src = b.js></script><script>1 < 2</script ><script>3';

		expect(scriptsOf(html)).toEqual({ addresses: ['a.js', 'b.js'], inline: ['1 < 2'] });
	});

	it.each([
		[
			'as text of JSON',
			`var c = JSON.parse('{"urls":[{"url":"v1\\/swagger.json","name":"It\\'s"}]}');`,
			[{ url: 'v1/swagger.json', name: "It's" }],
		],
		[
			'as an object',
			`SwaggerUIBundle({ "urls": [{ url: "a.json", name: 'A' }, { url: \`b.json\` }], plugins: [x()] })`,
			[
				{ url: 'a.json', name: 'A' },
				{ url: 'b.json', name: '' },
			],
		],
		[
			'of one document',
			`window.ui = SwaggerUIBundle({ url: "a.json", dom_id: '#swagger-ui' })`,
			[{ url: 'a.json', name: '' }],
		],
		['in code', 'SwaggerUIBundle({ urls: load(), url: base + "a.json" })', []],
		['in code around JSON', 'JSON.parse(steal("{}")); JSON.parse(`{"url": "${a}"}`)', []],
		['as broken JSON', `JSON.parse('{"urls":')`, []],
		['in broken code', `}}} SwaggerUIBundle({ url: "a.json"`, [{ url: 'a.json', name: '' }]],
		['as something else', `JSON.parse('{"urls":{"url":1}}'); f({ urls: [1, { url: 2 }] })`, []],
	])('has its configuration found %s', (_, script, offered) => {
		expect(offeredIn(script)).toEqual(offered);
	});

	it('has no script run', () => {
		expect(offeredIn('globalThis.wasRun = true; throw new Error()')).toEqual([]);
		expect('wasRun' in globalThis).toBe(false);
	});

	it('may be hostile by its length and depth', () => {
		const begin = Date.now();
		expect(scriptsOf('<script '.repeat(600_000))).toEqual({ addresses: [], inline: [] });
		expect(offeredIn('['.repeat(1_000_000))).toEqual([]);
		expect(offeredIn('({url:'.repeat(100_000))).toEqual([]);
		expect(Date.now() - begin).toBeLessThan(10_000);
	});
});

const SECRET = 'customer-4711';
const UI = `<html><script src="./swagger-ui-bundle.js"></script><script src="./swagger-initializer.js"></script></html>`;

/** What a service and its documentation answer, by addresses. */
type Answers = Record<string, string | { status: number; text?: string }>;

async function found(
	service: ServiceName,
	answers: Answers,
	options?: FindOptions,
): Promise<FoundDocuments & { asked: string[] }> {
	const asked: string[] = [];
	const documents = await findDocuments(
		service,
		(address) => {
			asked.push(address);
			const answer = answers[address];
			if (answer === undefined) return Promise.resolve(undefined);
			const { status, text = '' } =
				typeof answer === 'string' ? { status: 200, text: answer } : answer;
			return Promise.resolve({ status, contentType: 'text/html', text });
		},
		options,
	);
	return { ...documents, asked };
}

describe('the documents of Mluvii', () => {
	const INDEX = '/api/index.html';
	const DISCOVERY = '/login/.well-known/openid-configuration';

	/** The calls that the document of the chatbot endpoints would have. */
	const isOfChatbots = (path: string): boolean => path.startsWith('/api/v1/Chatbot/');
	const calls = callsOf(readContract('mluvii')).filter(({ path }) => !isOfChatbots(path));

	/** A document that has each other call of the contract, and one more. */
	function whole(): string {
		const paths: Record<string, Record<string, object>> = { '/api/v1/Robots': { get: {} } };
		for (const { path, method, parameters = [] } of calls) {
			paths[path] ??= {};
			paths[path][method.toLowerCase()] = { parameters };
		}
		const { components } = readContract('mluvii');
		return JSON.stringify({ openapi: '3.1.0', paths, components });
	}

	it('are found by the configuration in the page', async () => {
		const config = JSON.stringify({
			urls: [
				{ url: 'v1/swagger.json?version=2', name: 'Mluvii Public API' },
				{ url: '/API/chatbot.json', name: 'Mluvii Chatbot API' },
			],
		});
		const document = whole();
		const { documents, findings, asked } = await found('mluvii', {
			[INDEX]: `<script>var configObject = JSON.parse('${config}');</script>`,
			'/api/v1/swagger.json?version=2': document,
			'/API/chatbot.json': { status: 403 },
		});

		expect(asked).toEqual([
			INDEX,
			'/api/v1/swagger.json?version=2',
			'/API/chatbot.json',
			DISCOVERY,
		]);
		expect(findings).toEqual([]);
		expect(documents).toEqual([
			{ title: 'List of OpenAPI documents', address: INDEX, text: expect.any(String) as string },
			{
				title: 'OpenAPI document Mluvii Public API',
				address: '/api/v1/swagger.json',
				text: document,
				calls: { known: calls.length, unknown: 1 },
				unknownCalls: ['GET /api/v1/Robots'],
			},
			{
				title: 'OpenAPI document Mluvii Chatbot API',
				address: '/API/chatbot.json',
				reason: 'It was answered with status 403',
			},
			{
				title: 'OpenID Connect discovery document',
				address: DISCOVERY,
				reason: 'There was no answer',
			},
		]);
	});

	it('are found by a script beside the page, and named without the host', async () => {
		const script = `SwaggerUIBundle({ url: "https://${SECRET}.example/api/v1.json", dom_id: "#ui" })`;
		const { documents, findings, asked } = await found(
			'mluvii',
			{
				[INDEX]: `${UI}https://${SECRET}.example`,
				'/api/swagger-initializer.js': script,
				'/api/v1.json': JSON.stringify({
					openapi: '3.0.1',
					servers: [{ url: `https://${SECRET}.example/api/v1` }],
					paths: { '/Sessions/{id}': { get: {} } },
				}),
			},
			{ origin: `https://${SECRET}.example` },
		);

		expect(asked).toEqual([INDEX, '/api/swagger-initializer.js', '/api/v1.json', DISCOVERY]);
		expect(documents[1]).toMatchObject({ calls: { known: 1, unknown: 0 } });
		expect(findings.length).toBeGreaterThan(10);
		expect(JSON.stringify({ documents, findings })).not.toContain(SECRET);
	});

	it('are looked for at the service only, and not without end', async () => {
		const foreign = [
			'https://evil.example/a.json',
			'//evil.example/a',
			'javascript:alert(1)',
			'data:,{}',
			'http://[',
		];
		const own = Array.from({ length: 40 }, (_, index) => `${index}.json`);
		const urls = [...foreign, ...own].map((url) => ({ url, name: `<${SECRET}>` }));
		const { documents, asked } = await found('mluvii', {
			[INDEX]: `<script>JSON.parse(${JSON.stringify(JSON.stringify({ urls }))})</script>`,
			'/api/0.json': 'x'.repeat(5_000_001),
			'/api/1.json': `<html>${SECRET}</html>`,
			'/api/2.json': { status: 0 },
		});

		expect(asked).toEqual([INDEX, ...own.slice(0, 15).map((url) => `/api/${url}`), DISCOVERY]);
		expect(documents.slice(1, 9)).toEqual([
			...foreign.map(() => ({
				title: 'OpenAPI document',
				address: 'another host',
				reason: 'It is at another host, which was not asked',
			})),
			{ title: 'OpenAPI document', address: '/api/0.json', reason: 'It is longer than 5 MB' },
			{
				title: 'OpenAPI document',
				address: '/api/1.json',
				reason: 'It is no OpenAPI document in JSON',
			},
			{ title: 'OpenAPI document', address: '/api/2.json', reason: 'There was no answer' },
		]);
	});

	it('are not looked for where the page lists none', async () => {
		const scripts = Array.from({ length: 9 }, (_, index) => `<script src="${index}.js"></script>`);
		const { documents, asked } = await found('mluvii', {
			[INDEX]: `<title>${SECRET}</title><script src="//cdn.example/a.js"></script>${scripts.join('')}`,
		});

		expect(asked).toEqual([INDEX, ...[0, 1, 2, 3, 4].map((name) => `/api/${name}.js`), DISCOVERY]);
		expect(documents[0]).toEqual({
			title: 'List of OpenAPI documents',
			address: INDEX,
			reason: 'It lists no documents in a form that is known',
		});
	});

	it('say nothing where the service does not answer', async () => {
		const { documents, findings, answers } = await found('mluvii', {
			[INDEX]: { status: 302, text: SECRET },
		});

		expect(findings).toEqual([]);
		expect(answers).toEqual({});
		expect(documents.map(({ reason }) => reason)).toEqual([
			'It was answered with status 302',
			'There was no answer',
		]);
	});

	it.each([
		[
			'all that is hoped for',
			{
				authorization_endpoint: `https://${SECRET}.example/Login/connect/authorize`,
				token_endpoint: `https://${SECRET}.example/login/connect/token`,
				registration_endpoint: `https://${SECRET}.example/register`,
				scopes_supported: ['openid', 'mluviiPublicApi', 'offline_access', SECRET],
				grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
				code_challenge_methods_supported: ['plain', 'S256'],
			},
			{
				'openid.endpoints': 'authorize: as expected, token: as expected',
				'openid.scopes': 'openid: yes, offline_access: yes, mluviiPublicApi: yes',
				'openid.grants': 'authorization_code: yes, client_credentials: yes, refresh_token: yes',
				'openid.pkce': 'S256: yes',
				'openid.registration': 'yes',
			},
		],
		[
			'little',
			{
				authorization_endpoint: `https://${SECRET}.example/other`,
				token_endpoint: SECRET,
				scopes_supported: [SECRET],
				grant_types_supported: SECRET,
				code_challenge_methods_supported: [],
				registration_endpoint: null,
			},
			{
				'openid.endpoints': 'authorize: elsewhere, token: not named',
				'openid.scopes': 'openid: no, offline_access: no, mluviiPublicApi: no',
				'openid.grants': 'not named',
				'openid.pkce': 'S256: no',
				'openid.registration': 'no',
			},
		],
	])('answer open questions by the discovery document with %s', async (_, document, expected) => {
		const text = JSON.stringify({ issuer: `https://${SECRET}.example`, ...document });
		const { documents, ...rest } = await found('mluvii', { [DISCOVERY]: text });

		expect(rest.answers).toEqual(expected);
		expect(documents[1]).toEqual({
			title: 'OpenID Connect discovery document',
			address: DISCOVERY,
		});
		expect(JSON.stringify({ documents, ...rest })).not.toContain(SECRET);
	});

	it.each(['<html>', '[]', '{}'])('answer nothing by %s', async (text) => {
		const { documents, answers } = await found('mluvii', { [DISCOVERY]: text });

		expect(answers).toEqual({});
		expect(documents[1]).toMatchObject({ reason: 'It is no discovery document' });
	});
});

const NOTIFY = 'https://cloud.lovi.ai/functions/v1/notify';

describe('a page of Lovi', () => {
	const one = (code: string): unknown => callsIn(`# Title\n\n\`\`\`bash\n${code}\n\`\`\`\n`);

	it.each([
		[
			'curl with a body',
			`curl -X POST "${NOTIFY}?access_key={KEY}&unflatten=true" \\\n  -H "Content-Type: application/json" \\\n  -d '{\n "contact": { "number": "34" } }'`,
			{
				method: 'POST',
				path: '/functions/v1/notify',
				query: ['access_key', 'unflatten'],
				body: { contact: { number: '34' } },
			},
		],
		['curl, the method behind', `curl '${NOTIFY}' --request PUT`, { method: 'PUT', query: [] }],
		['curl with data', `curl ${NOTIFY} --data-raw '{"a": 1}'`, { method: 'POST', body: { a: 1 } }],
		[
			'curl with data right behind',
			`curl ${NOTIFY} -d'{"a": 1}'`,
			{ method: 'POST', body: { a: 1 } },
		],
		[
			'curl with data of a file',
			`curl ${NOTIFY} -d @body.json`,
			{ method: 'POST', body: undefined },
		],
		[
			'curl without data',
			`curl ${NOTIFY}/templates/?phone_number=34`,
			{ method: 'GET', path: '/functions/v1/notify/templates' },
		],
		[
			'HTTP',
			`POST ${NOTIFY}\nContent-Type: application/json\n\n{ "a": "}" }`,
			{ method: 'POST', body: { a: '}' } },
		],
		[
			'fetch',
			`await fetch('${NOTIFY}?access_key=' + key, { method: 'POST', body: JSON.stringify({ a: 'x', // why\n "b": [1] }) })`,
			{ method: 'POST', query: ['access_key'], body: { a: 'x', b: [1] } },
		],
		[
			'fetch without a method',
			`fetch(\`${NOTIFY}?access_key=\${key}\`)`,
			{ method: 'GET', query: ['access_key'] },
		],
		[
			'a client of Python',
			`requests.post("${NOTIFY}", json={"a": 1})`,
			{ method: 'POST', body: { a: 1 } },
		],
		['the address alone', NOTIFY, { method: undefined, path: '/functions/v1/notify' }],
		[
			'the old host',
			'curl https://abcdefgh.supabase.co/auth/v1/token?grant_type=password',
			{ method: 'GET', path: '/auth/v1/token' },
		],
		['a broken body', `curl ${NOTIFY} -d '{"a": [}'`, { method: 'POST', body: undefined }],
	])('shows a call by %s', (_, code, call) => {
		expect(one(code)).toEqual([expect.objectContaining(call)]);
	});

	it('shows several calls, each with what is its own', () => {
		const code = `curl -X POST ${NOTIFY}/voice -d '{"agent_id": "1"}'\n\ncurl ${NOTIFY}/templates\ncurl ${NOTIFY} -d '{"b": 1}'`;

		expect(one(code)).toMatchObject([
			{ method: 'POST', path: '/functions/v1/notify/voice', body: { agent_id: '1' } },
			{ method: 'GET', path: '/functions/v1/notify/templates' },
			{ method: 'POST', path: '/functions/v1/notify', body: { b: 1 } },
		]);
	});

	it('shows calls in code only, also within components', () => {
		const text = [
			`See ${NOTIFY}/prose.`,
			'',
			'<CodeGroup>',
			`\`\`\`bash`,
			`curl ${NOTIFY}`,
			'```',
			'</CodeGroup>',
			`- item\n\n  \`\`\`\n  curl https://cloud.lovi.ai.evil.example/functions/v1/a\n  curl ${NOTIFY}/voice\n  \`\`\``,
		];

		expect(callsIn(text.join('\n'))).toMatchObject([
			{ path: '/functions/v1/notify' },
			{ path: '/functions/v1/notify/voice' },
		]);
	});

	it('may be hostile by its length', () => {
		const begin = Date.now();
		for (const part of ['[', '<A', '{', `${NOTIFY} `, "curl -d '{", '"'])
			callsIn(`\`\`\`\n${part.repeat(20_000)}\n\`\`\`\n`);
		expect(callsIn('> '.repeat(20_000))).toEqual([]);
		expect(Date.now() - begin).toBeLessThan(10_000);
	});
});

describe('the documents of Lovi', () => {
	const contract = readContract('lovi');
	const findings = (...pages: string[][]): string[] =>
		comparePages(
			contract,
			pages.map((codes) => codes.flatMap((code) => callsIn(`\`\`\`\n${code}\n\`\`\``))),
		).map(({ place, message }) => `${place}: ${message}`);
	/** Each call of the contract, by curl. */
	const all = callsOf(contract).map(
		({ method, path }) => `curl -X ${method} 'https://cloud.lovi.ai${path}'`,
	);

	it('leave nothing to find where they show what the contract has', () => {
		const body =
			'{"contacts": [{"number": "34", "shoe": "44"}], "components_push": {"body_text_0": "x"}, "timezone": "UTC"}';
		const flat = '{"contact.number": "34", "components_push.body_text_0": "x"}';

		expect(
			findings(
				all,
				[`curl '${NOTIFY}?access_key=k&unflatten=true' -d '${flat}'`],
				[`curl '${NOTIFY}' -d '${body}'`, NOTIFY],
			),
		).toEqual([]);
	});

	it('are compared by calls, queries and bodies', () => {
		const body = '{"contact": {}, "components_push": {"footer": "x"}, "sms": true, "<i>": 1}';
		const codes = [
			`curl -X POST '${NOTIFY}?access_key=k&dry_run=1' -d '${body}'`,
			`curl -X DELETE ${NOTIFY}`,
			'curl -X POST https://cloud.lovi.ai/functions/v1/users/invite',
			'curl -X POST https://cloud.lovi.ai/functions/v1/admin/whatsapp/create/template?access_key=k',
		];

		const expected = [
			'notifyWhatsApp: A query parameter dry_run is described',
			'notifyWhatsApp: A field components_push.footer of the body is described',
			'notifyWhatsApp: A field sms of the body is described',
			'DELETE /functions/v1/notify: The call is described, and not in the contract',
			'POST /functions/v1/users/invite: The call is described, and not in the contract',
			'createTemplate: A query parameter access_key is described',
		];
		expect(findings(codes, codes)).toEqual(expected);
	});

	it('are missing calls only where there are enough pages', () => {
		const [first = '', ...others] = all;

		expect(findings(others, others, [])).toEqual([]);
		expect(findings(others, others, others)).toEqual([
			'logIn: POST /auth/v1/token is not described',
		]);
		expect(findings([first], others, others)).toEqual([]);
	});

	it('are followed from the list, at the same host, in English, and not without end', async () => {
		const pages = Array.from({ length: 30 }, (_, index) => `/en/api-reference/${index}.md`);
		const links = [
			'https://evil.example/api-reference/a.md',
			'javascript:api-reference.md',
			'/it/api-reference/a.md',
			'/pt-BR/api-reference/a.md',
			'/user-guide/a.md',
			'/api-reference/openapi.json',
			pages[0],
			...pages,
		];
		const list = 'http://docs.example/llms.txt';
		const { documents, asked } = await found(
			'lovi',
			{
				[list]: links.map((link) => `- [Page](${link}): ${link}`).join('\n'),
				'http://docs.example/en/api-reference/0.md': `\`\`\`\n${all.join('\n')}\ncurl ${NOTIFY}/more\n\`\`\``,
				'http://docs.example/en/api-reference/1.md': 'x'.repeat(500_001),
			},
			{
				pages: [
					'http://docs.example/en/api-reference/3.md',
					list,
					'http://docs.example/en/api-reference/0.md',
					'http://docs.example/b.md',
				],
			},
		);

		expect(asked).toEqual([
			'http://docs.example/en/api-reference/3.md',
			list,
			...[0, 1, 2, ...Array.from({ length: 16 }, (_, index) => index + 4)].map(
				(page) => `http://docs.example/en/api-reference/${page}.md`,
			),
			'http://docs.example/b.md',
		]);
		expect(documents[2]).toEqual({
			title: 'Page of the API reference',
			address: 'http://docs.example/en/api-reference/0.md',
			text: expect.any(String) as string,
			calls: { known: all.length, unknown: 1 },
			unknownCalls: ['GET /functions/v1/notify/more'],
		});
		expect(documents[3]).toMatchObject({ reason: 'It is longer than 0.5 MB' });
		expect(documents.slice(4).every(({ reason }) => reason === 'There was no answer')).toBe(true);
	});
});

it.each<ServiceName>(['mluvii', 'lovi'])(
	'begins at the addresses that are listed: %s',
	async (service) => {
		const { asked, documents } = await found(service, {});

		const listed = DOCUMENT_ADDRESSES[service].map(({ address, title }) => ({ address, title }));
		expect(asked).toEqual(listed.map(({ address }) => address));
		expect(documents).toEqual(listed.map((entry) => ({ ...entry, reason: 'There was no answer' })));
	},
);
