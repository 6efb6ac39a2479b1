import type { IDataObject } from 'n8n-workflow';
import type { Outcome } from './outcome';
import { toText } from '../base/text';

/**
 * What an operation does to the service: a `read` runs for many items at once and may be repeated; a
 * `write` runs item by item unless the user raises Max Parallel Requests.
 */
export type Effect = 'read' | 'write';

/** How often a request may be repeated, in the terms of RFC 9110. */
export type Safety =
	/** Any number of times: it changes nothing. */
	| 'safe'
	/** As often as needed: a second time leaves the same state. */
	| 'idempotent'
	/** Only when the service has certainly not carried it out. */
	| 'unsafe';

/** Says how often a request may be repeated, by what it does and by its method. */
export function safetyOf(effect: Effect, method: string): Safety {
	if (effect === 'read') return 'safe';
	return method === 'PUT' || method === 'DELETE' ? 'idempotent' : 'unsafe';
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
const POLICY: Record<Ending, Record<Safety, Verdict>> = {
	tooMany: { safe: 'retry', idempotent: 'retry', unsafe: 'retry' },
	unavailable: { safe: 'retry', idempotent: 'retry', unsafe: 'uncertain' },
	refused: { safe: 'final', idempotent: 'final', unsafe: 'final' },
	unreachable: { safe: 'retry', idempotent: 'retry', unsafe: 'retry' },
	interrupted: { safe: 'retry', idempotent: 'retry', unsafe: 'uncertain' },
	unreadable: { safe: 'retry', idempotent: 'final', unsafe: 'uncertain' },
	loginPage: { safe: 'final', idempotent: 'final', unsafe: 'final' },
	redirected: { safe: 'final', idempotent: 'final', unsafe: 'uncertain' },
};

/** Statuses of 500 and more that say that a request is not carried out, now or later. */
const NEVER_CARRIED_OUT = [501, 505, 511];

/** Decides what follows from how a request ended that was not answered with success. */
export function judge(outcome: Outcome, request: Safety): Verdict {
	return POLICY[endingOf(outcome)][request];
}

function endingOf(outcome: Outcome): Ending {
	if (outcome.kind !== 'answer') return outcome.kind;
	const { status } = outcome;
	if (status === 429 || (status === 503 && retryAfterMs(outcome) !== undefined)) return 'tooMany';
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
export function retryDelay(
	outcome: Outcome,
	attempt: number,
	random = Math.random,
): number | undefined {
	const asked = retryAfterMs(outcome);
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
export function retryAfterMs(outcome: Outcome, now = Date.now()): number | undefined {
	if (outcome.kind !== 'answer') return undefined;
	const asked =
		outcome.headers['retry-after'] ?? outcome.headers.retry_after ?? bodyWait(outcome.body);
	if (typeof asked !== 'string' && typeof asked !== 'number') return undefined;
	if (String(asked).trim() === '') return undefined;
	const seconds = Number(asked);
	const serviceNow = Date.parse(toText(outcome.headers.date)) || now;
	const wait = Number.isNaN(seconds) ? Date.parse(String(asked)) - serviceNow : seconds * 1000;
	return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

function bodyWait(body: unknown): unknown {
	const { retry_after: direct, details } = (body ?? {}) as IDataObject;
	return direct ?? ((details ?? {}) as IDataObject).retry_after;
}
