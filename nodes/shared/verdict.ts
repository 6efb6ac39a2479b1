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

/** Says how often a request may be repeated, by what it does and by its method. */
export function repeatable(effect: Effect, method: string): Repeatable {
	if (effect === 'read') return 'read';
	return method === 'PUT' || method === 'DELETE' ? 'idempotent' : 'once';
}

/** What follows from how a request ended. */
export type Verdict =
	/** It is sent again. */
	| 'retry'
	/** It was not carried out, and sending it again would not change that. */
	| 'final'
	/** It may have been carried out, so that it must not be sent again. */
	| 'uncertain';

/** Ways to end that have the same consequences. */
type Ending = Exclude<Outcome['kind'], 'answer'> | 'tooMany' | 'unavailable' | 'refused';

/** What follows from each ending, by how often the request may be repeated. */
const POLICY: Record<Ending, Record<Repeatable, Verdict>> = {
	tooMany: { read: 'retry', idempotent: 'retry', once: 'retry' },
	unavailable: { read: 'retry', idempotent: 'retry', once: 'uncertain' },
	refused: { read: 'final', idempotent: 'final', once: 'final' },
	unreachable: { read: 'retry', idempotent: 'retry', once: 'retry' },
	interrupted: { read: 'retry', idempotent: 'retry', once: 'uncertain' },
	unreadable: { read: 'retry', idempotent: 'final', once: 'uncertain' },
	loginPage: { read: 'final', idempotent: 'final', once: 'final' },
	redirected: { read: 'final', idempotent: 'final', once: 'uncertain' },
};

/** Statuses of 500 and more that say that a request is not carried out, now or later. */
const NEVER_CARRIED_OUT = [501, 505, 511];

/** Decides what follows from how a request ended that was not answered with success. */
export function judge(outcome: Outcome, request: Repeatable): Verdict {
	return POLICY[endingOf(outcome)][request];
}

function endingOf(outcome: Outcome): Ending {
	if (outcome.kind !== 'answer') return outcome.kind;
	const { status } = outcome;
	if (status === 429 || (status === 503 && askedWait(outcome) !== undefined)) return 'tooMany';
	return status >= 500 && !NEVER_CARRIED_OUT.includes(status) ? 'unavailable' : 'refused';
}

/** The most times that one request is sent. */
const MAX_TRIES = 3;
/** Longer waits than this end in a message instead. */
export const MAX_WAIT_MS = 60_000;

const BASE_WAIT_MS = 500;
/** For a limit that is counted by the minute: a minute in all. */
const WAITS_FOR_LIMIT_MS = [2_000, 4_000, 8_000, 16_000, 30_000];

/**
 * How long to wait before the next try: what the service asks for, else longer each time, at random so that
 * many requests do not come back together.
 *
 * @param attempt how many times the request was sent so far, from 1
 * @returns milliseconds; undefined when it was tried often enough, or the service asks for too long a wait
 */
export function waitBefore(
	outcome: Outcome,
	attempt: number,
	random = Math.random,
): number | undefined {
	const asked = askedWait(outcome);
	if (asked === undefined && endingOf(outcome) === 'tooMany') {
		const wait = WAITS_FOR_LIMIT_MS[attempt - 1];
		return wait === undefined ? undefined : wait * (0.75 + random() / 4);
	}
	if (attempt >= MAX_TRIES || (asked ?? 0) > MAX_WAIT_MS) return undefined;
	return asked ?? random() * BASE_WAIT_MS * 2 ** attempt;
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
