import type { LoviCompany } from '../../sandbox/client';
import { always, answersOf, expectFound, rewriting, seen, field, type Drift } from './drift';
import { runCheck, useSandbox } from './support';

const sandbox = useSandbox();

const service = 'lovi';
const KEYS = '/api_keys';
/** Of the company's own number: a probe asks for another one. */
const TEMPLATES = /templates\?phone_number=3/;
const LOGIN = '/auth/v1/token';

const NO_KEY = { listTemplates: 'not asked', getTemplateComponents: 'not asked' } as const;

const answers: Drift[] = [
	{
		name: 'a key has another name',
		plant: rewriting(service, [KEYS, { at: 'validApiKeys.*.key', rename: 'api_key' }]),
		findings: [
			{
				kind: 'renamed field',
				place: 'CompanyApiKey.key',
				message: 'api_key, which the contract does not have, always came in its place',
				operations: ['listCompanyApiKeys'],
			},
		],
		results: { listCompanyApiKeys: 'broken', ...NO_KEY },
	},
	{
		name: 'whether a key is active is a text',
		plant: rewriting(service, [KEYS, { at: 'validApiKeys.*.is_active', set: 'true' }]),
		findings: [
			{
				kind: 'type',
				place: 'CompanyApiKey.is_active',
				message: 'It came as string, and is documented as boolean',
				operations: ['listCompanyApiKeys'],
				change: {
					kind: 'add type',
					at: field('CompanyApiKey', 'is_active'),
					type: 'string',
				},
			},
		],
	},
	{
		name: 'a key does not say when it was used',
		plant: rewriting(service, [KEYS, { at: 'validApiKeys.*.last_used', remove: true }]),
		findings: [
			{
				kind: 'missing field',
				place: 'CompanyApiKey.last_used',
				message: 'The field did not come',
				operations: ['listCompanyApiKeys'],
			},
		],
	},
	{
		name: 'keys end',
		plant: rewriting(service, [
			KEYS,
			{ at: 'validApiKeys.*.expires_at', set: '2027-01-01T00:00:00Z' },
		]),
		findings: [
			{
				kind: 'new field',
				place: 'CompanyApiKey.expires_at',
				message: 'a field that the contract does not have: string',
				operations: ['listCompanyApiKeys'],
				change: {
					kind: 'add property',
					at: ['components', 'schemas', 'CompanyApiKey'],
					name: 'expires_at',
					types: ['string'],
				},
			},
		],
	},
	{
		name: 'templates can have a further category',
		plant: rewriting(service, [TEMPLATES, { at: '0.category', set: 'SERVICE' }]),
		findings: [
			{
				kind: 'new value',
				place: 'Template.category',
				message: 'a value that the contract does not have: SERVICE',
				operations: ['listTemplates'],
				change: { kind: 'add value', at: field('Template', 'category'), value: 'SERVICE' },
			},
		],
	},
	{
		name: 'templates can have a further status',
		plant: rewriting(service, ['/template/components', { at: 'template.status', set: 'PAUSED' }]),
		findings: [
			{
				kind: 'new value',
				place: 'Template.status',
				message: 'a value that the contract does not have: PAUSED',
				operations: ['getTemplateComponents'],
				change: { kind: 'add value', at: field('Template', 'status'), value: 'PAUSED' },
			},
		],
	},
	{
		name: 'the answer to a login does not say what the token is',
		plant: rewriting(service, [LOGIN, { at: 'token_type', remove: true }]),
		findings: [
			{
				kind: 'missing field',
				place: 'Login.token_type',
				message: 'The field did not come',
				operations: ['logIn'],
			},
		],
	},
	{
		name: 'templates are a page',
		plant: always({ service, path: TEMPLATES, kind: 'htmlAfter' }),
		findings: [
			{
				kind: 'content type',
				place: 'listTemplates',
				message: 'The answer came as text/html, not as JSON',
				operations: ['listTemplates'],
			},
		],
		results: { listTemplates: 'broken', getTemplateComponents: 'not asked' },
	},
];

const behaviour: Drift[] = [
	{
		name: 'keys are a bare list',
		plant: (at) => at.configure({ lovi: { apiKeysShape: 'accessKey' } }),
		...seen('keys.shape', 'a bare list with access_key'),
		results: {},
	},
	{
		name: 'keys are a bare list with names only',
		plant: (at) => at.configure({ lovi: { apiKeysShape: 'nameOnly' } }),
		...seen('keys.shape', 'a bare list with access_key'),
		results: {},
	},
	{
		name: 'templates are in an object',
		// The setting of the sandbox changes what is in the templates, too.
		plant: rewriting(service, [TEMPLATES, { at: '', wrap: 'templates' }]),
		...seen('templates.shape', 'templates and total'),
	},
	{
		name: 'a login is refused without a word',
		plant: always({ service, path: /grant_type=password$/, kind: 'status', status: 400, skip: 1 }),
		...seen('refusal.login', '400 without a body that can be read'),
	},
	{
		name: 'components are not to be had by name',
		plant: always({ service, path: /template=[a-z_]+&/, kind: 'status', status: 404 }),
		...seen('components.byName', 'no (404)'),
	},
	{
		name: 'a token is good for a day',
		plant: (at) => at.configure({ lovi: { tokenLifetimeSeconds: 86_400 } }),
		...seen('token.life', '86400 seconds'),
	},
	{
		name: 'a wrong key is forbidden',
		plant: always({
			service,
			path: 'access_key=live-check',
			kind: 'rewrite',
			status: 403,
		}),
		...seen('refusal.wrongKey', '403 with error and message'),
	},
	{
		name: 'a template that is not there is an empty answer',
		plant: always({
			service,
			path: /template=no(\+|%20)/,
			kind: 'rewrite',
			status: 200,
			changes: [{ at: '', set: {} }],
		}),
		...seen('refusal.noTemplate', '200 with a text for each field'),
	},
];

it.each([...answers, ...behaviour])('$name', async (drift) => {
	await expectFound(sandbox(), service, drift);
});

it('a gateway wants its key', async () => {
	await sandbox().configure({ lovi: { requiresGateway: true } });
	const { report, exitCode } = await runCheck(sandbox(), { service });

	expect(report.ending).toBe('login refused');
	expect(report.findings).toEqual([]);
	expect(report.operations.map(({ operationId, result }) => [operationId, result])).toEqual([
		['logIn', 'refused'],
		['listCompanyApiKeys', 'not asked'],
		['listTemplates', 'not asked'],
		['getTemplateComponents', 'not asked'],
	]);
	expect(exitCode).toBe(1);
});

describe('questions without an expected answer', () => {
	const company = (company_id: string, key: string): LoviCompany => ({
		company_id,
		company_name: company_id,
		key,
		is_active: true,
	});

	it('are answered as the service is', async () => {
		expect(await answersOf(sandbox(), service)).toMatchObject({
			gateway: 'no',
			'keys.several': 'none has here',
			'keys.lastUsed': undefined,
			'limits.headers': 'no',
			'token.refresh': 'yes',
		});
	});

	it('are answered as the service is otherwise', async () => {
		await sandbox().setCompanies([company('1', 'key-a'), company('1', 'key-b')]);
		await rewriting(
			service,
			[KEYS, { at: 'validApiKeys.0.last_used', set: '2026-11-01T10:00:00Z' }],
			[LOGIN, { at: 'refresh_token', remove: true }],
			[TEMPLATES, { at: '*.language', set: 'en' }],
		)(sandbox());
		expect(await answersOf(sandbox(), service)).toMatchObject({
			'keys.several': 'yes',
			'keys.lastUsed': 'ISO 8601',
			'templates.language': 'the language',
			'token.refresh': 'no',
		});
	});
});
