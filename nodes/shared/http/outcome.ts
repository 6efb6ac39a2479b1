import type { IDataObject } from 'n8n-workflow';
import type { Outcome } from '../base/outcome';
import { isRedirect, isSuccess } from '../base/outcome';
import { isObject } from '../base/records';
import { toText } from '../base/text';
import { isLoginPage, isWebPage } from './loginPage';

/**
 * What an answer is taken for: JSON or text, whatever its type; a file, whatever its type, but for web pages and
 * for refusals; or what its type says.
 */
export type AnswerFormat = 'json' | 'text' | 'file' | 'autodetect';

/** What a request expects of its answer. */
export interface Expectation {
	/** Whether the request changes nothing, so that only the answer's content matters. */
	isRead: boolean;
	/** Whether the service is known to send its login page to those it does not know. */
	hasLoginPage: boolean;
	/** What the answer is taken for; JSON if left out. */
	format?: AnswerFormat;
	/** Whether the service may refuse with a success status, in JSON. */
	refusesInJson?: boolean;
}

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

/**
 * What an answer means, whatever its status. A write that was answered with success is done, whatever the
 * body says; a read is nothing without its body, so that any web page in its place may be the login page.
 * A text that is JSON is read, too: it may be a refusal.
 */
export function readAnswer(
	{ status, headers, text }: { status: number; headers: IDataObject; text: string },
	{ isRead, hasLoginPage, format }: Expectation,
): Outcome {
	if (isLoginPage(status, headers, text)) return { kind: 'loginPage', status };
	const isPage = isRedirect(status) || (isSuccess(status) && isWebPage(headers, text));
	if (isRead && hasLoginPage && isPage) return { kind: 'loginPage', status };
	if (isRedirect(status)) return { kind: 'redirected', status, headers };
	if (text === '') return { kind: 'answer', status, headers, body: undefined };
	const isText = format === 'text' || (format === 'autodetect' && isTextType(headers));
	const answer = { kind: 'answer', status, headers, ...(isText ? { text } : {}) } as const;
	try {
		return { ...answer, body: JSON.parse(text) as unknown };
	} catch {
		// A refusal in plain text is still a refusal; only the success of a read must be readable.
		return isRead && isSuccess(status) && !isText
			? { kind: 'unreadable', status }
			: { ...answer, body: undefined };
	}
}

/** Whether an answer says that it is text for somebody else than people with a browser. */
export function isTextType(headers: IDataObject): boolean {
	const type = mediaTypeOf(headers);
	return /^text\/(?!html$|json$)/.test(type) || /^application\/(.*\+)?xml$/.test(type);
}

/** Whether an answer says that it is JSON. */
export function isJsonType(headers: IDataObject): boolean {
	return /^(application|text)\/(.*\+)?json$/.test(mediaTypeOf(headers));
}

/** The type of an answer without parameters such as the character set; empty if it does not say. */
export function mediaTypeOf(headers: IDataObject): string {
	const [type = ''] = toText(headers['content-type']).split(';');
	return type.trim().toLowerCase();
}

/**
 * What a request that threw means.
 *
 * @throws the error itself when it does not come from the connection, such as a login that was refused
 */
export function readFailure(error: unknown, expectation: Expectation): Outcome {
	const { response, code } = rootOf(error);
	// Without data, the connection ended within the body of a success: not the same as an empty one.
	if (response && (response.data !== undefined || !isSuccess(response.status))) {
		const { status, headers = {}, data } = response;
		// The body of a refused file is a stream that nobody has read.
		const text = isObject(data) && 'pipe' in data ? '' : toText(data);
		return readAnswer({ status, headers, text }, expectation);
	}
	const isTried = response !== undefined || (code !== undefined && !code.startsWith('ERR_INVALID'));
	// The request itself could not be put together.
	if (!isTried) throw error;
	const notSent = NOT_SENT[code ?? ''];
	return notSent === undefined
		? { kind: 'interrupted', reason: TIMED_OUT.includes(code ?? '') ? 'timeout' : 'closed' }
		: { kind: 'unreachable', reason: notSent };
}

/** What is known of a request that failed. */
export interface RequestFailure {
	code?: string;
	/** A status, or the code of a connection, in the errors of n8n before 2.34, which have no cause. */
	httpCode?: string | null;
	response?: { status: number; headers?: IDataObject; data?: unknown };
	cause?: unknown;
}

/** n8n wraps what the HTTP client threw, or not, depending on its version and on the kind of credential. */
export function rootOf(error: unknown): RequestFailure {
	let current = error as RequestFailure;
	while (current.response === undefined && current.code === undefined && isObject(current.cause)) {
		current = current.cause;
	}
	const { httpCode } = current;
	if (current.response || current.code !== undefined || !httpCode) return current;
	return /^\d+$/.test(httpCode) ? { response: { status: Number(httpCode) } } : { code: httpCode };
}
