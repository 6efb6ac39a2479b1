import type { IDataObject } from 'n8n-workflow';
import { toText } from './text';

/** How a request ended. */
export type Outcome =
	/**
	 * The service answered; `body` is parsed JSON, or undefined where there is none that is needed. `text` is
	 * there where a text was asked for.
	 */
	(
		| { kind: 'answer'; status: number; headers: IDataObject; body: unknown; text?: string }
		/** The service answered a read, but with something other than the JSON that was asked for. */
		| { kind: 'unreadable'; status: number }
		/** The service sent its login page instead of an answer: it does not know who is asking. */
		| { kind: 'loginPage'; status: number }
		/** The service named another address, which is not followed. */
		| { kind: 'redirected'; status: number; headers: IDataObject }
		/** The connection could not be opened, so the service received nothing. */
		| { kind: 'unreachable'; reason: string }
		/** The connection ended, or nothing came for too long; the request may have been carried out. */
		| { kind: 'interrupted'; reason: 'closed' | 'timeout' }
	) & {
		/** Who was asked, where it was not the service itself but the host of a file. */
		source?: string;
	};

/** Ways to end that have the same consequences. */
export type Ending =
	| Exclude<Outcome['kind'], 'answer'>
	/** There were too many requests, or the service says when to come back: 429, and 503 with a wait. */
	| 'tooMany'
	/** The service fails, maybe only for now: 500 and more. */
	| 'unavailable'
	/** The service carries out no such request, now or later. */
	| 'unsupported'
	/** There is nothing, or something else, at the address. */
	| 'notFound'
	/** The service says no. */
	| 'refused';

/** Statuses that say that no such request is carried out, now or later. */
export const UNSUPPORTED = [501, 505, 511];
/** Statuses that say that there is nothing, or something else, at the address. */
export const NOT_FOUND = [404, 405, 410];

/** Sorts how a request ended that was not answered with success. */
export function endingOf(outcome: Outcome): Ending {
	if (outcome.kind !== 'answer') return outcome.kind;
	const { status } = outcome;
	if (status === 429 || (status === 503 && retryAfterMs(outcome) !== undefined)) return 'tooMany';
	if (UNSUPPORTED.includes(status)) return 'unsupported';
	if (status >= 500) return 'unavailable';
	return NOT_FOUND.includes(status) ? 'notFound' : 'refused';
}

/** Whether the service carried the request out. */
export function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}

/** Whether a status sends the caller to another address. */
export function isRedirect(status: number): boolean {
	return status >= 300 && status < 400;
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
