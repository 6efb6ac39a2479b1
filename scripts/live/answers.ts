import { isObject, property, type JsonObject } from './json';
import { isLoginPage, isRedirect, mediaTypeOf, type Exchange } from './exchange';
import type { Seen } from './plan';

/** A record of an answer. */
export type Row = JsonObject;

/** Whether there is something in a field. */
export function isFilled(value: unknown): boolean {
	return value !== null && value !== undefined && value !== '';
}

/** The records of a list; undefined for anything else. */
export function rows(body: unknown): Row[] | undefined {
	return Array.isArray(body) ? body.filter(isObject) : undefined;
}

/** The records of a successful answer; undefined where there was none. */
export function rowsIn(exchange: Exchange | undefined): Row[] | undefined {
	return exchange?.status === 200 ? rows(exchange.body) : undefined;
}

/** The records of the last answer to a step; none where it did not succeed. */
export function rowsOf(seen: Seen, step: string): Row[] {
	return rowsIn(seen.last(step)) ?? [];
}

/** How much there is of something: its elements, or whether there is anything. */
export function sizeOf(value: unknown): number {
	return Array.isArray(value) ? value.length : isFilled(value) ? 1 : 0;
}

/** A duration in seconds, as ISO 8601 or as hh:mm:ss; NaN for anything else. */
export function secondsOf(duration: unknown): number {
	const iso = /^P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(String(duration));
	const parts = iso ?? /^()(\d+):(\d+):(\d+)$/.exec(String(duration));
	if (!parts) return NaN;
	const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts
		.slice(1)
		.map((part) => Number(part || 0));
	return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** How numbers or times are sorted; what is neither does not count. Undefined for fewer than two that differ. */
export function orderOf(values: number[]): string | undefined {
	const known = values.filter((value) => !Number.isNaN(value));
	if (new Set(known).size < 2) return undefined;
	const steps = known.slice(1).map((value, i) => value - (known[i] ?? value));
	if (steps.every((step) => step <= 0)) return 'the newest first';
	return steps.every((step) => step >= 0) ? 'the oldest first' : 'in neither order';
}

/** Whether all records fit; undefined where there are none. */
export function all(found: Row[] | undefined, fits: (row: Row) => boolean): string | undefined {
	return found === undefined || found.length === 0 ? undefined : yesNo(found.every(fits));
}

/** How a file is handed out that a step asked for. */
export function handedOut(seen: Seen, step: string): string | undefined {
	const exchange = seen.last(step);
	const { status, headers = {} } = exchange ?? {};
	if (!exchange || status === undefined) return undefined;
	const type = mediaTypeOf(headers['content-type'] ?? '');
	if (status === 200) return type === 'text/html' ? 'by a web page' : 'directly';
	if (!isRedirect(status)) return `not at all (${status})`;
	if (isLoginPage(exchange)) return 'by a redirect to the login page';
	const { location = '' } = headers;
	if (!URL.canParse(location, exchange.url.href)) return 'by a redirect to nowhere';
	return new URL(location, exchange.url).origin === exchange.url.origin
		? 'by a redirect on the same host'
		: 'by a redirect to another host';
}

/** Whether a file can be had without a login; undefined where the answer says neither. */
export function needsLogin(exchange: Exchange): string | undefined {
	const { status = 0, headers } = exchange;
	if (status === 401 || status === 403 || (isRedirect(status) && isLoginPage(exchange)))
		return 'yes';
	const isPage = mediaTypeOf(headers['content-type'] ?? '') === 'text/html';
	return (status === 200 && !isPage) || isRedirect(status) ? 'no' : undefined;
}

/** How somebody without a good token is turned away. */
export function turnedAway(exchange: Exchange): string | undefined {
	const { status, headers } = exchange;
	if (status === undefined) return undefined;
	if (isRedirect(status)) {
		return isLoginPage(exchange) ? 'a redirect to the login page' : 'a redirect elsewhere';
	}
	const isPage = mediaTypeOf(headers['content-type'] ?? '') === 'text/html';
	return isPage ? `a web page (${status})` : String(status);
}

/** A probe that reads the last answer to a step. */
export function ofLast(
	step: string,
	answer: (exchange: Exchange) => string | undefined,
): (seen: Seen) => string | undefined {
	return (seen) => {
		const exchange = seen.last(step);
		return exchange && answer(exchange);
	};
}

/** The answer to a question. */
export function yesNo(is: boolean): string {
	return is ? 'yes' : 'no';
}

/** The token that a login gave. */
export function accessToken(login: Exchange | undefined): string | undefined {
	const token = property(login?.body, 'access_token');
	return typeof token === 'string' ? token : undefined;
}

/** How long a token is good by what the login says, such as `3600 seconds`. */
export function lifetimeOf(login: Exchange | undefined): string | undefined {
	const seconds = property(login?.body, 'expires_in');
	return typeof seconds === 'number' ? `${seconds} seconds` : undefined;
}

/** Whether a token can be read as a JWT. */
export function isJwt(token: string): boolean {
	return claimsOf(token) !== undefined;
}

/** What a token says of itself; undefined for one that is no JWT. */
export function claimsOf(token: string | undefined): Record<string, unknown> | undefined {
	const parts = token?.split('.') ?? [];
	if (parts.length !== 3) return undefined;
	try {
		return JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString()) as Record<
			string,
			unknown
		>;
	} catch {
		return undefined;
	}
}

/** The form of a refusal, such as `400 with an OAuth error`. */
export function refusalShape({ status, headers, body }: Exchange): string | undefined {
	if (status === undefined) return undefined;
	return `${status} ${formOf(body, mediaTypeOf(headers['content-type'] ?? ''))}`;
}

function formOf(body: unknown, type: string): string {
	if (typeof body !== 'object' || body === null) {
		return type === 'text/html' ? 'with a web page' : 'without a body that can be read';
	}
	const names = Object.keys(body);
	const has = (...wanted: string[]) => wanted.every((name) => names.includes(name));
	if (type === 'application/problem+json' || has('title', 'status', 'traceId')) {
		return `with ProblemDetails${has('errors') ? ' and a list for each field' : ''}`;
	}
	if (has('error_code', 'msg')) return "with GoTrue's newer error";
	if (has('error', 'message')) return 'with error and message';
	if (has('error')) return 'with an OAuth error';
	if (has('code', 'message')) return 'with code and message';
	if (has('message', 'hint')) return 'with message and hint';
	if (has('message')) return 'with a message';
	return Object.values(body).every((value) => typeof value === 'string')
		? 'with a text for each field'
		: 'with something else';
}

/** The names of headers that speak of limits. */
export function limitHeaders(exchanges: Exchange[]): string | undefined {
	const answered = exchanges.filter(({ status }) => status !== undefined);
	if (answered.length === 0) return undefined;
	const names = answered
		.flatMap(({ headers }) => Object.keys(headers))
		.filter((name) => /^(x-)?rate-?limit(-[a-z]{1,20}){0,3}$|^retry-after$/.test(name));
	return names.length === 0 ? 'no' : `yes: ${[...new Set(names)].sort().join(', ')}`;
}
