import type {
	BodyChange,
	LoviSettings,
	MluviiSettings,
	SandboxClient,
	ServiceName,
} from '../../sandbox/client';
import { launchSandbox } from '../../sandbox/client';

/** How the sandbox is made to differ from the contract, or from what is likely. */
let sandbox: SandboxClient;
let tokens: Record<ServiceName, string>;

beforeAll(async () => {
	sandbox = await launchSandbox();
	tokens = { mluvii: await logInToMluvii(), lovi: await logInToLovi() };
});

afterAll(() => sandbox.stop());

beforeEach(() => sandbox.reset());

interface Answer {
	status: number;
	headers: Headers;
	text: string;
	/** The text as JSON, where it is. */
	json: unknown;
}

async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
	const response = await fetch(url, { redirect: 'manual', ...init });
	const text = await response.text();
	const isJson = /^[[{"\d]/.test(text);
	const { status, headers } = response;
	return { status, headers, text, json: isJson ? JSON.parse(text) : undefined };
}

async function logInToMluvii(): Promise<string> {
	const { url, apiUsername, apiPassword } = sandbox.mluvii;
	const body = new URLSearchParams({
		response_type: 'token',
		grant_type: 'client_credentials',
		client_id: apiUsername,
		client_secret: apiPassword,
	});
	const { json } = await ask(`${url}/login/connect/token`, { method: 'POST', body });
	return (json as { access_token: string }).access_token;
}

function postLoviLogin(headers: Record<string, string> = {}): Promise<Answer> {
	const { url, email, password } = sandbox.lovi;
	return ask(`${url}/auth/v1/token?grant_type=password`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify({ email, password }),
	});
}

async function logInToLovi(): Promise<string> {
	return ((await postLoviLogin()).json as { access_token: string }).access_token;
}

function mluvii(path: string, init: RequestInit = {}): Promise<Answer> {
	const headers = { authorization: `Bearer ${tokens.mluvii}`, 'content-type': 'application/json' };
	return ask(`${sandbox.mluvii.url}${path}`, { headers, ...init });
}

function loviKeys(): Promise<Answer> {
	const headers = { authorization: `Bearer ${tokens.lovi}` };
	return ask(`${sandbox.lovi.url}/functions/v1/api_keys`, { method: 'POST', headers });
}

function setMluvii(settings: Partial<MluviiSettings>): Promise<void> {
	return sandbox.configure({ mluvii: settings });
}

function setLovi(settings: Partial<LoviSettings>): Promise<void> {
	return sandbox.configure({ lovi: settings });
}

async function violations(): Promise<string[]> {
	return (await sandbox.violations()).map(({ direction, message }) => `${direction}: ${message}`);
}

describe('the fault `rewrite`', () => {
	const rewrite = (path: string | RegExp, changes: BodyChange[]) =>
		sandbox.fault({ service: 'mluvii', path, kind: 'rewrite', changes });
	interface ReadSession {
		created: string;
		length: string;
		guest: Record<string, unknown>;
	}

	it('renames, removes, sets and replaces what the path leads to, in every element', async () => {
		const before = (await mluvii('/api/v1/Sessions?limit=3')).json as ReadSession[];
		await rewrite(/Sessions$/, [
			{ at: '*.guest.os', rename: 'system' },
			{ at: '*.guest.browser', remove: true },
			{ at: '*.guest.mood', set: { kind: 'good' } },
			{ at: '*.created', replace: { pattern: '[+-]\\d\\d:\\d\\d$', with: '' } },
		]);
		const after = (await mluvii('/api/v1/Sessions?limit=3')).json as ReadSession[];

		expect(after).toHaveLength(3);
		for (const [index, { guest, created }] of after.entries()) {
			const { os, browser, ...rest } = before[index]?.guest ?? {};
			expect(browser).toBeDefined();
			expect(guest).toEqual({ ...rest, system: os, mood: { kind: 'good' } });
			expect(`${created}+00:00`).toBe(before[index]?.created);
		}
		const [, request] = await sandbox.requests({ operationId: 'listSessions' });
		expect(request).toMatchObject({ fault: 'rewrite', status: 200 });
		expect(await violations()).toEqual([]);
	});

	it('changes the whole body', async () => {
		const { json: before } = await mluvii('/api/v1/Departments');
		await rewrite('/Departments', [{ at: '', wrap: 'items' }]);
		const { json: after } = await mluvii('/api/v1/Departments');

		expect(after).toEqual({ items: before });
	});

	it('changes values of an object whatever their names, and leaves alone what is not there', async () => {
		await rewrite('/Companies', [
			{ at: 'nothing.*.id', set: 1 },
			{ at: 'nothing', rename: 'something' },
			{ at: 'name.first', set: 'x' },
			{ at: '*', set: null },
		]);
		const { json } = await mluvii('/api/v1/Companies');

		const fields = ['companyGuid', 'id', 'language', 'name', 'timezone'];
		expect(Object.keys(json as object).sort()).toEqual(fields);
		expect(Object.values(json as object)).toEqual([null, null, null, null, null]);
	});

	it('replaces in all texts of the body, with groups', async () => {
		await rewrite(/Sessions$/, [
			{ at: '', replace: { pattern: '^PT(?:(\\d+)M)?([\\d.]+)S$', with: '00:$1:$2' } },
		]);
		const { json } = await mluvii('/api/v1/Sessions?limit=1');

		expect((json as ReadSession[])[0]?.length).toMatch(/^00:\d*:[\d.]+$/);
	});

	it('changes status and headers, and bodies that are no JSON', async () => {
		const changes = [{ at: '', replace: { pattern: 'cloud\\.lovi', with: 'other.lovi' } }];
		await sandbox.fault({ service: 'lovi', path: '/docs/', kind: 'rewrite', changes });
		const page = await ask(`${sandbox.lovi.url}/docs/en/api-reference/authentication.md`);
		await sandbox.fault({
			service: 'mluvii',
			kind: 'rewrite',
			status: 203,
			headers: { 'content-type': 'text/plain' },
		});
		const departments = await mluvii('/api/v1/Departments');

		expect(page.text).toContain('https://other.lovi.ai/auth/v1/token');
		expect(page.text).not.toContain('cloud.lovi.ai');
		expect(departments.status).toBe(203);
		expect(departments.headers.get('content-type')).toMatch(/^text\/plain/);
		expect(departments.json).toHaveLength(3);
	});

	it('leaves a body of bytes as it is without changes', async () => {
		await setMluvii({ fileNeedsToken: false });
		const { files } = await sharedFiles();
		const plain = await ask(files[0] ?? '');
		await sandbox.fault({ service: 'mluvii', kind: 'rewrite', headers: { 'x-new': '1' } });
		const changed = await ask(files[0] ?? '');

		expect(changed.text).toBe(plain.text);
		expect(changed.headers.get('x-new')).toBe('1');
	});
});

interface FoundFiles {
	files: string[];
	recordings: string[];
}

/** Addresses of what can be downloaded of the newest sessions. */
async function sharedFiles(): Promise<FoundFiles> {
	const { json } = await mluvii('/api/v1/Sessions?limit=100');
	const text = JSON.stringify(json);
	const found = (source: string) =>
		[...text.matchAll(/"downloadUrl":"([^"]+)"/g)]
			.map(([, url = '']) => url)
			.filter((url) => url.includes(`source=${source}`));
	return { files: found('sharedFile'), recordings: found('recording') };
}

describe('the settings of Mluvii', () => {
	it.each([
		[100, 100],
		[7, 7],
		[null, 250],
	])('a default page size of %p gives %p sessions', async (defaultPageSize, expected) => {
		await setMluvii({ defaultPageSize });
		expect((await mluvii('/api/v1/Sessions')).json).toHaveLength(expected);
		await setMluvii({ maxPageSize: 5 });
		expect((await mluvii('/api/v1/Sessions')).json).toHaveLength(5);
		expect(await violations()).toEqual([]);
	});

	it('all states of an operator can be on one page', async () => {
		const [user] = (await mluvii('/api/v1/Users')).json as { id: number }[];
		await setMluvii({ defaultPageSize: null });
		const { json } = await mluvii(`/api/v1/Users/${user?.id ?? 0}/operatorStates`);

		const { data, limit, totalCount } = json as Record<string, unknown>;
		expect(data).toHaveLength(totalCount as number);
		expect(limit).toEqual(expect.any(Number));
		expect(await violations()).toEqual([]);
	});

	it('a call without rights is refused, with a good token only, and does nothing', async () => {
		await setMluvii({ deniedOperations: ['listTags', 'createTag'] });
		const { status, text } = await mluvii('/api/v1/Tags');
		const create = { method: 'POST', body: JSON.stringify({ name: 'new', label: 'New' }) };
		const created = await mluvii('/api/v1/Tags/departments/62', create);
		const { status: without } = await ask(`${sandbox.mluvii.url}/api/v1/Tags`);
		await setMluvii({ deniedOperations: [] });

		expect([status, text]).toEqual([403, '']);
		expect(created.status).toBe(403);
		expect(without).toBe(302);
		expect((await mluvii('/api/v1/Tags')).text).not.toContain('"new"');
		expect(await violations()).toEqual([]);
	});

	it('what is wrong can be told as ProblemDetails', async () => {
		const path = '/api/v1/Contacts?filterField=oo1_guest_ident';
		const plain = await mluvii(path);
		await setMluvii({ invalidBody: 'problemDetails' });
		const { status, headers, json } = await mluvii(path);

		const message = 'A filter needs a field and a value';
		expect([plain.status, plain.json]).toEqual([400, { filterValue: message }]);
		expect(status).toBe(400);
		expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
		expect(json).toEqual({
			type: expect.stringMatching(/^https:/) as string,
			title: expect.any(String) as string,
			status: 400,
			traceId: expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-00$/) as string,
			errors: { filterValue: [message] },
		});
		expect(await violations()).toEqual([]);
	});

	it('so is what breaks the contract', async () => {
		await setMluvii({ invalidBody: 'problemDetails' });
		const { status, json } = await mluvii('/api/v1/Sessions?limit=some');

		expect(status).toBe(400);
		expect(json).toMatchObject({ errors: { limit: ['must be integer'] } });
		expect(await violations()).toEqual(['request: query limit must be integer']);
	});

	it('a filter of contacts wants the whole value, or a part of it', async () => {
		const find = (value: string) =>
			mluvii(`/api/v1/Contacts?filterField=oo1_guest_email&filterValue=${value}`);

		expect((await find('guest25@example.com')).json).toHaveLength(1);
		expect((await find('guest25')).json).toEqual([]);
		await setMluvii({ contactFilter: 'contains' });
		expect((await find('guest25@example.com')).json).toHaveLength(1);
		expect((await find('guest25')).json).toHaveLength(11);
	});

	it('a filter takes one spelling of a duration', async () => {
		const longerThan = (value: string) =>
			mluvii(`/api/v1/Sessions?limit=100&Duration.Min=${value}`);

		const { json } = await longerThan('00:02:00');
		expect((json as unknown[]).length).toBeGreaterThan(1);
		expect((await longerThan('PT2M')).status).toBe(400);
		await setMluvii({ durationFilter: 'iso' });
		expect((await longerThan('PT2M')).json).toEqual(json);
		expect((await longerThan('00:02:00')).json).toEqual({ 'Duration.Min': 'Not a duration' });
		expect((await longerThan('long')).status).toBe(400);
		expect(await violations()).toHaveLength(3);
	});

	it('a shared file can be for everybody, a recording is not', async () => {
		const { files, recordings } = await sharedFiles();

		expect((await ask(files[0] ?? '')).status).toBe(302);
		await setMluvii({ fileNeedsToken: false });
		expect((await ask(files[0] ?? '')).status).toBe(200);
		expect((await ask(recordings[0] ?? '')).status).toBe(302);
		expect(await violations()).toEqual([]);
	});
});

describe('the settings of Lovi', () => {
	it('a call without rights is refused in the words of the notify family', async () => {
		await setLovi({ deniedOperations: ['listCompanyApiKeys'] });
		const { status, json } = await loviKeys();

		expect(status).toBe(403);
		expect(json).toMatchObject({ error: 'forbidden', message: 'Insufficient permissions' });
		expect(await violations()).toEqual([]);
	});

	it('a gateway wants its key, with a login, too', async () => {
		await setLovi({ requiresGateway: true });
		const { status, json } = await loviKeys();

		expect(status).toBe(401);
		expect(json).toEqual({
			message: 'No API key found in request',
			hint: 'No `apikey` request header or url param was found.',
		});
		expect((await postLoviLogin()).status).toBe(401);
		expect((await postLoviLogin({ apikey: 'any' })).status).toBe(200);
		expect((await ask(`${sandbox.lovi.url}/docs/llms.txt`)).status).toBe(200);
		expect(await violations()).toEqual([]);
	});
});

interface OpenApi {
	openapi: string;
	paths: Record<string, Record<string, unknown>>;
	components: { schemas: Record<string, { properties: Record<string, unknown> }> };
}

describe('the descriptions of Mluvii', () => {
	const read = (path: string) => ask(new URL(path, sandbox.mluvii.url).href);
	async function listed(): Promise<{ url: string; name: string }[]> {
		const { text } = await read('/api/index.html');
		const configuration = /configObject = JSON\.parse\('(.+)'\);/.exec(text)?.[1] ?? '{}';
		return (JSON.parse(configuration) as { urls: { url: string; name: string }[] }).urls;
	}
	async function documents(): Promise<OpenApi[]> {
		const answers = await Promise.all((await listed()).map(({ url }) => read(url)));
		return answers.map(({ json }) => json as OpenApi);
	}

	it.each(['/api', '/api/'])('are listed on a page to which %s leads', async (path) => {
		const { status, headers } = await read(path);
		const { href } = new URL(headers.get('location') ?? '', `${sandbox.mluvii.url}${path}`);

		expect([status, href]).toEqual([301, `${sandbox.mluvii.url}/api/index.html`]);
		const names = (await listed()).map(({ name }) => name);
		expect(names).toEqual(['Mluvii Public API', 'Mluvii Chatbot API']);
	});

	it('are OpenAPI 3.0 with the calls of the contract, those of chatbots by themselves', async () => {
		const [api, chatbot] = await documents();

		expect(api?.openapi).toBe('3.0.1');
		expect(Object.keys(api?.paths ?? {})).toContain('/api/v1/Sessions/{id}/callparams');
		expect(Object.keys(api?.paths ?? {}).every((path) => path.startsWith('/api/v1/'))).toBe(true);
		expect(JSON.stringify(api)).not.toContain('/Chatbot/');
		expect(Object.keys(chatbot?.paths ?? {})).toEqual([
			'/api/v1/Chatbot/{chatbotId}/activity',
			'/api/v1/Chatbot/{chatbotId}',
		]);
		expect(api?.components.schemas['Session']?.properties).toMatchObject({
			id: { $ref: '#/components/schemas/Id64' },
			url: { type: 'string', nullable: true },
			guestFeedbackScale: { type: 'string', nullable: true, enum: ['Likert', 'NPS'] },
		});
	});

	it('say nothing in terms that OpenAPI 3.0 has not, and refer to nothing that is not there', async () => {
		for (const document of await documents()) {
			const text = JSON.stringify(document);
			expect(text).not.toMatch(/"(x-[^"]+|const|if|then|patternProperties|operationId)":/);
			expect(text).not.toMatch(/"type":(\[|"null")/);
			for (const [, kind, name] of text.matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)) {
				expect(document.components).toHaveProperty([kind ?? '', name ?? '']);
			}
		}
	});

	it('can be absent, and break no contract', async () => {
		const [first] = await listed();
		await setMluvii({ description: 'absent' });
		const paths = ['/api', '/api/', '/api/index.html', first?.url ?? ''];
		const answers = await Promise.all(paths.map(read));

		expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
		expect(await violations()).toEqual([]);
	});

	it('can be changed by a fault', async () => {
		const changes = [{ at: 'paths./api/v1/Tags', rename: '/api/v1/Labels' }];
		await sandbox.fault({ service: 'mluvii', path: /swagger\.json/, kind: 'rewrite', changes });
		const [{ url } = { url: '' }] = await listed();
		const { paths } = (await read(url)).json as OpenApi;

		expect(Object.keys(paths)).toContain('/api/v1/Labels');
		expect(Object.keys(paths)).not.toContain('/api/v1/Tags');
	});

	it('are beside the discovery document of the login', async () => {
		const { json } = await read('/login/.well-known/openid-configuration');
		expect(json).toMatchObject({ token_endpoint: `${sandbox.mluvii.url}/login/connect/token` });
		expect(await violations()).toEqual([]);
	});
});

describe('the documentation of Lovi', () => {
	it('lists pages in Markdown, which together show every call of the contract', async () => {
		const { text, headers } = await ask(`${sandbox.lovi.url}/docs/llms.txt`);
		const addresses = [...text.matchAll(/^- \[.+\]\((.+)\)$/gm)].map(([, address = '']) => address);
		const pages = await Promise.all(addresses.map((address) => ask(address)));

		expect(headers.get('content-type')).toMatch(/^text\/plain/);
		expect(text).toContain(
			`- [Authentication](${sandbox.lovi.url}/docs/en/api-reference/authentication.md)`,
		);
		for (const page of pages) expect(page.headers.get('content-type')).toMatch(/^text\/markdown/);
		const shown = pages.flatMap((page) =>
			[...page.text.matchAll(/curl -X (\w+) 'https:\/\/cloud\.lovi\.ai([^'?]+)/g)].map(
				([, method = '', path = '']) => `${method} ${path}`,
			),
		);
		expect([...new Set(shown)].sort()).toEqual([
			'GET /functions/v1/notify/template/components',
			'GET /functions/v1/notify/templates',
			'POST /auth/v1/token',
			'POST /functions/v1/admin/whatsapp/create/template',
			'POST /functions/v1/api_keys',
			'POST /functions/v1/notify',
			'POST /functions/v1/notify/voice',
		]);
		expect(await violations()).toEqual([]);
	});

	it('can be absent', async () => {
		await setLovi({ description: 'absent' });
		const paths = ['/docs/llms.txt', '/docs/en/api-reference/authentication.md'];
		const answers = await Promise.all(paths.map((path) => ask(`${sandbox.lovi.url}${path}`)));

		expect(answers.map(({ status }) => status)).toEqual([404, 404]);
		expect(await violations()).toEqual([]);
	});
});
