import { isFilled, rows, secondsOf, sizeOf, type Row } from '../answers';
import { isObject } from '../json';
import { remember, type Learned, type Memory, type Step } from '../plan';
import { ID, isInWindow, LARGE_PAGE, PAGE, VALUE, WINDOW } from './learned';

/** No ID of a user; the largest that the contract allows. */
const NO_ID = 2_147_483_647;
const DAY_MS = 86_400_000;

/** Every request that is sent to Mluvii, in its order. */
export function mluviiSteps(now: Date): Step[] {
	const page = { limit: PAGE, offset: 0 };
	return [
		{ id: 'login', operation: 'logIn', sender: 'n8n', why: 'Log in' },
		{
			id: 'company',
			operation: 'getOwnCompany',
			why: 'Read the company of the login',
			learn: (body, memory) => {
				remember(memory, ID.company, isObject(body) ? body.id : undefined);
			},
		},
		{
			id: 'company.byId',
			operation: 'getCompany',
			params: { id: ID.company },
			why: 'Read it by ID',
		},
		{
			id: 'metricSettings',
			operation: 'getMetricSettings',
			params: { id: ID.company },
			mayBeAbsent: true,
			why: 'Read where its metrics are stored; the answer has a token in it, which is not kept',
		},
		list('departments', 'listDepartments', 'List the departments', ID.department),
		list('groups', 'listGroups', 'List the groups'),
		list('users', 'listUsers', 'List the users', ID.user),
		{ id: 'user', operation: 'getUser', params: { id: ID.user }, why: 'Read one user' },
		{ id: 'states', operation: 'listOperatorStates', why: 'Read the states of all operators' },
		{
			id: 'stateHistory',
			operation: 'listOperatorStateHistory',
			params: { id: ID.user },
			query: {
				LastModified: new Date(now.getTime() - 30 * DAY_MS).toISOString().replace('Z', ''),
				Limit: 20,
				Page: 1,
			},
			why: 'Read the states of one user in the last 30 days',
		},
		list('tags', 'listTags', 'List the tags'),
		list('webhooks', 'listWebhooks', 'List the webhooks', ID.webhook),
		{ id: 'webhook', operation: 'getWebhook', params: { id: ID.webhook }, why: 'Read one webhook' },
		{
			id: 'dashboards',
			operation: 'listMetricDashboards',
			query: { companyId: ID.company },
			why: 'List the metric dashboards',
		},
		{
			...list('campaigns', 'listCampaigns', 'List campaigns', ID.campaign),
			query: page,
		},
		{
			id: 'campaign',
			operation: 'getCampaign',
			params: { id: ID.campaign },
			why: 'Read one campaign',
		},
		{
			id: 'campaignContacts',
			operation: 'listCampaignContacts',
			params: { id: ID.campaign },
			query: page,
			why: 'List the contacts of that campaign',
		},
		{
			id: 'sessions',
			operation: 'listSessions',
			query: page,
			why: 'List sessions, as many as the node reads at once',
			learn: learnSessions,
		},
		{
			id: 'sessions.next',
			operation: 'listSessions',
			query: { limit: PAGE, offset: VALUE.rows },
			why: 'See whether the list goes on, to find the largest page',
		},
		{ id: 'session', operation: 'getSession', params: { id: ID.session }, why: 'Read one session' },
		{
			id: 'callParams',
			operation: 'getSessionCallParams',
			params: { id: ID.session },
			why: 'Read its call parameters',
		},
		{
			id: 'contacts',
			operation: 'listContacts',
			query: page,
			mayRefuse: [400],
			why: 'List contacts',
			learn: learnContacts,
		},
		{
			id: 'contacts.ofDepartment',
			operation: 'listContacts',
			query: { ...page, departmentId: ID.department },
			when: {
				words: 'contacts are listed for a department only',
				holds: (memory) => !memory.has(VALUE.came.name),
			},
			why: 'List the contacts of one department',
			learn: learnContacts,
		},
		{ id: 'contact', operation: 'getContact', params: { id: ID.contact }, why: 'Read one contact' },
		{
			id: 'contact.ofSession',
			operation: 'getContact',
			params: { id: ID.guest },
			isProbe: true,
			why: 'See whether the identity of a guest is the ID of a contact',
		},
		{
			id: 'emailThread',
			operation: 'getEmailThread',
			params: { id: ID.emailThread },
			// The user may have mistyped it.
			mayBeAbsent: true,
			why: 'Read one e-mail thread',
		},
		{
			id: 'emailThread.params',
			operation: 'getEmailThreadParams',
			params: { id: ID.emailThread },
			// The user may have mistyped it.
			mayBeAbsent: true,
			why: 'Read its parameters',
		},
		{
			id: 'recording',
			operation: 'downloadFile',
			sender: 'token',
			address: VALUE.recording,
			mayRefuse: [401, 403],
			why: 'Ask for a recording, and read only the head of the answer',
		},
		{
			id: 'file',
			operation: 'downloadFile',
			sender: 'token',
			address: VALUE.file,
			mayRefuse: [401, 403],
			why: 'Ask for a shared file, and read only the head of the answer',
		},
		...probeSteps(),
	];
}

function probeSteps(): Step[] {
	const lists = [
		['users', 'listUsers'],
		['tags', 'listTags'],
		['webhooks', 'listWebhooks'],
		['departments', 'listDepartments'],
		['groups', 'listGroups'],
		['contacts', 'listContacts'],
		['campaigns', 'listCampaigns'],
	] as const;
	return [
		{
			id: 'file.withoutToken',
			operation: 'downloadFile',
			isProbe: true,
			sender: 'nobody',
			address: VALUE.file,
			why: 'See whether a shared file needs a login, by the head of the answer',
		},
		{
			id: 'sessions.large',
			operation: 'listSessions',
			query: { limit: LARGE_PAGE, offset: 0 },
			isProbe: true,
			mayRefuse: [400],
			when: {
				words: `the first page had ${PAGE} sessions`,
				holds: (memory) => Number(memory.get(VALUE.rows.name)) >= PAGE,
			},
			why: 'See whether a larger page comes as a whole',
		},
		{
			id: 'sessions.window',
			operation: 'listSessions',
			query: { 'Created.Min': VALUE.from, 'Created.Max': VALUE.to, limit: PAGE, offset: 0 },
			why: 'See whether the filter by time of creation works',
			learn: (body, memory) => {
				const found = rows(body) ?? [];
				const isFiltered = found.length > 0 && found.every(isInWindow(memory));
				if (isFiltered) memory.set(VALUE.windowRows.name, found.length);
			},
		},
		{
			id: 'sessions.noLimit',
			operation: 'listSessions',
			query: { 'Created.Min': VALUE.from, 'Created.Max': VALUE.to },
			// Else all that there ever was might come.
			when: {
				words: 'that filter works',
				holds: (memory) => memory.has(VALUE.windowRows.name),
			},
			why: `See how many come without a limit, of no more than about ${WINDOW}`,
		},
		{
			id: 'sessions.channel',
			operation: 'listSessions',
			query: { Channel: VALUE.channel, limit: 20, offset: 0 },
			why: 'See whether the filter by channel works',
		},
		{
			id: 'sessions.channels',
			operation: 'listSessions',
			query: { Channel: ['Chat', 'Phone'], limit: PAGE, offset: 0 },
			why: 'See whether a repeated filter means any of the values',
		},
		{
			id: 'sessions.duration',
			operation: 'listSessions',
			query: { 'Duration.Min': VALUE.duration, limit: 20, offset: 0 },
			mayRefuse: [400],
			why: 'See whether durations are filtered by hh:mm:ss',
		},
		{
			id: 'sessions.client',
			operation: 'listSessions',
			query: { ClientId: ID.guest, limit: 20, offset: 0 },
			why: 'See whether ClientId is the contact of a session',
		},
		{
			id: 'sessions.channelIdentity',
			operation: 'listSessions',
			query: { ChannelIdentityId: ID.channelGuest, limit: 20, offset: 0 },
			why: 'See whether ChannelIdentityId is the channel identity of a session',
		},
		{
			id: 'sessions.lowerCase',
			operation: 'listSessions',
			query: { limit: 1, offset: 0 },
			respell: (path: string) => path.toLowerCase(),
			isProbe: true,
			why: 'See whether paths may be written in lower case',
		},
		...lists.map(([name, operation]): Step => ({
			id: `${name}.limit`,
			operation,
			query: { limit: 1, offset: 0 },
			mayRefuse: [400],
			why: `See whether "limit" counts for ${name}`,
		})),
		{
			id: 'contacts.whole',
			operation: 'listContacts',
			query: { filterField: VALUE.field, filterValue: VALUE.value, limit: 20, offset: 0 },
			mayRefuse: [400],
			why: 'Find a contact by a value',
		},
		{
			id: 'contacts.part',
			operation: 'listContacts',
			query: { filterField: VALUE.field, filterValue: VALUE.part, limit: 20, offset: 0 },
			mayRefuse: [400],
			why: 'See whether a part of the value finds it as well',
		},
		{
			id: 'refusal.notFound',
			operation: 'getUser',
			params: { id: NO_ID },
			isProbe: true,
			why: 'See how Mluvii says that there is no such record',
		},
		{
			id: 'refusal.invalid',
			operation: 'listSessions',
			// Of one session only, should the limit be passed over.
			query: { SessionId: ID.session, limit: 'none', offset: 0 },
			isProbe: true,
			why: 'See how Mluvii refuses a value that is no number',
		},
		{
			id: 'refusal.noToken',
			operation: 'listUsers',
			sender: 'nobody',
			isProbe: true,
			why: 'See how Mluvii answers without a login',
		},
		{
			id: 'refusal.wrongToken',
			operation: 'listUsers',
			sender: 'stranger',
			isProbe: true,
			why: 'See how Mluvii answers a token that is made up',
		},
		{
			id: 'refusal.login',
			operation: 'logIn',
			sender: 'stranger',
			body: {
				response_type: 'token',
				grant_type: 'client_credentials',
				client_id: 'live-check-without-account',
				client_secret: 'live-check-without-account',
			},
			isProbe: true,
			why: 'See how Mluvii refuses a login, by an account that does not exist',
		},
	];
}

/** A list, with the ID of its first record for later. */
function list(id: string, operation: string, why: string, first?: Learned): Step {
	return {
		id,
		operation,
		why,
		learn: (body, memory) => {
			if (first) remember(memory, first, rows(body)?.[0]?.id);
		},
	};
}

function learnSessions(body: unknown, memory: Memory): void {
	const sessions = rows(body) ?? [];
	remember(memory, VALUE.rows, sessions.length > 0 ? sessions.length : undefined);
	const over = sessions.filter(({ ended }) => isFilled(ended));
	// One that goes on would be another one a moment later.
	const withMost = (over.length > 0 ? over : sessions).toSorted(
		(a, b) => sizeOf(b.activities) - sizeOf(a.activities),
	);
	remember(memory, ID.session, withMost[0]?.id);
	remember(memory, VALUE.channel, sessions[0]?.channel);
	const guests = sessions.map(({ guest }) => (isObject(guest) ? guest : {}));
	remember(memory, ID.guest, guests.find(({ identity }) => isFilled(identity))?.identity);
	remember(
		memory,
		ID.channelGuest,
		guests.find(({ channelIdentity }) => isFilled(channelIdentity))?.channelIdentity,
	);
	const times = sessions
		.map(({ created }) => created)
		.filter((created) => typeof created === 'string')
		.toSorted((a, b) => Date.parse(b) - Date.parse(a));
	if (times.length >= 8) {
		// Without the newest, so that it shows if the filter is ignored.
		remember(memory, VALUE.to, times[Math.min(10, Math.floor(times.length / 4))]);
		remember(memory, VALUE.from, times[Math.min(WINDOW, times.length) - 1]);
	}
	const lengths = sessions
		.map(({ length }) => secondsOf(length))
		.filter((seconds) => seconds > 0)
		.toSorted((a, b) => a - b);
	const middle = lengths[Math.floor(lengths.length / 2)] ?? 0;
	if (middle > (lengths[0] ?? 0)) remember(memory, VALUE.duration, timeSpanOf(middle));
	const recordings = sessions.flatMap(({ recordings: some }) => rows(some) ?? []);
	const files = sessions.flatMap(({ activities }) =>
		(rows(activities) ?? []).flatMap(({ file }) => (isObject(file) ? [file] : [])),
	);
	remember(memory, VALUE.recording, recordings.find(isThere)?.downloadUrl);
	remember(memory, VALUE.file, files.find(isThere)?.downloadUrl);
}

function learnContacts(body: unknown, memory: Memory): void {
	const contacts = rows(body);
	if (contacts === undefined) return;
	memory.set(VALUE.came.name, contacts.length);
	remember(memory, ID.contact, contacts[0]?.id);
	const values = contacts.map(({ data }) => (isObject(data) ? Object.entries(data) : []));
	const pairs = values.flatMap((entries) =>
		entries.map(([field, value]) => `${field} ${[value].flat().join()}`),
	);
	for (const [field, value] of values[0] ?? []) {
		const [first, ...others]: unknown[] = [value].flat();
		if (typeof first !== 'string' || first.length < 6 || others.length > 0) continue;
		// One that others have, too, would not show whether a filter works.
		if (pairs.filter((pair) => pair === `${field} ${first}`).length > 1) continue;
		remember(memory, VALUE.field, field);
		remember(memory, VALUE.value, first);
		remember(memory, VALUE.part, first.slice(0, -2));
		return;
	}
}

/** Seconds as .NET writes a TimeSpan, without fractions. */
function timeSpanOf(seconds: number): string {
	return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
		.map((part) => String(Math.floor(part)).padStart(2, '0'))
		.join(':');
}

function isThere({ downloadUrl, isDeleted, isUploading }: Row): boolean {
	return isFilled(downloadUrl) && isDeleted !== true && isUploading !== true;
}
