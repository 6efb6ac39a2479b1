import type { INodeParameters } from 'n8n-workflow';
import type { ContractCall } from '../../test/support/contracts';
import type { Exchange } from './exchange';

/** What was learned on the way, such as the ID of a session of the list, by names such as `session.id`. */
export type Memory = Map<string, string | number>;

/** A value that an earlier answer gives, or the user. It is never shown. */
export interface Learned {
	/** Under which it is in the memory. */
	name: string;
	/** What it is, such as "a session of the list". */
	words: string;
}

/** What stands in the path or the query of a request. */
export type Value = string | number | Learned;

/**
 * How a request is sent:
 * - `n8n`: by n8n itself, before the first request of the node
 * - `node`: by the node, with the login of the credential
 * - `token`: bare, with the token that n8n was given
 * - `nobody`: bare, without any login
 * - `stranger`: bare, with a token that is made up
 */
export type Sender = 'n8n' | 'node' | 'token' | 'nobody' | 'stranger';

/** One request of the check. */
export interface Step {
	/** Such as `sessions` or `sessions.order`. */
	id: string;
	/** The call of the contract, which must be marked `x-live: safe`. */
	operation: string;
	sender?: Sender;
	/** Why it is sent. */
	why: string;
	/** Parameters of the path. */
	params?: Record<string, Value>;
	/** A list repeats its key. */
	query?: Record<string, Value | Value[]>;
	/** Of a login; not sent by the node. */
	body?: Record<string, Value>;
	/** A whole address that the service gave, instead of the path of the contract; for bare requests. */
	address?: Learned;
	/** The path in another spelling, to see whether it leads to the same. */
	respell?: (path: string) => string;
	headers?: Record<string, Value>;
	/** By another operation of the node than API Request; path and query only say what that sends. */
	by?: NodeOperation;
	/** Only asked where this holds. */
	when?: { words: string; holds: (memory: Memory) => boolean };
	/** Whether it only asks a question, so that its answer is not held against the contract. */
	isProbe?: boolean;
	/** Refusals that a probe reads, and that are no breach of the contract. */
	mayRefuse?: number[];
	/** Whether 404 is an answer like any other, as there need not be such a record. */
	mayBeAbsent?: boolean;
	/** Puts into the memory what later requests need of the answer. */
	learn?: (body: unknown, memory: Memory) => void;
}

/** An operation of the node by which a request is sent. */
export interface NodeOperation {
	resource: string;
	operation: string;
	parameters: (memory: Memory) => INodeParameters;
	/** Further calls that it sends. */
	alsoSends?: string[];
}

/** What the answers say, for probes. */
export interface Seen {
	/** The last answer to a step; undefined where it was not asked or not answered. */
	last(step: string): Exchange | undefined;
	/** Everything that was recorded. */
	all: Exchange[];
	memory: Memory;
	/** What official descriptions say, by the IDs of the questions. */
	described: Record<string, string>;
}

/** An open question about a service. */
export interface Probe {
	id: string;
	question: string;
	/** The section in docs/reference where it is asked. */
	source: string;
	/** What the package expects, where it expects something; any of several answers. */
	expected?: string | string[];
	/** What was found out, in words that hold no values; undefined where it is not settled. */
	answer?: (seen: Seen) => string | undefined;
	/** Why it is not settled, if it is not. */
	otherwise: string;
}

/** Everything that is asked of one service. */
export interface Plan {
	steps: Step[];
	probes: Probe[];
}

/** A step with the call that it sends. */
export function callOf(step: Step, calls: ContractCall[]): ContractCall {
	const call = calls.find(({ operationId }) => operationId === step.operation);
	if (call?.['x-live'] !== 'safe') {
		throw new Error(`${step.operation} is not marked as safe to be asked of a live service`);
	}
	return call;
}

/** What must be known before a step can be sent. */
export function learnedIn({ params, query, headers, body, address }: Step): Learned[] {
	const values = [params, query, headers, body].flatMap((part) => Object.values(part ?? {}).flat());
	return [...values, ...(address ? [address] : [])].filter(
		(value): value is Learned => typeof value === 'object',
	);
}

/** The steps that are left without the calls that are not wanted. */
export function without(steps: Step[], skipped: string[]): Step[] {
	return steps.filter(
		({ operation, by }) =>
			![operation, ...(by?.alsoSends ?? [])].some((id) => skipped.includes(id)),
	);
}

/** A value for later requests, under a name of its own. */
export function learned(name: string, words: string): Learned {
	return { name, words };
}

/** Keeps a value for later requests, where there is one. */
export function remember(memory: Memory, { name }: Learned, value: unknown): void {
	if (typeof value === 'string' || typeof value === 'number') memory.set(name, value);
}

/** A question that an official description answers. */
export function describedQuestion(
	probe: Pick<Probe, 'id' | 'question' | 'source' | 'expected'>,
): Probe {
	return {
		...probe,
		answer: ({ described }) => described[probe.id],
		otherwise: 'The description was not to be had',
	};
}

/** Questions that are not settled by any request of the check, by their IDs. */
export function openQuestions(
	source: string,
	otherwise: string,
	questions: Record<string, string>,
): Probe[] {
	return Object.entries(questions).map(([id, question]) => ({ id, question, source, otherwise }));
}
