import {
	accessToken,
	all,
	claimsOf,
	handedOut,
	isJwt,
	lifetimeOf,
	limitHeaders,
	needsLogin,
	ofLast,
	orderOf,
	refusalShape,
	rows,
	rowsIn,
	rowsOf,
	secondsOf,
	sizeOf,
	turnedAway,
	yesNo,
	type Row,
} from '../answers';
import { isObject } from '../json';
import { describedQuestion, openQuestions, type Learned, type Probe, type Seen } from '../plan';
import { ID, isInWindow, PAGE, VALUE } from './learned';

const SOURCE = 'mluvii-api.md, section';

/** Both are documented. */
const TURNED_AWAY = ['a redirect to the login page', 'a web page (200)'];

/** The open questions about Mluvii: docs/reference/mluvii-api.md, sections 17 and 18. */
export const mluviiProbes: Probe[] = [
	{
		id: 'token.life',
		question: 'How long is a token good?',
		source: `${SOURCE} 2.1`,
		expected: '3600 seconds',
		answer: (seen) => lifetimeOf(seen.last('login')),
		otherwise: 'There was no login',
	},
	{
		id: 'token.form',
		question: 'What is a token?',
		source: `${SOURCE} 2.1`,
		expected: 'a JWT',
		answer: (seen) => {
			const token = accessToken(seen.last('login'));
			return token && (isJwt(token) ? 'a JWT' : 'no JWT');
		},
		otherwise: 'There was no login',
	},
	{
		id: 'token.scope',
		question: 'Which scope does a token have?',
		source: `${SOURCE}s 2.1 and 17.8`,
		answer: (seen) => {
			const scope = claimsOf(accessToken(seen.last('login')))?.scope;
			if (scope === undefined) return undefined;
			const all = [scope].flat().flatMap((one) => (typeof one === 'string' ? one.split(' ') : []));
			return all.includes('mluviiPublicApi')
				? `mluviiPublicApi${all.length > 1 ? `, and ${all.length - 1} more` : ''}`
				: `${all.length} without mluviiPublicApi`;
		},
		otherwise: 'The token does not say so',
	},
	{
		id: 'token.refresh',
		question: 'Does the login with username and password give a refresh token?',
		source: `${SOURCE} 2.1`,
		expected: 'no',
		answer: (seen) => {
			const body = seen.last('login')?.body;
			return isObject(body) ? yesNo('refresh_token' in body) : undefined;
		},
		otherwise: 'There was no login',
	},
	{
		id: 'refusal.login',
		question: 'How is a login refused?',
		source: `${SOURCE}s 1 and 17.4`,
		expected: '400 with an OAuth error',
		answer: ofLast('refusal.login', refusalShape),
		otherwise: 'It was not asked, or not answered',
	},
	{
		id: 'refusal.noToken',
		question: 'What is the answer without a token?',
		source: `${SOURCE} 1`,
		expected: TURNED_AWAY,
		answer: ofLast('refusal.noToken', turnedAway),
		otherwise: 'It was not asked, or not answered',
	},
	{
		id: 'refusal.wrongToken',
		question: 'What is the answer to a token that is not good?',
		source: `${SOURCE} 1`,
		expected: ['401', ...TURNED_AWAY],
		answer: ofLast('refusal.wrongToken', turnedAway),
		otherwise: 'It was not asked, or not answered',
	},
	{
		id: 'refusal.invalid',
		question: 'What does a refusal of a wrong value look like?',
		source: `${SOURCE}s 1 and 17.4`,
		expected: '400 with a text for each field',
		answer: ofLast('refusal.invalid', refusalShape),
		otherwise: 'It was not asked, or not answered',
	},
	{
		id: 'refusal.notFound',
		question: 'What is the answer where there is no such record?',
		source: `${SOURCE} 1`,
		expected: '404',
		answer: ofLast('refusal.notFound', ({ status }) => String(status)),
		otherwise: 'It was not asked, or not answered',
	},
	{
		id: 'sessions.order',
		question: 'In which order do sessions come?',
		source: `${SOURCE}s 3 and 17.3`,
		expected: 'the newest first',
		answer: (seen) =>
			orderOf(rowsOf(seen, 'sessions').map(({ created }) => Date.parse(String(created)))),
		otherwise: 'There were fewer than two sessions',
	},
	{
		id: 'sessions.idOrder',
		question: 'Do later sessions have larger IDs?',
		source: `${SOURCE} 17.3`,
		expected: 'yes',
		answer: (seen) => {
			const dated = rowsOf(seen, 'sessions')
				.map(({ created, id }) => ({ at: Date.parse(String(created)), id: Number(id) }))
				.filter(({ at }) => !Number.isNaN(at))
				// At the same moment, either one is the later one.
				.toSorted((a, b) => a.at - b.at || a.id - b.id);
			const order = orderOf(dated.map(({ id }) => id));
			return order && yesNo(order === 'the oldest first');
		},
		otherwise: 'There were fewer than two sessions',
	},
	{
		id: 'sessions.cap',
		question: 'Is a page cut that is larger than some limit?',
		source: `${SOURCE}s 1 and 17.3`,
		expected: `not up to ${PAGE}`,
		answer: (seen) => {
			const [first, next, large] = ['sessions', 'sessions.next', 'sessions.large'].map((step) =>
				rowsIn(seen.last(step)),
			);
			if (first === undefined) return undefined;
			if (first.length >= PAGE) {
				if (seen.last('sessions.large')?.status === 400) return `yes, to ${PAGE}`;
				if (large === undefined) return undefined;
				if (large.length > PAGE) return `not up to ${PAGE}`;
			}
			// A session that began in between moves another one to the next page.
			const known = new Set(first.map(({ id }) => id));
			const further = (next ?? []).filter(({ id }) => !known.has(id));
			return further.length > 0 ? `yes, to ${first.length}` : undefined;
		},
		otherwise: 'There were not enough sessions',
	},
	{
		id: 'sessions.defaultLimit',
		question: 'How many sessions come without a limit?',
		source: `${SOURCE}s 1 and 17.3`,
		answer: (seen) => {
			const found = rowsIn(seen.last('sessions.noLimit'))?.length;
			const inWindow = Number(seen.memory.get(VALUE.windowRows.name) ?? 0);
			if (found === undefined || inWindow < 11) return undefined;
			return found < inWindow ? String(found) : `at least ${inWindow}`;
		},
		otherwise: 'There were not enough sessions',
	},
	{
		id: 'filter.created',
		question: 'Does the filter by time of creation work?',
		source: `${SOURCE} 1`,
		expected: 'yes',
		answer: (seen) => {
			const found = rowsIn(seen.last('sessions.window'));
			if (found?.length === 0) return 'no';
			return all(found, isInWindow(seen.memory));
		},
		otherwise: 'There were not enough sessions',
	},
	{
		id: 'filter.channel',
		question: 'Does the filter by channel work?',
		source: `${SOURCE} 1`,
		expected: 'yes',
		answer: (seen) =>
			all(
				severalIn(seen) ? rowsIn(seen.last('sessions.channel')) : undefined,
				({ channel }) => channel === seen.memory.get(VALUE.channel.name),
			),
		otherwise: 'There were no sessions of several channels',
	},
	{
		id: 'filter.repeated',
		question: 'Does a filter that comes twice mean any of the values?',
		source: `${SOURCE} 1`,
		expected: 'yes',
		answer: (seen) => {
			const channels = new Set(rowsOf(seen, 'sessions').map(({ channel }) => channel));
			const rows = rowsIn(seen.last('sessions.channels'));
			if (rows === undefined || !channels.has('Chat') || !channels.has('Phone')) return undefined;
			const found = new Set(rows.map(({ channel }) => channel));
			return yesNo(found.size === 2 && found.has('Chat') && found.has('Phone'));
		},
		otherwise: 'There were no sessions of both channels',
	},
	{
		id: 'filter.duration',
		question: 'How is a duration written in a filter?',
		source: `${SOURCE} 1`,
		expected: 'hh:mm:ss',
		answer: (seen) => {
			const { status = 0 } = seen.last('sessions.duration') ?? {};
			if (status >= 400) return `not as hh:mm:ss (${status})`;
			const least = secondsOf(seen.memory.get(VALUE.duration.name));
			const found = rowsIn(seen.last('sessions.duration'));
			const isLonger = all(found, ({ length }) => secondsOf(length) >= Math.floor(least));
			return isLonger && (isLonger === 'yes' ? 'hh:mm:ss' : 'the filter is ignored');
		},
		otherwise: 'There were not enough sessions of different lengths',
	},
	{
		id: 'filter.clientId',
		question: 'Is ClientId the contact of a session?',
		source: `${SOURCE} 18.2`,
		expected: 'yes',
		answer: (seen) => foundBy(seen, 'sessions.client', 'identity', ID.guest),
		otherwise: 'No session had a contact',
	},
	{
		id: 'filter.channelIdentityId',
		question: 'Is ChannelIdentityId the channel identity of a session?',
		source: `${SOURCE} 18.2`,
		expected: 'yes',
		answer: (seen) => foundBy(seen, 'sessions.channelIdentity', 'channelIdentity', ID.channelGuest),
		otherwise: 'No session had one',
	},
	{
		id: 'guest.identity',
		question: 'Is the identity of a guest the ID of a contact?',
		source: `${SOURCE} 18.2`,
		expected: 'yes',
		answer: (seen) => {
			const { status } = seen.last('contact.ofSession') ?? {};
			if (status === 200) return 'yes';
			// Else it may be the path that is not there.
			return status === 404 && seen.last('contact')?.status === 200 ? 'no' : undefined;
		},
		otherwise: 'No session had a contact',
	},
	{
		id: 'sessions.listed',
		question: 'Does a list have all that there is of a session?',
		source: `${SOURCE} 3`,
		expected: 'yes',
		answer: (seen) => {
			const session = seen.last('session')?.body;
			const listed = rowsOf(seen, 'sessions').find(
				({ id }) => id === seen.memory.get(ID.session.name),
			);
			if (!isObject(session) || !listed) return undefined;
			const isLess = (name: string) =>
				!(name in listed) || sizeOf(listed[name]) < sizeOf(session[name]);
			return yesNo(!Object.keys(session).some(isLess));
		},
		otherwise: 'There was no session',
	},
	{
		id: 'activities.order',
		question: 'Do the activities of a session come in their order?',
		source: `${SOURCE} 18.2`,
		answer: (seen) => {
			const lists = rowsOf(seen, 'sessions').map(({ activities }) =>
				(rows(activities) ?? []).map(({ time }) => Date.parse(String(time))),
			);
			const orders = lists.map(orderOf).filter((order) => order !== undefined);
			if (orders.length === 0) return undefined;
			const ordered = orders.filter((order) => order === 'the oldest first').length;
			return ordered === orders.length ? 'yes' : `in ${ordered} of ${orders.length} sessions`;
		},
		otherwise: 'No session had several',
	},
	{
		id: 'path.case',
		question: 'May paths be written in lower case?',
		source: `${SOURCE} 1`,
		expected: 'yes',
		answer: ofLast('sessions.lowerCase', ({ status }) => yesNo(status === 200)),
		otherwise: 'It was not asked, or not answered',
	},
	...(
		[
			['users', 'no'],
			['tags', 'no'],
			['webhooks', 'no'],
			['departments', 'no'],
			['groups', 'no'],
			['contacts', 'yes'],
			['campaigns', 'yes'],
		] as const
	).map(([name, expected]): Probe => ({
		id: `paging.${name}`,
		question: `Does "limit" count for ${name}?`,
		source: `${SOURCE} 1`,
		expected,
		answer: (seen) => {
			const whole = rowsOf(seen, name).length;
			const limited = rowsIn(seen.last(`${name}.limit`))?.length;
			return limited === undefined || whole < 2 ? undefined : yesNo(limited === 1);
		},
		otherwise: 'There were fewer than two, or it was refused',
	})),
	{
		id: 'contacts.department',
		question: 'Can contacts be listed without a department?',
		source: `${SOURCE} 18.3`,
		expected: 'yes',
		answer: ofLast('contacts', ({ status }) =>
			status === 200 ? 'yes' : status === 400 ? 'no' : undefined,
		),
		otherwise: 'It was not asked, or not answered',
	},
	{
		id: 'contacts.order',
		question: 'Are contacts sorted by ID?',
		source: `${SOURCE} 5`,
		expected: ['by rising ID', 'by falling ID'],
		answer: (seen) => {
			const order = orderOf(rowsOf(seen, 'contacts').map(({ id }) => Number(id)));
			if (order === 'in neither order') return 'not by ID';
			return order && (order === 'the oldest first' ? 'by rising ID' : 'by falling ID');
		},
		otherwise: 'There were fewer than two contacts',
	},
	{
		id: 'contacts.filter',
		question: 'Does a part of a value find a contact?',
		source: `${SOURCE} 5`,
		answer: (seen) => {
			const whole = rowsIn(seen.last('contacts.whole'));
			const part = rowsIn(seen.last('contacts.part'));
			const isMeant = ({ id }: Row) => id === seen.memory.get(ID.contact.name);
			if (whole === undefined || part === undefined) return undefined;
			if (!whole.some(isMeant)) return 'not even the whole value does';
			// If every contact is found, nothing was looked for.
			if (whole.length >= Math.min(20, rowsOf(seen, 'contacts').length)) return undefined;
			return yesNo(part.some(isMeant));
		},
		otherwise: 'No contact had a value, or it was refused',
	},
	{
		id: 'files.recording',
		question: 'How is a recording handed out?',
		source: `${SOURCE} 18.2`,
		expected: 'directly',
		answer: (seen) => handedOut(seen, 'recording'),
		otherwise: 'No session had a recording',
	},
	{
		id: 'files.shared',
		question: 'How is a shared file handed out?',
		source: `${SOURCE} 18.2`,
		expected: 'directly',
		answer: (seen) => handedOut(seen, 'file'),
		otherwise: 'No session had a shared file',
	},
	{
		id: 'files.token',
		question: 'Does a shared file need a login?',
		source: `${SOURCE} 18.2`,
		answer: ofLast('file.withoutToken', needsLogin),
		otherwise: 'No session had a shared file, or the answer said neither',
	},
	{
		id: 'limits.headers',
		question: 'Do answers say how many requests are allowed?',
		source: `${SOURCE} 17.3`,
		answer: (seen) => limitHeaders(seen.all),
		otherwise: 'Nothing was answered',
	},
	describedQuestion({
		id: 'openid.endpoints',
		question: 'Where does OpenID Connect have its endpoints?',
		source: `${SOURCE} 2.2`,
		expected: 'authorize: as expected, token: as expected',
	}),
	describedQuestion({
		id: 'openid.scopes',
		question: 'Which scopes does OpenID Connect know?',
		source: `${SOURCE} 17`,
	}),
	describedQuestion({
		id: 'openid.grants',
		question: 'In which ways can one log in?',
		source: `${SOURCE} 17`,
	}),
	describedQuestion({ id: 'openid.pkce', question: 'Is PKCE known?', source: `${SOURCE} 17` }),
	describedQuestion({
		id: 'openid.registration',
		question: 'Can a client register itself?',
		source: `${SOURCE} 17`,
	}),
	...openQuestions(`${SOURCE} 17`, 'Only a request that changes something would show it', {
		'write.callParams': 'Do call parameters stay that a PUT does not name?',
		'write.departments': 'Does a PUT of departments replace those of a user?',
		'write.contact': 'Do fields of a contact stay that a PUT does not name?',
		'write.answers': 'What is in the answers of what creates or changes something?',
		'write.webhooks': 'When is a delivery retried, and is an address given back unchanged?',
	}),
	describedQuestion({
		id: 'described.calls',
		question: 'Which calls are there beside those of the contract?',
		source: `${SOURCE} 17`,
	}),
	...openQuestions(`${SOURCE} 18`, 'Only a request that changes something would show it', {
		'write.spelling': 'Are the fields of a body taken in any case?',
		'write.contactDepartment': 'Can contacts be created without a department?',
		'write.emailFields': 'Does an e-mail thread take clientEmail, or clientEmails?',
		'write.campaignFields': 'Do contacts for a campaign need contactInfoField?',
		'write.chatbot': 'Which activities and spellings does a chatbot take?',
		'write.chatbotOrder': 'In which order do the messages of a chat come to a chatbot?',
		'write.chatbotEnded': 'How does one ask for ConversationEnded?',
		'write.nativeClient': 'Can one still log in by publicApiNativeClient?',
	}),
	...openQuestions(`${SOURCE} 17`, 'It does not show as long as the limit is kept', {
		'limits.status': 'How are too many requests refused?',
	}),
	...openQuestions(`${SOURCE} 17`, 'Only a description by Mluvii would say it', {
		'described.lists': 'Are there lists of inboxes, break states, chatbots and routing rule sets?',
		'described.limits': 'How many requests are allowed, and what is the largest page?',
		'described.rights': 'Which rights can an API key have?',
		'described.redirect': 'Can an address for the login screen be registered?',
	}),
];

/** Whether the list has sessions of several channels, so that a filter shows. */
function severalIn(seen: Seen): boolean {
	return new Set(rowsOf(seen, 'sessions').map(({ channel }) => channel)).size > 1;
}

function foundBy(seen: Seen, step: string, field: string, { name }: Learned): string | undefined {
	const wanted = seen.memory.get(name);
	const found = rowsIn(seen.last(step));
	if (found === undefined || wanted === undefined) return undefined;
	return yesNo(
		found.length > 0 &&
			found.every(({ guest }) => isObject(guest) && String(guest[field]) === String(wanted)),
	);
}
