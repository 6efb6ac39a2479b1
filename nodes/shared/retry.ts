import type { IDataObject } from 'n8n-workflow';
import type { Effect } from './operation';
import type { Outcome } from './outcome';
import { textOf } from './textOf';

/** How often a request may be repeated. */
export type Repeatable =
	/** Any number of times: it changes nothing. */
	| 'read'
	/** As often as needed: a second time leaves the same state. */
	| 'idempotent'
	/** Only when the service has certainly not carried it out. */
	| 'once';

/** The most times that one request is sent. */
export const MAX_TRIES = 3;
/** Longer waits than this end in a message instead. */
export const MAX_WAIT_MS = 60_000;

const BASE_WAIT_MS = 500;

/** Says how often a request may be repeated, by what it does and by its method. */
export function repeatable(effect: Effect, method: string): Repeatable {
	if (effect === 'read') return 'read';
	return method === 'PUT' || method === 'DELETE' ? 'idempotent' : 'once';
}

/** Whether sending the request again may help and cannot do harm (the table in the design, section 5). */
export function mayRepeat(outcome: Outcome, request: Repeatable): boolean {
	switch (outcome.kind) {
		case 'unreachable':
			return true;
		case 'interrupted':
			return request !== 'once';
		case 'unreadable':
			return request === 'read';
		case 'loginPage':
			return false;
		case 'answer':
			if (outcome.status === 429) return true;
			if (outcome.status === 503 && askedWait(outcome) !== undefined) return true;
			return [500, 502, 503, 504].includes(outcome.status) && request !== 'once';
	}
}

/**
 * How long to wait before the next try, in milliseconds: what the service asks for, else longer each
 * time, at random so that many requests do not come back together.
 *
 * @param attempt how many times the request was sent so far, from 1
 */
export function waitBefore(outcome: Outcome, attempt: number, random = Math.random): number {
	return askedWait(outcome) ?? random() * BASE_WAIT_MS * 2 ** attempt;
}

/**
 * The wait that the service asks for, by header or body, as seconds or as a date. A date is taken by the
 * service's own clock, which the answer names: ours may be wrong, or theirs.
 *
 * @returns milliseconds
 */
export function askedWait(outcome: Outcome, now = Date.now()): number | undefined {
	if (outcome.kind !== 'answer') return undefined;
	const asked =
		outcome.headers['retry-after'] ?? outcome.headers.retry_after ?? bodyWait(outcome.body);
	if (typeof asked !== 'string' && typeof asked !== 'number') return undefined;
	if (String(asked).trim() === '') return undefined;
	const seconds = Number(asked);
	const serviceNow = Date.parse(textOf(outcome.headers.date)) || now;
	const wait = Number.isNaN(seconds) ? Date.parse(String(asked)) - serviceNow : seconds * 1000;
	return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

function bodyWait(body: unknown): unknown {
	const { retry_after: direct, details } = (body ?? {}) as IDataObject;
	return direct ?? ((details ?? {}) as IDataObject).retry_after;
}
