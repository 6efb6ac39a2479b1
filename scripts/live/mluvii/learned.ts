import type { Row } from '../answers';
import { learned, type Memory } from '../plan';

/** As the node asks for, and as many as its first page has. */
export const PAGE = 200;
/** More than the node ever asks for. */
export const LARGE_PAGE = 400;
/** So many sessions are in the window in which the default limit is looked for. */
export const WINDOW = 150;

/** IDs that come out of one answer and go into a later request. */
export const ID = {
	company: learned('company.id', 'the company of the login'),
	department: learned('department.id', 'the first department'),
	user: learned('user.id', 'the first user'),
	webhook: learned('webhook.id', 'the first webhook'),
	campaign: learned('campaign.id', 'the first campaign'),
	session: learned('session.id', 'a session of the list'),
	contact: learned('contact.id', 'the first contact'),
	emailThread: learned('emailThread.id', 'the e-mail thread that was given'),
	guest: learned('guest.identity', 'the contact of a session'),
	channelGuest: learned('guest.channelIdentity', 'the channel identity of a session'),
};
/** Other values of answers for later requests. */
export const VALUE = {
	field: learned('contact.field', 'a field of the first contact'),
	value: learned('contact.value', 'the value of that field'),
	part: learned('contact.part', 'the same value without its end'),
	rows: learned('sessions.rows', 'how many sessions came'),
	windowRows: learned('window.rows', 'how many sessions were created in between'),
	duration: learned('sessions.duration', 'the length that half of the sessions exceed'),
	came: learned('contacts.came', 'how many contacts came'),
	channel: learned('session.channel', 'the channel of the first session'),
	from: learned('window.from', 'when a session of the list was created'),
	to: learned('window.to', 'when a newer one was created'),
	recording: learned('recording.url', 'the address of a recording'),
	file: learned('file.url', 'the address of a shared file'),
};

/** Whether a session was created in the window that is asked for. */
export function isInWindow(memory: Memory): (session: Row) => boolean {
	const [from = NaN, to = NaN] = [VALUE.from, VALUE.to].map(({ name }) =>
		Date.parse(String(memory.get(name))),
	);
	return ({ created }) => {
		const time = Date.parse(String(created));
		return time >= from && time <= to;
	};
}
