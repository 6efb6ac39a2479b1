import { always, answersOf, expectFound, rewriting, seen, type Drift } from './drift';
import { useSandbox } from './support';

const sandbox = useSandbox();

const service = 'mluvii';

const behaviour: Drift[] = [
	{
		name: 'pages are cut to 50',
		plant: (at) => at.configure({ mluvii: { maxPageSize: 50 } }),
		...seen('sessions.cap', 'yes, to 50'),
	},
	{
		name: 'pages are cut to what the node asks for',
		plant: (at) => at.configure({ mluvii: { maxPageSize: 200 } }),
		...seen('sessions.cap', 'yes, to 200'),
	},
	{
		name: 'the oldest sessions come first',
		plant: (at) => at.configure({ mluvii: { sessionOrder: 'oldestFirst' } }),
		...seen('sessions.order', 'the oldest first'),
	},
	{
		name: 'IDs of sessions do not follow their times',
		plant: rewriting(service, [/Sessions$/, { at: '0.id', set: 5 }]),
		...seen('sessions.idOrder', 'no'),
	},
	{
		name: 'lists have less of a session',
		plant: (at) => at.configure({ mluvii: { listedSessions: 'lighter' } }),
		...seen('sessions.listed', 'no'),
	},
	{
		name: 'the filter by time of creation does nothing',
		plant: rewriting(service, [/Created\.Min=/, { at: '0.created', set: '2020-01-01T00:00:00Z' }]),
		...seen('filter.created', 'no'),
	},
	{
		name: 'the filter by channel does nothing',
		plant: rewriting(service, [/Channel=\w+&limit=20\b/, { at: '0.channel', set: 'AV' }]),
		...seen('filter.channel', 'no'),
	},
	{
		name: 'of a repeated filter only the last counts',
		plant: rewriting(service, [/Channel=\w+&Channel=/, { at: '*.channel', set: 'Phone' }]),
		...seen('filter.repeated', 'no'),
	},
	{
		name: 'durations in filters are as in answers',
		plant: (at) => at.configure({ mluvii: { durationFilter: 'iso' } }),
		...seen('filter.duration', 'not as hh:mm:ss (400)'),
	},
	{
		name: 'the filter by length does nothing',
		plant: rewriting(service, [/Duration\.Min=/, { at: '0.length', set: 'PT1S' }]),
		...seen('filter.duration', 'the filter is ignored'),
	},
	{
		name: 'ClientId is something else',
		plant: rewriting(service, [/ClientId=/, { at: '', set: [] }]),
		...seen('filter.clientId', 'no'),
	},
	{
		name: 'ChannelIdentityId is something else',
		plant: rewriting(service, [/ChannelIdentityId=/, { at: '0.guest.channelIdentity', set: 1 }]),
		...seen('filter.channelIdentityId', 'no'),
	},
	{
		name: 'the identity of a guest is no contact',
		plant: always({ service, path: /Contacts\/5002\d\d$/, kind: 'status', status: 404 }),
		...seen('guest.identity', 'no'),
	},
	{
		name: 'paths have one spelling',
		plant: always({ service, path: /\/sessions\?/, kind: 'status', status: 404 }),
		...seen('path.case', 'no'),
	},
	{
		name: 'users come in pages',
		plant: rewriting(service, [/Users\?limit=1&/, { at: '', set: [{ id: 1, username: 'a.b' }] }]),
		...seen('paging.users', 'yes'),
	},
	{
		// There is one webhook only, which says nothing.
		name: 'all short lists come in pages',
		plant: (at) => at.configure({ mluvii: { pagedLists: true } }),
		findings: ['users', 'tags', 'departments', 'groups'].map((list) => ({
			kind: 'behaviour',
			place: `paging.${list}`,
			message: 'Seen: yes.',
		})),
	},
	{
		name: 'campaigns come as a whole',
		plant: rewriting(service, [
			/Campaigns\?limit=1&/,
			{ at: '1', set: { id: 5002, name: 'Second' } },
		]),
		...seen('paging.campaigns', 'no'),
	},
	{
		name: 'contacts are listed for a department only',
		plant: (at) => at.configure({ mluvii: { contactsNeedDepartment: true } }),
		...seen('contacts.department', 'no'),
	},
	{
		name: 'contacts are not sorted',
		plant: rewriting(service, [/Contacts\?limit=200/, { at: '1.id', set: 1 }]),
		...seen('contacts.order', 'not by ID'),
	},
	{
		name: 'recordings are at another host',
		plant: (at) =>
			always({
				service,
				path: /source=recording/,
				kind: 'redirect',
				headers: { location: `${at.mluvii.storageUrl}/recording` },
			})(at),
		...seen('files.recording', 'by a redirect to another host'),
	},
	{
		name: 'all files are at another host',
		plant: (at) => at.configure({ mluvii: { fileHost: 'redirect' } }),
		findings: ['recording', 'shared'].map((kind) => ({
			kind: 'behaviour',
			place: `files.${kind}`,
			message: 'Seen: by a redirect to another host.',
		})),
	},
	{
		name: 'a recording is a web page',
		plant: always({ service, path: /source=recording/, kind: 'htmlAfter' }),
		...seen('files.recording', 'by a web page'),
	},
	{
		name: 'what is wrong is told as ProblemDetails',
		plant: (at) => at.configure({ mluvii: { invalidBody: 'problemDetails' } }),
		...seen('refusal.invalid', '400 with ProblemDetails and a list for each field'),
	},
	{
		name: 'what is not there is refused as wrong',
		plant: always({ service, path: /Users\/2147483647$/, kind: 'status', status: 400 }),
		...seen('refusal.notFound', '400'),
	},
	{
		name: 'a token is good for half an hour',
		plant: (at) => at.configure({ mluvii: { tokenLifetimeSeconds: 1800 } }),
		...seen('token.life', '1800 seconds'),
	},
	{
		name: 'a login gives a refresh token',
		plant: rewriting(service, ['/connect/token', { at: 'refresh_token', set: 'r3fr3sh' }]),
		...seen('token.refresh', 'yes'),
	},
	{
		name: 'a missing token is told',
		plant: (at) => at.configure({ mluvii: { missingToken: '401' } }),
		...seen('refusal.noToken', '401'),
	},
	{
		name: 'a wrong secret is answered with 401',
		plant: (at) => at.configure({ mluvii: { wrongSecretStatus: 401 } }),
		...seen('refusal.login', '401 with an OAuth error'),
	},
];

it.each(behaviour)('$name', async (drift) => {
	await expectFound(sandbox(), service, drift);
});

describe('what may be so or so', () => {
	it('what is wrong, where that is too much for the service', async () => {
		await always({ service, path: /limit=none/, kind: 'status', status: 500 })(sandbox());
		const answers = await answersOf(sandbox(), service);
		expect(answers['refusal.invalid']).toBeUndefined();
	});

	it('a large page, where that is too much for the service', async () => {
		await sandbox().setSessions(300);
		await always({ service, path: /limit=400/, kind: 'status', status: 503 })(sandbox());
		const answers = await answersOf(sandbox(), service);
		expect(answers['sessions.cap']).toBeUndefined();
	});

	it.each([
		['redirect', 'a redirect to the login page'],
		['html', 'a web page (200)'],
	] as const)('a token that is not good: %s', async (badToken, answer) => {
		await sandbox().configure({ mluvii: { badToken } });
		expect(await answersOf(sandbox(), service)).toMatchObject({ 'refusal.wrongToken': answer });
	});

	it('sessions that begin meanwhile, and at the same moment', async () => {
		await sandbox().setSessions(60);
		const [, second, third] = await sandbox().sessions();
		const created = new Date(Date.now() - 80 * 60_000).toISOString();
		for (const id of [second, third]) await sandbox().changeSession({ id: Number(id), created });
		await sandbox().configure({ mluvii: { addSessionPerListRequest: 1 } });
		const answers = await answersOf(sandbox(), service);
		expect(answers['sessions.cap']).toBeUndefined();
	});
});

describe('questions without an expected answer', () => {
	it('are answered as the service is', async () => {
		expect(await answersOf(sandbox(), service)).toMatchObject({
			'contacts.filter': 'no',
			'files.token': 'yes',
			'limits.headers': 'no',
			'sessions.defaultLimit': '100',
			'activities.order': expect.stringMatching(/^in \d+ of \d+ sessions$/) as string,
		});
	});

	it('are answered as the service is otherwise', async () => {
		await sandbox().configure({
			mluvii: { defaultPageSize: null, contactFilter: 'contains', fileNeedsToken: false },
		});
		await rewriting(service, [
			/Sessions$/,
			{ at: '*.activities.*.time', set: '2026-01-02T00:00:00Z' },
			{ at: '*.activities.0.time', set: '2026-01-01T00:00:00Z' },
		])(sandbox());
		await always({ service, path: '/metricSettings', kind: 'status', status: 404 })(sandbox());
		await always({
			service,
			path: '/Groups',
			kind: 'rewrite',
			headers: { 'x-ratelimit-limit': '100' },
		})(sandbox());
		expect(await answersOf(sandbox(), service)).toMatchObject({
			'contacts.filter': 'yes',
			'files.token': 'no',
			'limits.headers': 'yes: x-ratelimit-limit',
			'sessions.defaultLimit': 'at least 140',
			'activities.order': 'yes',
		});
	});
});
