import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, OperationalError } from 'n8n-workflow';
import { sanitizeMessage } from '../base/text';

type NodeFailure = NodeApiError | NodeOperationError;

/** What a service said about a request that it did not carry out. */
export interface ServiceAnswer {
	/** HTTP status. */
	status: number;
	/** The service's own words, without secrets; empty if it gave none. */
	message: string;
}

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
	return new NodeApiError(
		node,
		{ message: sanitizeMessage(answer?.message ?? message) },
		{
			message: sanitizeMessage(message),
			description,
			httpCode: answer ? String(answer.status) : undefined,
		},
	);
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

/** Marks an error after which it is not known whether the service carried the request out. */
export function markUncertain<Failure extends NodeFailure>(error: Failure): Failure {
	error.context.mayHaveHappened = true;
	return error;
}

/** Whether the service may have carried out what ended with this error. */
export function mayHaveHappened(error: NodeFailure): boolean {
	return error.context.mayHaveHappened === true;
}

/** Turns whatever was thrown for an input item into n8n's error types, with the item's place. */
export function toNodeError(node: INode, error: unknown, itemIndex: number): NodeFailure {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex ??= itemIndex;
		return error;
	}
	const { message, description } = error as { message?: string; description?: string | null };
	const cause = error instanceof Error ? error : String(message ?? error);
	const nodeError = new NodeOperationError(node, cause, {
		message: message === undefined ? undefined : sanitizeMessage(message),
		description: description ? sanitizeMessage(description) : undefined,
		itemIndex,
	});
	const isDone = error instanceof IndeterminateWriteError || error instanceof UnwantedResultError;
	return isDone ? markUncertain(nodeError) : nodeError;
}

/**
 * The output item of an input item that was not carried out, for Continue On Fail. n8n knows it by these
 * two fields and can send it to the node's error output.
 */
export function failedItem(error: NodeFailure, itemIndex: number): INodeExecutionData {
	const json: IDataObject = { error: error.message };
	if (error.description) json.message = error.description;
	return { json, pairedItem: { item: itemIndex } };
}
