/*
 * What the nodes do when a service goes wrong, as the design promises it (its section 5, the table of
 * retries): written down here by hand, carried out by matrix*.test.ts, and shown to people in docs/faults.md.
 */

import type { WriteOutcome } from '../../nodes/shared/http/errors';
import type { Fault } from '../../sandbox/client';

/** Which rule of the design a request goes by. */
export type Rule =
	/** It changes nothing. */
	| 'safe'
	/** A second time leaves the same state: PUT and DELETE. */
	| 'idempotent'
	/** A second time would do it twice: POST. */
	| 'unsafe'
	/** The request for a token that comes before all others. */
	| 'logIn';

/** The credentials: n8n itself renews the token of the Mluvii login screen (OAuth2). */
export type Login = 'mluvii' | 'mluviiOAuth2' | 'lovi';

/** How an item ends that met a fault. */
export interface Ending {
	/** How often the request is sent. */
	requests: number;
	/** What the user is told, where {service} is Mluvii or Lovi; nothing when it works in the end. */
	says?: string;
	/** What the user is told to do, where that matters. */
	advises?: string;
	/** Whether the user is told that the service may have carried it out all the same. */
	uncertain?: boolean;
	/** What the item of a write says of it; that of a read says nothing. */
	outcome: WriteOutcome;
}

/** By rule: the ending when it goes wrong once, and when it goes wrong every time. */
export type Endings = Record<Rule, { once: Ending; always: Ending }>;

/** One kind of fault. */
export interface FaultRow {
	/** For people, as the first column of the table. */
	name: string;
	/** What is ordered from the sandbox. `elsewhere` is the address of a server that must get nothing. */
	order?: (elsewhere: string) => Pick<Fault, 'kind' | 'status' | 'headers' | 'body'>;
	/** The origin to which requests go that find nobody there. */
	nobodyAt?: string;
	/** By way of logging in, where they differ; Lovi has no login page. */
	endings: Endings | Record<Login, Endings>;
	/** Whether the fault needs a JSON body in the answer: nothing is damaged where there is none. */
	needsBody?: boolean;
	/** Whether it is a silence, which tests do not wait for as long as users do. */
	isSilent?: boolean;
	/** Whether it damages JSON only: what comes is a file all the same. */
	needsJson?: boolean;
	/** Whether it harms only operations that need something from the answer; the others work. */
	isContent?: boolean;
	/** Whether it means something else for a file, which is tested by itself. */
	isNotForFiles?: boolean;
}

/** Nothing goes wrong that anybody would notice. */
export const works: Ending = { requests: 1, outcome: 'accepted' };
const recovers: Ending = { requests: 2, outcome: 'accepted' };

function fails(says: string, requests = 1): Ending {
	return { requests, says, outcome: 'refused' };
}

/** It may be sent again, but a try of it may have been carried out. */
function open(says: string, requests = 1): Ending {
	return { requests, says, outcome: 'uncertain' };
}

function unsure(says: string): Ending {
	return { ...open(says), uncertain: true };
}

/** Whatever it is, it ends like this at once, however often it goes wrong. */
function same(ending: Ending): { once: Ending; always: Ending } {
	return { once: ending, always: ending };
}

function afterRetries(says: string, tries = 3): { once: Ending; always: Ending } {
	return { once: recovers, always: fails(says, tries) };
}

/** The service has refused the request, so everything may be sent again. */
function refused(says: string, logIn: string, tries?: number): Endings {
	const ending = afterRetries(says, tries);
	return { safe: ending, idempotent: ending, unsafe: ending, logIn: same(fails(logIn)) };
}

/** The service may have carried out the request: what must not happen twice is not sent again. */
function lost(says: string, logIn: string, onceSays = says): Endings {
	return {
		safe: afterRetries(says),
		idempotent: { once: recovers, always: open(says, 3) },
		unsafe: same(unsure(onceSays)),
		logIn: same(fails(logIn)),
	};
}

function final(says: string, logIn = says): Endings {
	const ending = same(fails(says));
	return { safe: ending, idempotent: ending, unsafe: ending, logIn: same(fails(logIn)) };
}

const LONG_WAIT = 'It wants a pause of 86400 seconds';

/** The service wants a longer pause than a run can take. */
function tooLong(says: string, logIn: string): Endings {
	const ending = same({ ...fails(says), advises: LONG_WAIT });
	return { safe: ending, idempotent: ending, unsafe: ending, logIn: same(fails(logIn)) };
}

const LOGIN_PAGE = '{service} sent its login page instead of an answer';

/**
 * The service does not know who is asking: one new login, one more try. For OAuth2, n8n renews a token only
 * at a status that it is told, so that the status has to come a second time.
 */
function unknownCaller(says: string, logIn: string): Record<Login, Endings> {
	const after = (requests: number): Endings => {
		const ending = { once: recovers, always: fails(says, requests) };
		return { safe: ending, idempotent: ending, unsafe: ending, logIn: same(fails(logIn)) };
	};
	return { mluvii: after(2), mluviiOAuth2: after(3), lovi: after(2) };
}

const NO_LOGIN_HERE = 'There is no {service} login at';
const REDIRECTED = '{service} redirects the request to';

/**
 * A redirect that does not look like one to a login page. For a read from Mluvii it may be one all the same;
 * whether a write was carried out before it, nobody knows.
 */
const redirected: Record<Login, Endings> = (() => {
	const { mluvii, mluviiOAuth2 } = unknownCaller(LOGIN_PAGE, NO_LOGIN_HERE);
	const writes = {
		idempotent: same(open(REDIRECTED)),
		unsafe: same(unsure(REDIRECTED)),
		logIn: same(fails(NO_LOGIN_HERE)),
	};
	return {
		mluvii: { ...mluvii, ...writes },
		mluviiOAuth2: { ...mluviiOAuth2, ...writes },
		lovi: { ...writes, safe: same(fails(REDIRECTED)) },
	};
})();

function rejected(status: number): string {
	return `{service} did not accept the login: status ${status}`;
}

const SLOW_DOWN = '{service} asks to slow down';
const LOGIN_SLOW_DOWN = 'The {service} login server asks to slow down';
const NO_LOGIN_SERVER = 'answered, but not like a {service} login server';
const LOGIN_UNREACHABLE = 'could not be reached';

function unavailable(status: number): string {
	return `{service} is not available at the moment (status ${status})`;
}

function loginUnavailable(status: number): string {
	return `The {service} login server is not available at the moment (status ${status})`;
}

function serverError(status: number): Endings {
	return lost(unavailable(status), loginUnavailable(status));
}

const CLOSED = 'The connection to {service} ended before the answer came';
const SILENT = '{service} did not answer in time';
const UNREADABLE = '{service} sent an answer that cannot be read';

const UNREACHABLE = '{service} could not be reached';

/** Nothing was sent, so that everything may be sent again. */
const nothingSent: Endings = refused(UNREACHABLE, LOGIN_UNREACHABLE);

const UNUSABLE = '{service} did not answer with';

/** The service says that it carried out the request, but not what came of it. */
const unusable: Endings = {
	safe: same(fails(UNUSABLE)),
	idempotent: same(open(UNUSABLE)),
	unsafe: same(unsure(UNUSABLE)),
	logIn: same(fails(NO_LOGIN_SERVER)),
};

/** A success that cannot be safe: worthless to a read, and still a success to a write. */
const unreadable: Endings = { ...unusable, safe: afterRetries(UNREADABLE) };

const harmless: Endings = {
	safe: same(works),
	idempotent: same(works),
	unsafe: same(works),
	logIn: same(works),
};

const json = { 'content-type': 'application/json' };
const page = { 'content-type': 'text/html' };
const inADay = '86400';
const ownWords = { message: 'in its own words' };

/** Every fault with what is to happen, in the order of the table in docs/faults.md. */
export const FAULTS: FaultRow[] = [
	{
		name: 'Too many requests (429), with a wait in seconds',
		order: () => ({ kind: 'status', status: 429, headers: { 'retry-after': '0' } }),
		endings: refused(SLOW_DOWN, LOGIN_SLOW_DOWN),
	},
	{
		name: 'Too many requests (429), with a wait until a date',
		order: () => ({
			kind: 'status',
			status: 429,
			headers: { 'retry-after': new Date().toUTCString(), date: new Date().toUTCString() },
		}),
		endings: refused(SLOW_DOWN, LOGIN_SLOW_DOWN),
	},
	{
		name: 'Too many requests (429), from a service whose clock is two hours fast',
		order: () => {
			const fast = new Date(Date.now() + 7_200_000).toUTCString();
			return { kind: 'status', status: 429, headers: { 'retry-after': fast, date: fast } };
		},
		endings: refused(SLOW_DOWN, LOGIN_SLOW_DOWN),
	},
	{
		name: 'Too many requests (429), without a wait',
		order: () => ({ kind: 'status', status: 429 }),
		endings: refused(SLOW_DOWN, LOGIN_SLOW_DOWN, 6),
	},
	{
		name: 'Too many requests (429), with a wait of a day',
		order: () => ({ kind: 'status', status: 429, headers: { 'retry-after': inADay } }),
		endings: tooLong(SLOW_DOWN, LOGIN_SLOW_DOWN),
	},
	{
		name: 'Internal error (500)',
		order: () => ({ kind: 'status', status: 500 }),
		endings: serverError(500),
	},
	{
		name: 'Bad gateway (502) with a web page',
		order: () => ({
			kind: 'status',
			status: 502,
			headers: page,
			body: '<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>',
		}),
		endings: serverError(502),
	},
	{
		name: 'Unavailable (503), with a wait in seconds',
		order: () => ({ kind: 'status', status: 503, headers: { 'retry-after': '0' } }),
		endings: refused(unavailable(503), loginUnavailable(503)),
	},
	{
		name: 'Unavailable (503), without a wait',
		order: () => ({ kind: 'status', status: 503 }),
		endings: serverError(503),
	},
	{
		name: 'Unavailable (503), with a wait of a day',
		order: () => ({ kind: 'status', status: 503, headers: { 'retry-after': inADay } }),
		endings: tooLong(unavailable(503), loginUnavailable(503)),
	},
	{
		name: 'Gateway time-out (504)',
		order: () => ({ kind: 'status', status: 504 }),
		endings: serverError(504),
	},
	{
		name: 'Not implemented (501)',
		order: () => ({ kind: 'status', status: 501 }),
		endings: final(unavailable(501), loginUnavailable(501)),
	},
	{
		name: 'Connection closed before the request is carried out',
		order: () => ({ kind: 'drop' }),
		endings: lost(CLOSED, LOGIN_UNREACHABLE),
	},
	{
		name: 'Connection closed after the request is carried out, before the answer',
		order: () => ({ kind: 'dropAfter' }),
		endings: lost(CLOSED, LOGIN_UNREACHABLE),
	},
	{
		name: 'Connection closed in the middle of the answer',
		order: () => ({ kind: 'dropInBody' }),
		endings: lost(CLOSED, LOGIN_UNREACHABLE),
		needsBody: true,
	},
	{
		name: 'Connection refused',
		nobodyAt: 'http://127.0.0.1:1',
		endings: nothingSent,
	},
	{
		name: 'Unknown host',
		nobodyAt: 'http://nobody.invalid',
		endings: nothingSent,
	},
	{
		name: 'Silence instead of an answer',
		isSilent: true,
		order: () => ({ kind: 'stall' }),
		endings: lost(SILENT, LOGIN_UNREACHABLE),
	},
	{
		name: 'Silence in the middle of the answer',
		isSilent: true,
		order: () => ({ kind: 'stallInBody' }),
		endings: lost(SILENT, LOGIN_UNREACHABLE),
		needsBody: true,
	},
	{
		name: 'Half of the answer, as if it were all',
		order: () => ({ kind: 'truncated' }),
		endings: unreadable,
		needsBody: true,
		needsJson: true,
		isContent: true,
	},
	{
		name: 'Plain text instead of the answer (200)',
		order: () => ({ kind: 'plainText' }),
		endings: unreadable,
		isContent: true,
		isNotForFiles: true,
	},
	{
		name: 'A web page that is no login page instead of the answer (200)',
		order: () => ({ kind: 'htmlAfter' }),
		endings: {
			mluvii: { ...unreadable, safe: { once: recovers, always: fails(LOGIN_PAGE, 2) } },
			mluviiOAuth2: { ...unreadable, safe: same(fails(LOGIN_PAGE)) },
			lovi: unreadable,
		},
		isContent: true,
		isNotForFiles: true,
	},
	{
		name: 'An empty answer, where something is needed from it',
		order: () => ({ kind: 'empty' }),
		endings: unusable,
		isContent: true,
	},
	{
		name: 'Something else than the answer, where something is needed from it',
		order: () => ({ kind: 'wrongType' }),
		endings: unusable,
		isContent: true,
	},
	{
		name: 'A compressed answer',
		order: () => ({ kind: 'gzip' }),
		endings: harmless,
		needsBody: true,
	},
	{
		name: 'An answer of 10 MB',
		order: () => ({ kind: 'large' }),
		endings: harmless,
		needsBody: true,
	},
	{
		name: 'A redirect to another host',
		order: (elsewhere) => ({
			kind: 'redirect',
			status: 307,
			headers: { location: `${elsewhere}/api/v1/stolen` },
		}),
		endings: redirected,
		isNotForFiles: true,
	},
	{
		name: 'A redirect to the login page',
		order: () => ({ kind: 'redirect' }),
		endings: unknownCaller(LOGIN_PAGE, NO_LOGIN_HERE),
	},
	{
		name: 'A redirect in a loop',
		order: () => ({ kind: 'redirect', status: 308, headers: { location: '?again=1' } }),
		endings: redirected,
		isNotForFiles: true,
	},
	{
		name: 'The login page instead of an answer (200)',
		order: () => ({ kind: 'html' }),
		endings: {
			...unknownCaller(LOGIN_PAGE, NO_LOGIN_SERVER),
			// There is no status by which n8n would know.
			mluviiOAuth2: final(LOGIN_PAGE),
		},
	},
	{
		name: 'The login is not accepted (401)',
		order: () => ({ kind: 'status', status: 401 }),
		endings: unknownCaller('{service} did not accept the credential', rejected(401)),
	},
	{
		name: 'The values are not accepted (400)',
		order: () => ({ kind: 'status', status: 400, headers: json, body: ownWords }),
		endings: final(
			'{service} refused the request: in its own words',
			'{service} did not accept the login: in its own words',
		),
	},
	{
		name: 'No right to do this (403)',
		order: () => ({ kind: 'status', status: 403 }),
		endings: final('The credential may not do this in {service}', rejected(403)),
	},
	{
		name: 'Not found (404)',
		order: () => ({ kind: 'status', status: 404 }),
		endings: final('was not found in {service}', NO_LOGIN_HERE),
	},
	{
		name: 'There already (409)',
		order: () => ({ kind: 'status', status: 409 }),
		endings: final('{service} has something like this already', rejected(409)),
	},
	{
		name: 'The values cannot be processed (422)',
		order: () => ({ kind: 'status', status: 422, headers: json, body: ownWords }),
		endings: final(
			'{service} refused the request: in its own words',
			'{service} did not accept the login: in its own words',
		),
	},
];

/** What can be wrong with the stored token: one login more, and everything works. */
export const TOKEN_FAULTS = ['expired', 'revoked', 'malformed'] as const;

/** The endings of a fault with one of the credentials. */
export function endingsWith({ endings }: FaultRow, logIn: Login): Endings {
	return 'safe' in endings ? endings : endings[logIn];
}
