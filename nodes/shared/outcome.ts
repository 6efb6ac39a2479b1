import type { IDataObject } from 'n8n-workflow';
import { textOf } from './textOf';

/** How a request ended. */
export type Outcome =
	/** The service answered; `body` is parsed JSON, or undefined where the answer is empty. */
	| { kind: 'answer'; status: number; headers: IDataObject; body: unknown }
	/** The service answered, but with something other than the JSON that was asked for. */
	| { kind: 'unreadable'; status: number }
	/** The service sent its login page instead of an answer: it does not know who is asking. */
	| { kind: 'loginPage'; status: number }
	/** The connection could not be opened, so the service received nothing. */
	| { kind: 'unreachable'; reason: string }
	/** The connection ended, or nothing came for too long; the request may have been carried out. */
	| { kind: 'interrupted'; reason: 'closed' | 'timeout' };

const NOT_SENT: Record<string, string> = {
	ECONNREFUSED: 'the connection was refused',
	ENOTFOUND: 'its host name was not found',
	EAI_AGAIN: 'its host name was not found',
	EHOSTUNREACH: 'there is no way to its network',
	ENETUNREACH: 'there is no way to its network',
	CERT_HAS_EXPIRED: 'its certificate has expired',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
	SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is self-signed',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate belongs to another host',
};

/** The HTTP client's own time-out, and that of the network. */
const TIMED_OUT = ['ECONNABORTED', 'ETIMEDOUT'];

/** Whether the service carried the request out. */
export function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}

/**
 * What an answer means, whatever its status.
 *
 * @param hasLoginPage whether the service sends its login page to those it does not know; from another one
 * a web page is only an answer that cannot be read
 */
export function readAnswer(
	{ status, headers, text }: { status: number; headers: IDataObject; text: string },
	hasLoginPage: boolean,
): Outcome {
	if (hasLoginPage && (isRedirect(status) || (isSuccess(status) && isHtml(headers, text)))) {
		return { kind: 'loginPage', status };
	}
	if (text === '') return { kind: 'answer', status, headers, body: undefined };
	try {
		return { kind: 'answer', status, headers, body: JSON.parse(text) as unknown };
	} catch {
		// A refusal in plain text is still a refusal; only a success must be readable.
		return isSuccess(status)
			? { kind: 'unreadable', status }
			: { kind: 'answer', status, headers, body: undefined };
	}
}

function isRedirect(status: number): boolean {
	return status >= 300 && status < 400;
}

function isHtml(headers: IDataObject, text: string): boolean {
	return textOf(headers['content-type']).includes('html') || /^\s*<(!doctype|html)/i.test(text);
}

/**
 * What a request that threw means.
 *
 * @throws the error itself when it does not come from the connection, such as a log-in that was refused
 */
export function readFailure(error: unknown, hasLoginPage: boolean): Outcome {
	const { response, code } = rootOf(error);
	// Without data, the connection ended within the body of a success: not the same as an empty one.
	if (response && (response.data !== undefined || !isSuccess(response.status))) {
		const { status, headers = {}, data } = response;
		return readAnswer({ status, headers, text: textOf(data) }, hasLoginPage);
	}
	// Not even tried: the request itself could not be put together.
	if (code === undefined || code.startsWith('ERR_INVALID')) throw error;
	const notSent = NOT_SENT[code];
	return notSent === undefined
		? { kind: 'interrupted', reason: TIMED_OUT.includes(code) ? 'timeout' : 'closed' }
		: { kind: 'unreachable', reason: notSent };
}

interface RequestFailure {
	code?: string;
	response?: { status: number; headers?: IDataObject; data?: unknown };
	cause?: unknown;
}

/** n8n wraps what the HTTP client threw, or not, depending on the kind of credential. */
function rootOf(error: unknown): RequestFailure {
	let current = error as RequestFailure;
	while (current.response === undefined && current.code === undefined && isObject(current.cause)) {
		current = current.cause;
	}
	return current;
}

/** The records of a list within an answer or a field; none where it is no list, and no gaps. */
export function recordsIn(value: unknown): IDataObject[] {
	return Array.isArray(value) ? value.filter(isObject).map((record) => record as IDataObject) : [];
}

/** Whether a value has fields. */
export function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}
