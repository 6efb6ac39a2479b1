import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios from 'axios';
import type { Fault, SandboxClient } from '../../sandbox/client';
import { launchSandbox } from '../../sandbox/client';
import { sampleEvent } from '../../sandbox/mluvii/events';
import { sandboxCredentials } from '../../scripts/demo';
import { ensureN8n } from '../../scripts/n8n/install';
import type { RunningN8n } from '../../scripts/n8n/launch';
import { launchN8n } from '../../scripts/n8n/launch';
import type { CredentialReference, Execution, WorkflowNode } from '../../scripts/n8n/rest';
import { N8nRest } from '../../scripts/n8n/rest';
import { nodeType, packPackages } from '../../scripts/packages';
import { LOVI_CASES, LOVI_ITEMS, loviParameters } from '../support/loviCases';
import { MLUVII_CASES, mluviiCase, mluviiParameters } from '../support/mluviiCases';
import type { OtherHost } from '../support/otherHost';
import { startOtherHost } from '../support/otherHost';
import { basicLogins, forms, METRIC_TOKEN } from './support/secrets';

/*
 * A leak hunt: every operation in an n8n that logs all it can, against services that repeat what they were
 * sent; then everything that n8n has stored, logged or given out is searched for every secret.
 */

/** Operations whose purpose is a secret; they get keys of their own here. */
const SENSITIVE = [
	'apiKey.get',
	'apiKey.getMany',
	'companyToken.mint',
	'company.getMetricSettings',
];
const CANARIES = {
	password: 'cänary "pass" & 100 %/+?',
	gatewayApiKey: 'canary~gateway/key+=',
	shownKey: 'canary-shown-key-',
	hiddenKey: 'canary-hidden-key/+=',
	oauthToken: 'canary.oauth-access_token',
	refreshToken: 'canary.oauth-refresh_token',
	clientSecret: 'canary-client~secret+/',
};

let sandbox: SandboxClient;
let n8n: RunningN8n;
let rest: N8nRest;
let evil: OtherHost;
let folder: string;
const credentials: Record<string, CredentialReference> = {};
/** All that n8n's REST interface gave out. */
const answers: string[] = [];

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'n8n-secrets-'));
	mkdirSync(join(folder, 'logs'));
	const installation = await ensureN8n(() => undefined);
	const { tarballs, remove } = await packPackages();
	evil = await startOtherHost();
	sandbox = await launchSandbox();
	n8n = await launchN8n({
		installation,
		tarball: tarballs,
		userFolder: folder,
		env: {
			N8N_LOG_LEVEL: 'debug',
			N8N_LOG_OUTPUT: 'console,file',
			N8N_LOG_FILE_LOCATION: join(folder, 'logs', 'debug.log'),
		},
	});
	await remove();
	rest = new N8nRest(n8n.baseUrl, n8n.owner);
	await rest.login();
	for (const credential of sandboxCredentials(sandbox)) {
		const { gatewayApiKey } = CANARIES;
		const data =
			credential.type === 'loviApi' ? { ...credential.data, gatewayApiKey } : credential.data;
		credentials[credential.type] = await rest.createCredential({ ...credential, data });
	}
}, 300_000);

afterAll(async () => {
	await Promise.all([n8n.stop(), sandbox.stop(), evil.close()]);
	rmSync(folder, { recursive: true });
});

/** A node for an operation, and the item that it gets. */
function operation(name: string): { node: WorkflowNode; item: object } {
	const isLovi = name in LOVI_CASES;
	const parameters = isLovi ? loviParameters(name) : mluviiParameters(name);
	const [item = {}] = isLovi ? LOVI_ITEMS : mluviiCase(name).items;
	return { node: node(isLovi ? 'lovi' : 'mluvii', name, parameters), item };
}

function node(type: 'lovi' | 'mluvii', name: string, parameters: object): WorkflowNode {
	const credential = `${type}Api`;
	const reference = credentials[credential] ?? {};
	return { name, type: nodeType(type), parameters, credentials: { [credential]: reference } };
}

const API_REQUESTS = ['lovi', 'mluvii'].map((type) => {
	const path = type === 'lovi' ? '/functions/v1/notify/templates' : '/api/v1/Companies';
	const name = `${type}.apiRequest`;
	const pairs = type === 'lovi' ? [{ name: 'phone_number', value: '34911670470' }] : [];
	const parameters = {
		...{
			resource: 'apiRequest',
			operation: 'send',
			method: 'GET',
			path,
			queryParameters: { pairs },
		},
		...(type === 'lovi'
			? { actAs: 'companyKeyInQuery', company: { __rl: true, mode: 'name', value: 'Acme Ltd' } }
			: {}),
	};
	return { type: type as 'lovi' | 'mluvii', name, parameters };
});

/** Runs nodes side by side, each on an item of its own, and keeps what n8n says about the execution. */
async function run(
	nodes: Array<{ node: WorkflowNode; item: object }>,
	{ continues = true } = {},
): Promise<Execution> {
	const all: WorkflowNode[] = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
	];
	const connections: Record<string, { main: object[][] }> = { Start: { main: [[]] } };
	const to = (name: string) => ({ node: name, type: 'main', index: 0 });
	for (const { node: action, item } of nodes) {
		const from = `Item of ${action.name}`;
		const parameters = { mode: 'raw', jsonOutput: JSON.stringify(item) };
		all.push(
			{ name: from, type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters },
			{ ...action, ...(continues ? { onError: 'continueRegularOutput' } : {}) },
		);
		connections.Start?.main[0]?.push(to(from));
		connections[from] = { main: [[to(action.name)]] };
	}
	const id = await rest.createWorkflow({
		name: 'Leak hunt',
		nodes: all.map((each, index) => ({
			id: String(index),
			position: [0, index * 100],
			typeVersion: 1,
			...each,
		})),
		connections,
		settings: { executionOrder: 'v1' },
	});
	const execution = await rest.runWorkflow(id);
	answers.push(execution.raw, JSON.stringify(await rest.call('GET', `/workflows/${id}`)));
	await keepTokens();
	return execution;
}

/** Names of the fields in which one of the texts stands. */
function holdersOf(value: unknown, texts: string[], field = ''): string[] {
	if (typeof value === 'string') return texts.some((text) => value.includes(text)) ? [field] : [];
	if (typeof value !== 'object' || value === null) return [];
	const found = Object.entries(value).flatMap(([name, part]) => holdersOf(part, texts, name));
	return [...new Set(found)];
}

/** What went wrong in each node, by its name. */
function failures({ runData }: Execution): Record<string, string> {
	const entries = Object.entries(runData).flatMap(([name, [first]]) => {
		const item = first?.data?.main[0]?.[0]?.json;
		const error = first?.error?.message ?? item?.error;
		return typeof error === 'string' ? [[name, error]] : [];
	});
	return Object.fromEntries(entries) as Record<string, string>;
}

async function withKey(key: string): Promise<void> {
	await sandbox.setCompanies(
		LOVI_ITEMS.map(({ company }, index) => ({
			company_id: `company-${index}`,
			company_name: company as string,
			key: `${key}${index}`,
			is_active: true,
		})),
	);
}

async function faultAll(fault: Omit<Fault, 'service'>): Promise<void> {
	for (const service of ['mluvii', 'lovi'] as const) {
		await sandbox.fault({ service, path: /api\/v1|notify|create|Storage/, times: 0, ...fault });
	}
}

const OPERATIONS = [...Object.keys(MLUVII_CASES), ...Object.keys(LOVI_CASES)];
const ORDINARY = OPERATIONS.filter((name) => !SENSITIVE.includes(name));

function everything() {
	return [
		...ORDINARY.map(operation),
		...API_REQUESTS.map(({ type, name, parameters }) => ({
			node: node(type, name, parameters),
			item: {},
		})),
	];
}

/** All but previews, which say what is wrong, and do not fail. */
function failing() {
	return everything().filter(({ node: { name } }) => !name.endsWith('.preview'));
}

describe('every operation', () => {
	it('runs where its purpose is a secret, which is found then', async () => {
		await withKey(CANARIES.shownKey);
		const execution = await run(SENSITIVE.map(operation));
		answers.length = 0;
		const holders = holdersOf(execution.runData, [CANARIES.shownKey, METRIC_TOKEN]);

		expect(failures(execution)).toEqual({});
		expect(stored()).toContain(CANARIES.shownKey);
		expect(stored()).toContain(METRIC_TOKEN);
		expect(['access_key', 'databaseToken', 'key']).toEqual(expect.arrayContaining(holders));
	});

	it('runs', async () => {
		await sandbox.reset();
		await withKey(CANARIES.hiddenKey);
		const webhooks = [1, 2, 3].map((id) => ({
			id,
			eventTypes: ['SessionEnded'],
			callbackUrl: `https://example.com/${id}`,
		}));
		await sandbox.setWebhooks(webhooks);

		expect(failures(await run(everything()))).toEqual({});
	});

	it.each<Omit<Fault, 'service'>>([
		{ kind: 'echo', status: 400 },
		{ kind: 'echo', status: 401 },
		{ kind: 'echo', status: 403 },
		{ kind: 'echo', status: 429, headers: { 'retry-after': '120' } },
		{ kind: 'html' },
		{ kind: 'redirect' },
	])('fails when a service answers with %j', async (fault) => {
		await sandbox.reset();
		await withKey(CANARIES.hiddenKey);
		await faultAll(fault);
		const failed = failures(await run(everything()));

		expect(Object.keys(failed).length).toBeGreaterThanOrEqual(failing().length - 1);
		if (fault.kind === 'echo') expect(Object.values(failed).join()).toContain('[hidden]');
	});

	it('ends its execution when it fails otherwise', async () => {
		await sandbox.reset();
		await withKey(CANARIES.hiddenKey);
		await faultAll({ kind: 'echo' });
		for (const each of failing()) {
			const { status } = await run([each], { continues: false });
			expect([each.node.name, status]).toEqual([each.node.name, 'error']);
		}
	}, 240_000);

	it.each(['drop', 'dropAfter'] as const)('ends by a lost connection: %s', async (kind) => {
		await sandbox.reset();
		await withKey(CANARIES.hiddenKey);
		await faultAll({ kind });
		const some = failing().filter(({ node: { name } }) => /apiRequest|notification/i.test(name));

		expect(Object.keys(failures(await run(some)))).toHaveLength(some.length);
	});
});

describe('a login', () => {
	it('is refused by a server that repeats it', async () => {
		await sandbox.reset();
		for (const { type, name, parameters } of API_REQUESTS) {
			await sandbox.fault({ service: type, path: 'token', kind: 'echo', times: 0 });
			const [template] = sandboxCredentials(sandbox).filter((each) => each.type === `${type}Api`);
			const { password, gatewayApiKey } = CANARIES;
			const reference = await rest.createCredential({
				name: `Wrong ${type}`,
				type: `${type}Api`,
				data: { ...template?.data, password, ...(type === 'lovi' ? { gatewayApiKey } : {}) },
			});
			const wrong = { ...node(type, name, parameters), credentials: { [`${type}Api`]: reference } };
			const failed = await run([{ node: wrong, item: {} }], { continues: false });
			const verdict = await rest.testCredential({ ...reference, type: `${type}Api` });
			answers.push(JSON.stringify(verdict));

			expect(failed.error?.message).toContain('[hidden]');
			expect(verdict.status).toBe('Error');
		}
	});

	it('is not handed on by a redirect of the credential test', async () => {
		await sandbox.reset();
		for (const type of ['lovi', 'mluvii'] as const) {
			const headers = { location: `${evil.url}/steal` };
			await sandbox.fault({
				service: type,
				path: /api_keys|Companies/,
				kind: 'redirect',
				status: 307,
				headers,
				times: 0,
			});
			const verdict = await rest.testCredential({ ...reference(`${type}Api`), type: `${type}Api` });
			answers.push(JSON.stringify(verdict));

			expect(verdict.status).toBe('Error');
		}
		expect(evil.received.filter((text) => /authorization|canary/i.test(text))).toEqual([]);
	});

	it('stays at home when the domain in the credential is changed', async () => {
		await sandbox.reset();
		const { oauthToken, refreshToken, clientSecret } = CANARIES;
		const [template] = sandboxCredentials(sandbox).filter(({ type }) => type === 'mluviiOAuth2Api');
		const data = {
			...template?.data,
			clientSecret,
			oauthTokenData: { access_token: oauthToken, refresh_token: refreshToken },
		};
		const moved: Array<[string, string, Record<string, unknown>]> = [
			['mluviiApi', 'domain', { ...sandboxCredentials(sandbox)[0]?.data }],
			['loviApi', 'baseUrl', { ...sandboxCredentials(sandbox)[2]?.data }],
			['mluviiOAuth2Api', 'domain', data],
		];
		for (const [type, field, values] of moved) {
			const created = await rest.createCredential({ name: `Moved ${type}`, type, data: values });
			const service = type === 'loviApi' ? 'lovi' : 'mluvii';
			const { parameters } = API_REQUESTS.find((each) => each.type === service) ?? {};
			const call = {
				...node(service, 'Call', { ...parameters, actAs: 'user', authentication: type }),
				credentials: { [type]: created },
			};
			await run([{ node: call, item: {} }]);
			const changed = { ...created, type, data: { ...values, [field]: evil.url } };
			await rest.call('PATCH', `/credentials/${created.id}`, changed);
			evil.received.length = 0;
			const after = await run([{ node: call, item: {} }]);
			const seen = await tokens();

			expect(seen.length).toBeGreaterThan(0);
			for (const token of seen) expect(evil.received.join()).not.toContain(token);
			expect(evil.received.join()).not.toContain(refreshToken);
			if (type === 'mluviiOAuth2Api') {
				expect(failures(after).Call).toContain('The login of the credential belongs to');
			}
		}
	});
});

describe('the lists in the panel', () => {
	const LISTS: Record<string, string[]> = {
		mluvii: [
			'Campaigns',
			'Companies',
			'Contacts',
			'Departments',
			'Groups',
			'Sessions',
			'TagNames',
			'Tags',
			'Users',
			'Webhooks',
		],
		lovi: ['Companies', 'Templates'],
	};

	it.each(['shown', 'refused'])('are %s', async (what) => {
		await sandbox.reset();
		await withKey(CANARIES.hiddenKey);
		if (what === 'refused') await faultAll({ kind: 'echo' });
		for (const type of ['mluvii', 'lovi']) {
			for (const list of LISTS[type] ?? []) {
				const result = await rest
					.dynamicListSearch({
						nodeType: nodeType(type),
						methodName: `search${list}`,
						parameters: {
							authentication: 'mluviiApi',
							company: { __rl: true, mode: 'name', value: 'Acme Ltd' },
							linePhoneNumber: '34911670470',
						},
						credentials: { [`${type}Api`]: reference(`${type}Api`) },
					})
					.catch((error: unknown) => String(error));
				answers.push(JSON.stringify(result));
				const isKeyList = type === 'lovi' && list === 'Companies';
				if (what === 'shown') expect([list, result]).toEqual([list, expect.any(Object)]);
				else if (!isKeyList)
					expect([list, result]).toEqual([list, expect.stringContaining('hidden')]);
			}
		}
	});
});

describe('a trigger', () => {
	it.each(['basicAuth', 'query'])(
		'with its secret as %s takes in events, and refuses others',
		async (secretPlacement) => {
			await sandbox.reset();
			await sandbox.setWebhooks([]);
			const id = await rest.createWorkflow({
				name: 'Listener',
				nodes: [
					{
						...{
							id: '1',
							name: 'Trigger',
							type: nodeType('mluviiTrigger'),
							typeVersion: 1,
							position: [0, 0],
						},
						webhookId: crypto.randomUUID(),
						parameters: {
							authentication: 'mluviiApi',
							eventTypes: ['SessionEnded'],
							options: { secretPlacement, fetchFullObject: true },
						},
						credentials: { mluviiApi: reference('mluviiApi') },
					},
					{
						id: '2',
						name: 'Nothing',
						type: 'n8n-nodes-base.noOp',
						typeVersion: 1,
						position: [0, 0],
						parameters: {},
					},
				],
				connections: { Trigger: { main: [[{ node: 'Nothing', type: 'main', index: 0 }]] } },
				settings: { executionOrder: 'v1' },
			});
			await sandbox.fault({
				service: 'mluvii',
				method: 'POST',
				path: 'Webhooks',
				kind: 'echo',
				status: 400,
				times: 0,
			});
			await expect(rest.activateWorkflow(id)).rejects.toThrow('hidden');
			await sandbox.reset();
			await sandbox.setWebhooks([]);
			await rest.activateWorkflow(id);
			const [hook] = await sandbox.webhooks();
			const url = new URL(hook?.callbackUrl ?? '');
			triggerSecrets.push(url.password || (url.searchParams.get('secret') ?? ''));
			await sandbox.fault({ service: 'mluvii', path: '/api/v1/Sessions/', kind: 'echo', times: 0 });
			const deliveries = await sandbox.emitEvents([sampleEvent('SessionEnded', 1)]);
			const forged = await axios.post(
				`${url.origin}${url.pathname}`,
				sampleEvent('SessionEnded', 2),
				{
					headers: { authorization: 'Basic bjhuOndyb25n' },
					proxy: false,
					validateStatus: () => true,
				},
			);
			const [execution] = await rest.executionsSettled(id, 1);
			const { raw } = await rest.getExecution(execution?.id ?? '');
			executionsOfTrigger.push(raw);
			await keepTokens();
			await sandbox.fault({ service: 'mluvii', path: 'Webhooks', kind: 'echo' });
			const messages = await rest.deactivateWorkflow(id);
			answers.push(raw, JSON.stringify(messages));

			expect(deliveries.map(({ delivered }) => delivered)).toEqual([true]);
			expect(forged.status).toBe(401);
			expect(raw).toContain('fetchError');
			await rest.deactivateWorkflow(id);
		},
	);
});

const triggerSecrets: string[] = [];
const executionsOfTrigger: string[] = [];
const everyToken = new Set<string>();

async function keepTokens(): Promise<void> {
	for (const token of await tokens()) everyToken.add(token);
}

function reference(type: string): CredentialReference {
	return credentials[type] as CredentialReference;
}

/** Every token that was sent to the sandbox since it was reset. */
async function tokens(): Promise<string[]> {
	const headers = (await sandbox.requests()).map(({ headers: { authorization } }) =>
		String(authorization),
	);
	return [...new Set(headers)]
		.filter((header) => header.startsWith('Bearer '))
		.map((header) => header.slice(7));
}

/** Everything in n8n's folder but the package: database, logs, files. */
function stored(): string {
	const files = readdirSync(folder, { recursive: true, withFileTypes: true });
	return files
		.filter((file) => file.isFile() && !file.parentPath.includes('node_modules'))
		.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))
		.join('\n');
}

function logs(): string {
	const file = readdirSync(join(folder, 'logs')).map((name) => join(folder, 'logs', name));
	return [n8n.logFile, ...file].map((name) => readFileSync(name, 'utf8')).join('\n');
}

describe('what n8n has stored, logged and given out', () => {
	it('has no secret in it', async () => {
		for (const type of Object.keys(credentials)) {
			answers.push(JSON.stringify(await rest.getCredential(reference(type).id)));
		}
		answers.push(JSON.stringify(await rest.call('GET', '/credentials')));
		const { shownKey, hiddenKey, password, ...others } = CANARIES;
		const { mluvii, lovi } = sandbox;
		const passwords = [password, mluvii.apiPassword, lovi.password];
		const keys = [0, 1, 2].map((index) => `${hiddenKey}${index}`);
		const secrets = [...Object.values(others), ...passwords, ...keys, ...everyToken];
		const wanted = new Set([
			...secrets.flatMap(forms),
			...basicLogins([mluvii.apiUsername, lovi.email], passwords),
		]);
		const places = { stored: stored(), answers: answers.join('\n') };
		const hits = [...wanted].flatMap((form) =>
			Object.entries(places)
				.filter(([, text]) => text.includes(form))
				.map(([place]) => `${form} in ${place}`),
		);

		expect(everyToken.size).toBeGreaterThan(2);
		expect(logs()).toContain('debug');
		expect(hits).toEqual([]);
		for (const shown of [shownKey, METRIC_TOKEN].flatMap(forms)) {
			expect(logs().includes(shown)).toBe(false);
			expect(places.answers.includes(shown)).toBe(false);
		}
	});

	it('has the secret of a trigger nowhere, and the key that it follows from in its static data alone', () => {
		const everywhere = stored();
		const keys = [...everywhere.matchAll(/"secrets":\{"key":"([0-9a-f]{64})"/g)].map(
			([, key = '']) => key,
		);

		expect(triggerSecrets).toHaveLength(2);
		expect(new Set(keys).size).toBeGreaterThanOrEqual(2);
		for (const key of new Set(keys)) {
			const found = everywhere.split(key).slice(0, -1);

			expect(found.filter((before) => !before.endsWith('"secrets":{"key":"'))).toEqual([]);
			expect(logs()).not.toContain(key);
			expect(executionsOfTrigger.join()).not.toContain(key);
		}
		for (const secret of triggerSecrets) {
			expect(secret).toMatch(/^\d{13}-[0-9a-f]{64}$/);
			expect(logs()).not.toContain(secret);
			expect(executionsOfTrigger.join()).not.toContain(secret);
			const basic = Buffer.from(`n8n:${secret}`).toString('base64');
			for (const form of [secret, basic, ...forms(secret).slice(6)]) {
				expect(everywhere.includes(form)).toBe(false);
			}
		}
	});
});
