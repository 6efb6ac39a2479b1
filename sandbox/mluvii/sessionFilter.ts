import type { Session } from './seed/sessions';

/** Filters that are in the contract, but whose meaning is not known well enough to apply them. */
const unknownFilters = ['Result', 'GuestIdentifications', 'Accepted', 'Anonymized'];

const sets: Record<string, (session: Session) => unknown[]> = {
	SessionId: (s) => [s.id],
	DepartmentId: (s) => [s.departmentId],
	ChannelIdentityId: (s) => [s.guest.channelIdentity],
	Status: (s) => [s.status],
	Channel: (s) => [s.channel],
	Source: (s) => [s.source],
	OperatorUserId: (s) => s.operators.map((operator) => operator.userId),
	ChatbotId: (s) => s.chatbots.map((chatbot) => chatbot.chatbotId),
	Widget: (s) => [s.widget],
	ClientStars: (s) => [s.guestFeedbackStars],
	ClientFeedbackScale: (s) => [s.guestFeedbackScale],
	ClientId: (s) => [s.guest.identity && Number(s.guest.identity)],
	Tags: (s) => s.tags.map((tag) => tag.name),
	Browser: (s) => [s.guest.browser],
	OS: (s) => [s.guest.os],
	GuestLeftSession: (s) => [s.guestLeftSession],
	TerminationReason: (s) => s.activities.map((activity) => activity.terminationReason),
};

const texts: Record<string, (session: Session) => string | null> = {
	LandingPage: (s) => s.url,
	IPAddress: (s) => s.guest.ipAddress,
	PhoneCallbackNumber: (s) => s.phoneCallbackNumber,
	InitialMessage: (s) => s.activities[0]?.text ?? null,
	Language: (s) => s.guest.language,
	GDPRVersion: (s) => s.guest.gdprVersion,
};

const dates: Record<string, (session: Session) => string | null> = {
	Created: (s) => s.created,
	GuestJoined: (s) => s.guestJoined,
	Ended: (s) => s.ended,
};

const durations: Record<string, (session: Session) => string | null> = {
	WaitingTime: (s) => s.waited,
	Duration: (s) => s.length,
};

const booleans: Record<string, (session: Session) => boolean> = {
	AutoAccepted: (s) => s.autoAccepted,
	HasConcurrentOperators: (s) => s.operators.length > 1,
};

/** Whether a filter has a duration as its value. */
export function isDurationFilter(key: string): boolean {
	const [name = '', part] = key.split('.');
	return name in durations && part !== 'Null';
}

type Test = (session: Session) => boolean;

/** Names of filters that cannot be applied. */
export function unsupportedFilters(query: Record<string, unknown>): string[] {
	return Object.keys(query).filter((key) => unknownFilters.includes(key.split('.')[0] ?? ''));
}

/** Which sessions a list query asks for. */
export function sessionFilter(query: Record<string, unknown>): Test {
	const tests = Object.entries(query)
		.map(([key, value]) => makeTest(key, value, query))
		.filter((test) => test !== undefined);
	return (session) => tests.every((test) => test(session));
}

function makeTest(key: string, value: unknown, query: Record<string, unknown>): Test | undefined {
	const [name = '', part] = key.split('.');
	const set = sets[name];
	if (set !== undefined) {
		const wanted = new Set(value as unknown[]);
		return (session) => set(session).some((member) => wanted.has(member));
	}
	const boolean = booleans[name];
	if (boolean !== undefined) return (session) => boolean(session) === value;
	if (name === 'ActivityTextsContain') {
		const wanted = String(value).toLowerCase();
		return ({ activities }) =>
			activities.some(({ text }) => text?.toLowerCase().includes(wanted) === true);
	}
	const text = texts[name];
	if (text !== undefined) {
		if (part === 'Null') return (session) => (text(session) === null) === value;
		if (part === 'Exact') return undefined;
		const wanted = String(value).toLowerCase();
		const exact = query[`${name}.Exact`] === true;
		return (session) => {
			const found = text(session)?.toLowerCase();
			return exact ? found === wanted : found?.includes(wanted) === true;
		};
	}
	const date = dates[name];
	if (date !== undefined) return makeRangeTest(part, value, date, utcMilliseconds);
	const duration = durations[name];
	if (duration !== undefined) return makeRangeTest(part, value, duration, seconds);
	return undefined;
}

function makeRangeTest(
	part: string | undefined,
	value: unknown,
	read: (session: Session) => string | null,
	measure: (text: string) => number,
): Test {
	if (part === 'Null') return (session) => (read(session) === null) === value;
	const limit = measure(String(value));
	return (session) => {
		const found = read(session);
		if (found === null) return false;
		return part === 'Min' ? measure(found) >= limit : measure(found) <= limit;
	};
}

/** Dates without a zone are taken as UTC. */
function utcMilliseconds(text: string): number {
	return Date.parse(/T/.test(text) && !/(Z|[+-]\d{2}:\d{2})$/.test(text) ? `${text}Z` : text);
}

/** Of an ISO 8601 duration (`PT1M5S`) or a TimeSpan (`1.02:03:04`). */
function seconds(text: string): number {
	const iso = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(text);
	const [, days, ...span] = /^(?:(\d+)\.)?(\d+):(\d+):([\d.]+)$/.exec(text) ?? [];
	const [hours, minutes, rest] = (iso?.slice(1) ?? span).map((part) => Number(part || 0));
	return (Number(days ?? 0) * 24 + (hours ?? 0)) * 3600 + (minutes ?? 0) * 60 + (rest ?? 0);
}
