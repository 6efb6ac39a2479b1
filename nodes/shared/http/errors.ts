import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import {
	ExpressionError,
	NodeApiError,
	NodeOperationError,
	OperationalError,
	UserError,
} from 'n8n-workflow';
import { pick } from '../base/records';
import { sanitizeMessage } from '../base/text';
import type { Effect } from './verdict';

/** What ends an input item, or the run. */
export type NodeFailure = NodeApiError | NodeOperationError;

/** What a service said about a request that it did not carry out. */
export interface ServiceAnswer {
	/** HTTP status. */
	status: number;
	/** The service's own words, without secrets; empty if it gave none. */
	message: string;
	/** The service's own code for the reason, without secrets, such as "validation_failed". */
	code?: string;
	/** How many seconds the service wants to be left alone. */
	retryAfter?: number;
}

/** What became of a write. A workflow can branch on it. */
export type WriteOutcome =
	/** The service took it in. */
	| 'accepted'
	/** It was certainly not carried out. */
	| 'refused'
	/** It, or an earlier try of it, may have been carried out. */
	| 'uncertain';

/**
 * Makes the error that a user sees for a request that a service did not carry out. Nothing of the
 * request itself goes in: it holds keys and tokens.
 *
 * @param message what happened
 * @param description what to do about it
 */
export function serviceError(
	node: INode,
	message: string,
	description: string,
	answer?: ServiceAnswer,
): NodeApiError {
	const error = new NodeApiError(
		node,
		{ message: sanitizeMessage(answer?.message ?? message) },
		{
			message: sanitizeMessage(message),
			description,
			httpCode: answer ? String(answer.status) : undefined,
		},
	);
	if (answer) {
		const { status, code, retryAfter } = answer;
		error.context.answer = { status, code, retryAfter };
	}
	return error;
}

/** What users are told where it is not known whether the service carried the request out. */
export const UNCERTAIN = 'The request may have been carried out all the same.';

/** The service took in a write that must not be repeated, but its answer does not say what was done. */
export class IndeterminateWriteError extends OperationalError {
	/** @param expected what the answer should have been, such as "the ID of the webhook" */
	constructor(service: string, expected: string) {
		super(`${service} did not answer with ${expected}. ${UNCERTAIN}`, {
			description: `Check in ${service} before you run this again.`,
		});
	}
}

/** A write was carried out, but what is there now is not what was wanted; doing it again would hide that. */
export class UnwantedResultError extends OperationalError {}

/** Marks an error after which the request must not be sent again: the service may have carried it out. */
export function markUncertain<Failure extends NodeFailure>(error: Failure): Failure {
	error.context.mayHaveHappened = true;
	return error;
}

/** Whether the service may have carried out what ended with this error, so that it must not be sent again. */
export function mayHaveHappened(error: NodeFailure): boolean {
	return error.context.mayHaveHappened === true;
}

/** The error of a write of which an earlier or the last try may have been carried out, and that may be repeated. */
export function afterUncertainTry<E>(error: E): E {
	return withContext(error, { hadUncertainTry: true });
}

/** The error with a record of what the request was about, whose fields are put on the failed item. */
export function withDetails<E>(error: E, details: IDataObject): E {
	return withContext(error, { details });
}

/** What became of a write that ended with this error. */
export function outcomeOf(error: NodeFailure): Exclude<WriteOutcome, 'accepted'> {
	const isUncertain = mayHaveHappened(error) || error.context.hadUncertainTry === true;
	return isUncertain ? 'uncertain' : 'refused';
}

/** A copy of an error that knows more: the same error can be that of several items. */
function withContext<E>(error: E, more: IDataObject): E {
	const copy = Object.create(
		Object.getPrototypeOf(error) as object,
		Object.getOwnPropertyDescriptors(error),
	) as E & { context?: IDataObject };
	copy.context = { ...copy.context, ...more };
	return copy;
}

/** What is thrown on purpose, before anything is sent or where it is known that nothing was carried out. */
const FORESEEN = [UserError, OperationalError, ExpressionError];

/**
 * Turns whatever was thrown for an input item into n8n's error types, with the item's place if it is known. What
 * nobody has foreseen says nothing of whether something was sent.
 */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeFailure {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex ??= itemIndex;
		return error;
	}
	const { message, description, context } = (error ?? {}) as {
		message?: string;
		description?: string | null;
		context?: IDataObject;
	};
	const cause = error instanceof Error ? error : String(message ?? error);
	const nodeError = new NodeOperationError(node, cause, {
		message: message === undefined ? undefined : sanitizeMessage(message),
		description: description ? sanitizeMessage(description) : undefined,
		itemIndex,
	});
	Object.assign(nodeError.context, pick(context ?? {}, ['answer', 'details', 'hadUncertainTry']));
	if (!FORESEEN.some((type) => error instanceof type)) nodeError.context.hadUncertainTry = true;
	const isDone = error instanceof IndeterminateWriteError || error instanceof UnwantedResultError;
	return isDone ? markUncertain(nodeError) : nodeError;
}

/** Whether a write that ended with this error, whatever it is, was certainly not carried out. */
export function isRefusal(node: INode, error: unknown): boolean {
	return outcomeOf(toNodeError(node, error)) === 'refused';
}

/**
 * The output item of an input item that was not carried out, for Continue On Fail: what happened and what to do,
 * and what a workflow can branch on.
 *
 * @param effect of the operation; only a write has an outcome
 * @param forErrorOutput whether n8n sends failed items to the node's error output
 */
export function failedItem(
	error: NodeFailure,
	itemIndex: number,
	{ effect, forErrorOutput }: { effect: Effect; forErrorOutput: boolean },
): INodeExecutionData {
	const { answer, details } = error.context as { answer?: IDataObject; details?: IDataObject };
	const own = withoutUndefined({
		error: error.message,
		message: error.description || undefined,
		outcome: effect === 'write' ? outcomeOf(error) : undefined,
		...answer,
	});
	// First and last: the fields of other names come after it and none of its own is lost.
	const json = { ...own, ...details, ...own };
	const item: INodeExecutionData = { json, pairedItem: { item: itemIndex } };
	if (!forErrorOutput) return item;
	// n8n tells a failed item with further fields by its `error`, copies it to the error output, and replaces the
	// JSON of items that still have an `error` then (n8n-core, handleNodeErrorOutput and normalizeNodeErrors).
	return Object.defineProperty(item, 'error', { value: error, enumerable: false });
}

function withoutUndefined(record: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
