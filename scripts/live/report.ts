import type { ServiceName } from '../../sandbox/api';

/** What the check found. It holds names, types, counts and statuses, never what a customer has stored. */
export interface Report {
	/** Of the package. */
	version: string;
	/** The day of the check, such as 2026-11-28. */
	date: string;
	services: ServiceReport[];
}

/** What was found out about one service. */
export interface ServiceReport {
	service: ServiceName;
	/** Whether it was asked at its public address, or at another one, which is not named. */
	installation: 'cloud' | 'own address';
	ending: Ending;
	/** How many requests were sent. */
	requests: number;
	operations: OperationReport[];
	/** What differs from the contract, or from what the package expects. */
	findings: Finding[];
	/** What did not come; it may be optional, or just not have been there. */
	unseen: Unseen[];
	probes: ProbeReport[];
	documents: DocumentReport[];
}

/**
 * - `complete`: all that was planned was asked
 * - `interrupted`: somebody stopped it
 * - `unreachable`: the service did not answer, or was too busy, so that the rest was not asked
 * - `login refused`: as above, for that reason
 */
export type Ending = 'complete' | 'interrupted' | 'unreachable' | 'login refused';

/** What became of one call of the contract. */
export interface OperationReport {
	operationId: string;
	method: string;
	/** As OpenAPI writes it. */
	path: string;
	/** The evidence of the contract. */
	evidence: string;
	result: OperationResult;
	/** How often each status came; `-` where none did. */
	statuses: Record<string, number>;
	/** How many records its answers held. */
	records: number;
	/** Why it was not settled. */
	reason?: string;
}

/**
 * - `matched`: every answer is as the contract says
 * - `empty`: so they are, and there was no record in them, so that little is proven
 * - `broken`: an answer is not, see the findings
 * - `missing`: 404 or 405, although there is what was asked for
 * - `refused`: this login may not do it, or the service had no answer
 * - `not asked`: there was nothing to ask for, such as a contact in an empty directory
 */
export type OperationResult = 'matched' | 'empty' | 'broken' | 'missing' | 'refused' | 'not asked';

/** One thing that is otherwise than expected. */
export interface Finding {
	kind: FindingKind;
	/** The calls in whose answers it was seen, by their IDs; none for what a document says. */
	operations: string[];
	/** Which part of the contract it is about, such as `Session.status` or `listTemplates`. */
	place: string;
	/** What it is, in a sentence without values. */
	message: string;
	/** What to change in the contract, where that can be said. */
	change?: ContractChange;
}

export type FindingKind =
	| 'status'
	| 'content type'
	| 'missing call'
	| 'missing field'
	| 'renamed field'
	| 'new field'
	| 'type'
	| 'format'
	| 'new value'
	| 'behaviour'
	| 'document';

/** A change to the contract that would take in what was seen. */
export type ContractChange =
	/** An object has a further property. `at` leads to its schema in the contract, through no reference. */
	| { kind: 'add property'; at: string[]; name: string; types: JsonType[] }
	/** An open list of values has a further one; `at` leads to the schema with `x-known-values` or `enum`. */
	| { kind: 'add value'; at: string[]; value: string }
	/** Something can be of a further type; `at` leads to its schema. */
	| { kind: 'add type'; at: string[]; type: JsonType };

/** The types of JSON Schema. */
export const JSON_TYPES = [
	'null',
	'boolean',
	'integer',
	'number',
	'string',
	'array',
	'object',
] as const;

/** A type as JSON Schema calls it. */
export type JsonType = (typeof JSON_TYPES)[number];

/** Documented, and not seen in any answer. */
export interface Unseen {
	/** Such as `Session.outboundDialResult`. */
	place: string;
	/** Undefined where the field itself never came; else the known values that were not seen. */
	values?: string[];
	/** In how many objects it was looked for. */
	among: number;
}

/** One open question, and what was found out. */
export interface ProbeReport {
	/** Such as `sessions.order`. */
	id: string;
	question: string;
	/** Where the question is asked: a section in docs/reference. */
	source: string;
	/** Undefined where it was not settled. */
	answer?: string;
	/** What the package expects, where it expects something. */
	expected?: string;
	/** Why it was not settled. */
	reason?: string;
}

/** An official description that was looked for. */
export interface DocumentReport {
	/** What it is, such as "List of OpenAPI documents". */
	title: string;
	/** Its address; of the service itself only the path. */
	address: string;
	/** The file in which it is kept beside the report; undefined where it is not to be had. */
	savedAs?: string;
	/** Why it is not to be had. */
	reason?: string;
	/** How many of its calls the contract has, and does not have, where it describes calls. */
	calls?: { known: number; unknown: number };
	/** The latter by method and path, as the document writes them. */
	unknownCalls?: string[];
}
