import { always, expectFound, rewriting, field, type Drift } from './drift';
import { useSandbox } from './support';

const sandbox = useSandbox();

const SESSIONS = /Sessions$/i;
const SESSION = /Sessions\/\d+$/;
const CAMPAIGNS = /Campaigns$/;
const CAMPAIGN = /Campaigns\/\d+$/;
const service = 'mluvii';

const fields: Drift[] = [
	{
		name: 'a required field of sessions has another name',
		plant: rewriting(
			service,
			[SESSIONS, { at: '*.departmentId', rename: 'tenantId' }],
			[SESSION, { at: 'departmentId', rename: 'tenantId' }],
		),
		findings: [
			{
				kind: 'renamed field',
				place: 'Session.departmentId',
				message: 'tenantId, which the contract does not have, always came in its place',
				operations: ['listSessions', 'getSession'],
			},
		],
	},
	{
		// By it, probes find out about the order of sessions and about a filter; now they cannot.
		name: 'the time at which sessions begin has another name',
		plant: rewriting(
			service,
			[SESSIONS, { at: '*.created', rename: 'createdDate' }],
			[SESSION, { at: 'created', rename: 'createdDate' }],
		),
		findings: [
			{
				kind: 'renamed field',
				place: 'Session.created',
				message: 'createdDate, which',
				operations: ['listSessions', 'getSession'],
			},
		],
	},
	{
		name: 'an optional field of users has a like name',
		plant: rewriting(
			service,
			[/Users$/, { at: '*.firstName', rename: 'first_name' }],
			[/Users\/\d+$/, { at: 'firstName', rename: 'first_name' }],
		),
		findings: [
			{
				kind: 'renamed field',
				place: 'User.firstName',
				message: 'first_name, which',
				operations: ['listUsers', 'getUser'],
			},
		],
	},
	{
		name: 'IDs of users are texts',
		plant: rewriting(
			service,
			[/Users$/, { at: '*.id', set: '101' }],
			[/Users\/\d+$/, { at: 'id', set: '101' }],
		),
		findings: [
			{
				kind: 'type',
				place: 'User.id',
				message: 'It came as string, and is documented as integer',
				operations: ['listUsers', 'getUser'],
			},
		],
	},
	{
		name: 'a tag has no name',
		plant: rewriting(service, [/Tags$/, { at: '0.name', set: null }]),
		findings: [
			{
				kind: 'type',
				place: 'Tag.name',
				message: 'It came as null, and is documented as string',
				operations: ['listTags'],
				change: { kind: 'add type', at: field('Tag', 'name'), type: 'null' },
			},
		],
	},
	{
		name: 'campaigns have a further field',
		plant: rewriting(
			service,
			[CAMPAIGNS, { at: '*.budget', set: 1000 }],
			[CAMPAIGN, { at: 'budget', set: 1000 }],
		),
		findings: [
			{
				kind: 'new field',
				place: 'Campaign.budget',
				message: 'a field that the contract does not have: integer',
				operations: ['listCampaigns', 'getCampaign'],
				change: {
					kind: 'add property',
					at: ['components', 'schemas', 'Campaign'],
					name: 'budget',
					types: ['integer'],
				},
			},
		],
	},
	{
		name: 'webhooks do not say where they lead',
		plant: rewriting(
			service,
			[/Webhooks$/, { at: '*.callbackUrl', remove: true }],
			[/Webhooks\/\d+$/, { at: 'callbackUrl', remove: true }],
		),
		findings: [
			{
				kind: 'missing field',
				place: 'Webhook.callbackUrl',
				message: 'The field did not come',
				operations: ['listWebhooks', 'getWebhook'],
			},
		],
	},
	{
		name: 'a time of sessions has no offset',
		plant: rewriting(
			service,
			[SESSIONS, { at: '*.operators.*.joined', replace: { pattern: '\\+00:00$', with: '' } }],
			[SESSION, { at: 'operators.*.joined', replace: { pattern: '\\+00:00$', with: '' } }],
		),
		findings: [
			{
				kind: 'format',
				place: 'SessionOperator.joined',
				message: 'It does not have the documented format date-time',
				operations: ['listSessions', 'getSession'],
			},
		],
	},
	{
		name: 'durations are written hh:mm:ss',
		plant: rewriting(
			service,
			[SESSIONS, { at: '*.waited', set: '00:01:14' }],
			[SESSION, { at: 'waited', set: '00:01:14' }],
		),
		findings: [
			{
				kind: 'format',
				place: 'Session.waited',
				message: 'It does not have the documented format duration',
				operations: ['listSessions', 'getSession'],
			},
		],
	},
	{
		name: 'an identifier is no UUID',
		plant: rewriting(service, [/Companies(\/\d+)?$/, { at: 'companyGuid', set: 'company-295' }]),
		findings: [
			{
				kind: 'format',
				place: 'Company.companyGuid',
				message: 'It does not have the documented format uuid',
				operations: ['getOwnCompany', 'getCompany'],
			},
		],
	},
	{
		name: 'sessions can have a further status',
		plant: rewriting(service, [SESSIONS, { at: '0.status', set: 'PAUSED' }]),
		findings: [
			{
				kind: 'new value',
				place: 'Session.status',
				message: 'a value that the contract does not have: PAUSED',
				operations: ['listSessions'],
				change: { kind: 'add value', at: field('Session', 'status'), value: 'PAUSED' },
			},
		],
	},
	{
		name: 'e-mail threads can have a further state',
		plant: rewriting(service, [/EmailThreads\/\d+$/, { at: 'state', set: 'Archived' }]),
		findings: [
			{
				kind: 'new value',
				place: 'EmailThread.state',
				message: 'a value that the contract does not have: Archived',
				operations: ['getEmailThread'],
				change: { kind: 'add value', at: field('EmailThread', 'state'), value: 'Archived' },
			},
		],
	},
	{
		name: 'users can have a further role',
		plant: rewriting(service, [/Users$/, { at: '0.globalRoles', set: ['QualityManager'] }]),
		findings: [
			{
				kind: 'new value',
				place: 'User.globalRoles[]',
				message: 'a value that the contract does not have: QualityManager',
				operations: ['listUsers'],
				change: {
					kind: 'add value',
					at: [...field('User', 'globalRoles'), 'items'],
					value: 'QualityManager',
				},
			},
		],
	},
	{
		name: 'a language is a number',
		plant: rewriting(service, [SESSIONS, { at: '0.guest.language', set: 7 }]),
		findings: [
			{
				kind: 'type',
				place: 'Guest.language',
				message: 'It came as integer, and is documented as string or null',
				operations: ['listSessions'],
				change: { kind: 'add type', at: field('Guest', 'language'), type: 'integer' },
			},
		],
	},
	{
		name: 'a list is wrapped in an object',
		plant: rewriting(service, [/Tags$/, { at: '', wrap: 'items' }]),
		findings: [
			{
				kind: 'type',
				place: 'listTags',
				message: 'It came as object, and is documented as array',
				operations: ['listTags'],
			},
		],
	},
	{
		name: 'one record comes as a list',
		plant: rewriting(service, [/EmailThreads\/\d+$/, { at: '', set: [{ id: 4200003 }] }]),
		findings: [
			{
				kind: 'type',
				place: 'EmailThread',
				message: 'It came as array, and is documented as object',
				operations: ['getEmailThread'],
			},
		],
	},
	{
		name: 'the answer to a login does not say what the token is',
		plant: rewriting(service, ['/connect/token', { at: 'token_type', remove: true }]),
		findings: [
			{
				kind: 'missing field',
				place: 'Token.token_type',
				message: 'The field did not come',
				operations: ['logIn'],
			},
		],
	},
];

const calls: Drift[] = [
	...[
		['listGroups', /Groups/, 405],
		['listDepartments', /Departments/, 404],
		['getCampaign', CAMPAIGN, 404],
	].map(([id, path, status]): Drift => ({
		name: `${String(id)}, whose path is convention, is answered with ${String(status)}`,
		plant: always({
			service,
			path: path as RegExp,
			kind: 'status',
			status: status as number,
		}),
		findings: [
			{
				kind: 'missing call',
				place: String(id),
				message: `The path is only convention, and was answered with ${String(status)}`,
				operations: [String(id)],
			},
		],
		results: { [String(id)]: 'missing' },
	})),
	{
		name: 'an established call is not there',
		plant: always({ service, path: '/Tags', kind: 'status', status: 404 }),
		findings: [
			{
				kind: 'status',
				place: 'listTags',
				message: 'It was answered with 404',
				operations: ['listTags'],
			},
		],
		results: { listTags: 'missing' },
	},
	{
		name: 'the login has no right to a call',
		plant: (at) => at.configure({ mluvii: { deniedOperations: ['listTags'] } }),
		findings: [],
		results: { listTags: 'refused' },
	},
	{
		name: 'a call fails with a page',
		plant: always({
			service,
			path: '/MetricDashboards',
			kind: 'status',
			status: 500,
			headers: { 'content-type': 'text/html' },
			body: '<html><body>Server Error in Application</body></html>',
		}),
		findings: [
			{
				kind: 'status',
				place: 'listMetricDashboards',
				message: 'It was answered with 500, which the contract does not have',
				operations: ['listMetricDashboards'],
			},
		],
	},
	{
		name: 'a page comes in place of an answer',
		plant: always({ service, path: '/Tags', kind: 'htmlAfter' }),
		findings: [
			{
				kind: 'content type',
				place: 'listTags',
				message: 'The answer came as text/html, not as JSON',
				operations: ['listTags'],
			},
		],
	},
	{
		name: 'JSON is called a text',
		plant: always({
			service,
			path: '/Groups',
			kind: 'rewrite',
			headers: { 'content-type': 'text/plain; charset=utf-8' },
		}),
		findings: [
			{
				kind: 'content type',
				place: 'listGroups',
				message: 'The answer came as text/plain, not as JSON',
				operations: ['listGroups'],
			},
		],
	},
	{
		name: 'half of an answer comes',
		plant: always({ service, path: '/Groups', kind: 'truncated' }),
		findings: [
			{
				kind: 'content type',
				place: 'listGroups',
				message: 'The answer is said to be JSON, and cannot be read as such',
				operations: ['listGroups'],
			},
		],
	},
	{
		name: 'an answer is empty',
		plant: always({ service, path: '/Groups', kind: 'empty' }),
		findings: [
			{
				kind: 'type',
				place: 'listGroups',
				message: 'The answer is empty',
				operations: ['listGroups'],
			},
		],
	},
];

it.each([...fields, ...calls])('$name', async (drift) => {
	await expectFound(sandbox(), service, drift);
});
