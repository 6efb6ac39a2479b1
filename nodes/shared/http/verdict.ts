import type { Ending, Outcome } from '../base/outcome';
import { endingOf, retryAfterMs } from '../base/outcome';
import type { Refusal } from './concurrencyLimit';

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
export type Consequence =
	/** It is sent again. */
	| 'retry'
	/** It was not carried out, and sending it again would not change that. */
	| 'final'
	/** It may have been carried out, so that it must not be sent again. */
	| 'uncertain';

/** What follows from each ending, by how often the request may be repeated. */
export const POLICY: Record<Ending, Record<Safety, Consequence>> = {
	tooMany: { safe: 'retry', idempotent: 'retry', unsafe: 'retry' },
	unavailable: { safe: 'retry', idempotent: 'retry', unsafe: 'uncertain' },
	unsupported: { safe: 'final', idempotent: 'final', unsafe: 'final' },
	notFound: { safe: 'final', idempotent: 'final', unsafe: 'final' },
	refused: { safe: 'final', idempotent: 'final', unsafe: 'final' },
	unreachable: { safe: 'retry', idempotent: 'retry', unsafe: 'retry' },
	interrupted: { safe: 'retry', idempotent: 'retry', unsafe: 'uncertain' },
	unreadable: { safe: 'retry', idempotent: 'final', unsafe: 'uncertain' },
	loginPage: { safe: 'final', idempotent: 'final', unsafe: 'final' },
	redirected: { safe: 'final', idempotent: 'final', unsafe: 'uncertain' },
};

/** What is to be done about a request that was not answered with success. */
export interface Verdict {
	consequence: Consequence;
	/** After how many milliseconds it is sent again; undefined where it is not, or not any more. */
	delay: number | undefined;
	/** Whether the service may have carried it out, which matters even where it is sent again. */
	mayHaveHappened: boolean;
}

/**
 * Decides what follows from how a request ended that was not answered with success.
 *
 * @param attempt how many times the request was sent so far, from 1
 */
export function judge(outcome: Outcome, safety: Safety, attempt = 1): Verdict {
	const consequences = POLICY[endingOf(outcome)];
	const consequence = consequences[safety];
	return {
		consequence,
		delay: consequence === 'retry' ? retryDelay(outcome, attempt) : undefined,
		mayHaveHappened: consequences.unsafe === 'uncertain',
	};
}

/** Statuses of a service that is overloaded, or of a gateway that waits for it in vain. */
const OVERLOADED = [502, 503, 504];

/** Whether a request ended in a way that is a sign of too many requests, and of which kind. */
export function refusalOf(outcome: Outcome): Refusal | undefined {
	const ending = endingOf(outcome);
	if (ending === 'tooMany') return 'rate';
	const isOverload =
		outcome.kind === 'answer'
			? OVERLOADED.includes(outcome.status)
			: ending === 'unreachable' || ending === 'interrupted';
	return isOverload ? 'overload' : undefined;
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
