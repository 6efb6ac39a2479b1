import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { OperationalError, UserError } from 'n8n-workflow';
import type { Rate } from '../shared/base/rateLimiter';
import { acquire, timeUntilFree } from '../shared/base/rateLimiter';
import { countOf, durationOf, toText } from '../shared/base/text';
import * as endpoints from './generated/endpoints';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Where a wait for a whole hour's limit would hold up an execution, it ends in a message after so long. */
export const MAX_WAIT_MS = 5 * MINUTE_MS;

interface Limit extends Rate {
	/** One of what is limited, for messages. */
	thing: string;
	endpoints: Array<{ path: string }>;
	/** The longest wait; messages and reads wait as long as the queue is. */
	maxWaitMs?: number;
}

/** Lovi's published limits (lovi-api.md, section 12). It does not say for whom they count: here, for a host. */
const LIMITS = {
	login: {
		most: 10,
		periodMs: MINUTE_MS,
		thing: 'login',
		endpoints: [endpoints.logIn()],
	},
	notification: {
		most: 100,
		periodMs: MINUTE_MS,
		thing: 'notification',
		endpoints: [endpoints.notifyWhatsApp(), endpoints.notifyVoice()],
	},
	templateRead: {
		most: 50,
		periodMs: MINUTE_MS,
		thing: 'template request',
		endpoints: [endpoints.listTemplates(), endpoints.getTemplateComponents()],
	},
	templateCreation: {
		most: 5,
		periodMs: HOUR_MS,
		thing: 'new template',
		endpoints: [endpoints.createTemplate()],
		maxWaitMs: MAX_WAIT_MS,
	},
} satisfies Record<string, Limit>;

/** What Lovi limits. */
export type Limited = keyof typeof LIMITS;

/** For whom something limited is wanted. */
export interface Demand {
	baseUrl: string;
	credential: ICredentialDataDecryptedObject;
	/** The run's own limit of requests in a minute; this process's share of Lovi's limit if left out. */
	perMinute?: number;
	/** The longest wait, where it is shorter than that of the limit. */
	maxWaitMs?: number;
}

/** A limit that would be kept only by too long a wait. The request was not sent. */
export class LimitReachedError extends OperationalError {
	/** The same that a failed item says of a service that asks for a wait. */
	readonly context: { answer: { retryAfter: number } };

	/** @param waitMs how long the wait would be */
	constructor(reason: string, waitMs: number) {
		super(`The request would have to wait for ${durationOf(waitMs)}: ${reason}`, {
			description: 'It was not sent. Try again after that time.',
		});
		this.context = { answer: { retryAfter: Math.ceil(waitMs / 1000) } };
	}
}

/** What a request counts as; undefined where Lovi has no limit for it. However the path is written, it counts. */
export function limitedAt(path: string): Limited | undefined {
	const wanted = plain(path);
	const names = Object.keys(LIMITS) as Limited[];
	return names.find((name) =>
		LIMITS[name].endpoints.some((endpoint) => plain(endpoint.path) === wanted),
	);
}

/** The most of something that this process asks for. @throws UserError where the credential's figure is none */
export function rateOf(limited: Limited, { credential, perMinute }: Demand): Rate {
	if (perMinute !== undefined) return { most: perMinute, periodMs: MINUTE_MS };
	const { most, periodMs } = LIMITS[limited];
	const processes = processesOf(credential);
	return processes <= most
		? { most: Math.floor(most / processes), periodMs }
		: { most: 1, periodMs: Math.ceil((periodMs * processes) / most) };
}

/**
 * Waits until one more request may go out.
 *
 * @param run for what it is sent; runs take turns
 * @param pause sleeps for so many milliseconds, for a reason; what it throws ends the wait
 * @throws LimitReachedError as soon as it is certain that the wait would be too long
 */
export async function acquireWithin(
	limited: Limited,
	{ run, ...demand }: Demand & { run: object },
	pause: (milliseconds: number, reason: string) => Promise<void>,
): Promise<void> {
	const rate = rateOf(limited, demand);
	const reason = reasonFor(limited, rate, demand);
	const lastAt = Date.now() + longestWait(limited, demand);
	await acquire(queueFor(limited, demand), { rate, run }, async (milliseconds, atLeast) => {
		if (Date.now() + atLeast > lastAt) throw new LimitReachedError(reason, atLeast);
		await pause(milliseconds, reason);
	});
}

/** @throws LimitReachedError when something limited that was wanted now would have to wait too long */
export function checkWait(limited: Limited, demand: Demand): void {
	const rate = rateOf(limited, demand);
	const wait = timeUntilFree(queueFor(limited, demand), rate);
	if (wait <= longestWait(limited, demand)) return;
	throw new LimitReachedError(reasonFor(limited, rate, demand), wait);
}

/** How much a limit allows, such as "100 notifications a minute". */
export function amountOf(limited: Limited, { most, periodMs }: Rate): string {
	const amount = countOf(most, LIMITS[limited].thing);
	if (periodMs === MINUTE_MS) return `${amount} a minute`;
	return periodMs === HOUR_MS ? `${amount} an hour` : `${amount} in ${durationOf(periodMs)}`;
}

function reasonFor(limited: Limited, rate: Rate, { credential, perMinute }: Demand): string {
	if (perMinute !== undefined) {
		return `no more than ${countOf(perMinute, 'request')} a minute may go out to Lovi`;
	}
	const whole = `Lovi takes no more than ${amountOf(limited, LIMITS[limited])}`;
	return processesOf(credential) === 1
		? whole
		: `${whole}, and ${amountOf(limited, rate)} of this n8n process`;
}

function queueFor(limited: Limited, { baseUrl }: Demand): string {
	return `${limited} at ${baseUrl}`;
}

function longestWait(limited: Limited, { maxWaitMs = Infinity }: Demand): number {
	const { maxWaitMs: ofLimit = Infinity }: Limit = LIMITS[limited];
	return Math.min(ofLimit, maxWaitMs);
}

/** Credentials that were stored before there was the field have none. */
function processesOf(credential: ICredentialDataDecryptedObject): number {
	const { workers = 1 } = credential;
	const processes = Number(workers);
	if (Number.isSafeInteger(processes) && processes >= 1) return processes;
	throw new UserError('n8n Processes in the credential must be a whole number of at least 1', {
		description: `It is "${toText(workers)}". Enter 1 if only one n8n process uses this login.`,
	});
}

/** A path as a server may read it: encoded or not, with or without empty parts, in any case. */
function plain(path: string): string {
	const parts = decoded(path).split('/');
	return parts
		.filter((part) => part !== '')
		.join('/')
		.toLowerCase();
}

function decoded(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}
