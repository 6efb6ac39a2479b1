import type {
	IAdditionalCredentialOptions,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import type { NodeApiError } from 'n8n-workflow';
import { OperationalError, sleep } from 'n8n-workflow';
import { serviceError } from './errors';
import type { Effect } from './operation';
import { RequestGate } from './requestGate';
import type { Outcome, Repeatable } from './retry';
import { textOf } from './textOf';
import { askedWait, MAX_TRIES, MAX_WAIT_MS, mayRepeat, repeatable, waitBefore } from './retry';

/** Where requests can come from: a run of the node, or a list in its panel. */
export type ServiceContext = IExecuteFunctions | ILoadOptionsFunctions;

/** One call of a service. */
export interface ServiceRequest {
	method: IHttpRequestMethods;
	/** Path below the base URL; build it with `path` where it has variable parts. */
	path: string;
	/** Query parameters; a list repeats its key. */
	query?: IDataObject;
	headers?: IDataObject;
	/** JSON body. */
	body?: unknown;
	/** What the call does; GET reads and everything else writes unless said otherwise. */
	effect?: Effect;
	/** The record that the call is about, such as "Session 7635642", for messages. */
	subject?: string;
	/** Values that must not turn up in messages, such as the company key in the query. */
	secrets?: string[];
}

/** What one service does differently from another. */
export interface ServiceProfile {
	/** The service's name, for messages. */
	name: string;
	/** Sends a request with the credential's authentication, without looking at what comes back. */
	send(options: IHttpRequestOptions, additional?: IAdditionalCredentialOptions): Promise<unknown>;
	/** The base URL, and whether certificates are checked; read once a run. */
	connect(): Promise<{ baseUrl: string; skipSslCertificateValidation: boolean }>;
	/** How to send a request again with a new token, where n8n does not notice that the old one is dead. */
	renewal?(refused: {
		status: number;
		since: number;
	}): Promise<IAdditionalCredentialOptions | undefined>;
	/** What the service says about a request that it refused; empty if nothing is to be found. */
	reasonOf(body: unknown): string;
	/** What to do about a status, where the service has better advice than the general one. */
	adviceFor?(status: number): string | undefined;
}

/** Statuses at which n8n itself gets a new token and sends the request again. */
const RENEWED_BY_N8N = [401];
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

/**
 * A path with its variable parts encoded: path`/api/v1/Sessions/${id}`.
 *
 * @throws Error for a part that would change the path itself
 */
export function path(fixed: TemplateStringsArray, ...parts: Array<string | number>): string {
	return fixed.reduce((result, piece, index) => {
		const part = String(parts[index - 1]);
		if (['', '.', '..'].includes(part)) throw new Error(`"${part}" cannot be part of a path`);
		return result + encodeURIComponent(part) + piece;
	});
}

/**
 * The way through which every request of a run goes to one service: bounded in number, with a valid
 * token, repeated where that helps and cannot do harm, and with messages that say what to do.
 */
export class ServiceConnection {
	private readonly gate: RequestGate;
	private connection?: ReturnType<ServiceProfile['connect']>;

	/** @param maxParallel the most requests that are under way at once */
	constructor(
		private readonly context: ServiceContext,
		private readonly profile: ServiceProfile,
		maxParallel: number,
	) {
		this.gate = new RequestGate(maxParallel);
	}

	/**
	 * Sends a request and returns the answer's JSON, undefined where the answer is empty.
	 *
	 * @throws NodeApiError in the service's own words where it refuses, cannot be reached or does not answer
	 */
	async request(request: ServiceRequest): Promise<unknown> {
		return await this.gate.run(async () => await this.sendUntilSettled(request));
	}

	private async sendUntilSettled(request: ServiceRequest): Promise<unknown> {
		const effect = request.effect ?? (request.method === 'GET' ? 'read' : 'write');
		const kind = repeatable(effect, request.method);
		for (let attempt = 1; ; attempt++) {
			const outcome = await this.sendOnce(request);
			if (outcome.kind === 'answer' && isSuccess(outcome.status)) return outcome.body;
			const wait = waitBefore(outcome, attempt);
			if (attempt === MAX_TRIES || wait > MAX_WAIT_MS || !mayRepeat(outcome, kind)) {
				throw this.describe(outcome, request, kind);
			}
			await this.pause(wait);
		}
	}

	private async sendOnce(request: ServiceRequest): Promise<Outcome> {
		const since = Date.now();
		const options = await this.options(request);
		const outcome = await this.outcomeOf(options);
		if (outcome.kind !== 'loginPage') return outcome;
		const additional = await this.profile.renewal?.({ status: outcome.status, since });
		return additional
			? await this.outcomeOf(await this.options(request, outcome.status), additional)
			: outcome;
	}

	private async options(
		request: ServiceRequest,
		renewedStatus?: number,
	): Promise<IHttpRequestOptions> {
		this.connection ??= this.profile.connect();
		const { baseUrl, skipSslCertificateValidation } = await this.connection;
		const except =
			renewedStatus === undefined ? RENEWED_BY_N8N : [...RENEWED_BY_N8N, renewedStatus];
		return {
			method: request.method,
			url: baseUrl + request.path,
			qs: request.query,
			arrayFormat: 'repeat',
			headers: { Accept: 'application/json', ...request.headers },
			body: request.body as IHttpRequestOptions['body'],
			encoding: 'text',
			json: request.body !== undefined,
			returnFullResponse: true,
			// The token must not follow a redirect, and a redirect is an answer of its own here.
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: { ignore: true, except },
			skipSslCertificateValidation,
		};
	}

	private async outcomeOf(
		options: IHttpRequestOptions,
		additional?: IAdditionalCredentialOptions,
	): Promise<Outcome> {
		try {
			const answer = (await this.profile.send(options, additional)) as IN8nHttpFullResponse;
			return readAnswer(answer.statusCode, answer.headers, textOf(answer.body));
		} catch (error) {
			return readFailure(error);
		}
	}

	private async pause(milliseconds: number): Promise<void> {
		const signal =
			'getExecutionCancelSignal' in this.context
				? this.context.getExecutionCancelSignal()
				: undefined;
		await sleep(milliseconds, signal);
	}

	private describe(outcome: Outcome, request: ServiceRequest, kind: Repeatable): NodeApiError {
		const { name } = this.profile;
		const node = this.context.getNode();
		const uncertain = kind === 'once' ? ' The request may have been carried out all the same.' : '';
		switch (outcome.kind) {
			case 'answer':
				return this.describeAnswer(outcome, request);
			case 'loginPage':
				return serviceError(
					node,
					`${name} sent its login page instead of an answer`,
					'A new log-in did not change that. Check that the credential belongs to this service, that its rights cover the request, and that the address in the credential is right.',
				);
			case 'unreadable':
				return serviceError(
					node,
					`${name} sent an answer that cannot be read.${uncertain}`,
					kind === 'once'
						? `Check in ${name} before you run this again.`
						: `The answer was not the JSON that the ${name} API promises. Check the address in the credential, or try again later.`,
				);
			case 'unreachable':
				return serviceError(
					node,
					`${name} could not be reached: ${outcome.reason}`,
					'Nothing was sent. Check the address in the credential and the network, then run this again.',
				);
			case 'interrupted':
				return serviceError(
					node,
					`The connection to ${name} ended before the answer came.${uncertain}`,
					kind === 'once'
						? `It was not sent again, so that nothing happens twice. Check in ${name} before you run this again.`
						: 'Several tries ended like this. Try again later.',
				);
		}
	}

	private describeAnswer(
		outcome: Extract<Outcome, { kind: 'answer' }>,
		request: ServiceRequest,
	): NodeApiError {
		const { name } = this.profile;
		const { status } = outcome;
		const reason = redact(this.profile.reasonOf(outcome.body), request.secrets ?? []);
		const subject = request.subject ?? 'What the request asks for';
		const wait = askedWait(outcome);
		const [message, advice] = generalMessage(status, name, subject, wait);
		return serviceError(
			this.context.getNode(),
			reason === '' ? message : `${message}: ${reason}`,
			this.profile.adviceFor?.(status) ?? advice,
			{ status, message: reason },
		);
	}
}

/** The answer as one record. @throws OperationalError when it is something else */
export function asRecord(service: string, answer: unknown): IDataObject {
	if (isObject(answer) && !Array.isArray(answer)) return answer as IDataObject;
	throw unexpected(service, 'a record');
}

/** The answer as a list of records. @throws OperationalError when it is something else */
export function asRecords(service: string, answer: unknown): IDataObject[] {
	if (Array.isArray(answer) && answer.every(isObject)) return answer as IDataObject[];
	throw unexpected(service, 'a list of records');
}

function unexpected(service: string, what: string): OperationalError {
	return new OperationalError(`${service} did not answer with ${what}`, {
		description: `Check the address in the credential. If it is right, this version of ${service} may answer differently from its documentation.`,
	});
}

function generalMessage(
	status: number,
	name: string,
	subject: string,
	wait: number | undefined,
): [message: string, advice: string] {
	switch (status) {
		case 400:
		case 422:
			return [`${name} refused the request`, 'Check the values of this item against the message.'];
		case 401:
			return [
				`${name} did not accept the credential`,
				'A new log-in did not change that. Check the credential and its rights.',
			];
		case 403:
			return [
				`The credential may not do this in ${name}`,
				`Ask an administrator of your ${name} for the right, or use another credential.`,
			];
		case 404:
			return [
				`${subject} was not found in ${name}`,
				'Check the ID, and that the credential belongs to the company that owns the record.',
			];
		case 409:
			return [
				`${name} has something like this already`,
				'Use the existing record, or change the values of this item.',
			];
		case 429:
			return [
				`${name} asks to slow down`,
				wait !== undefined && wait > MAX_WAIT_MS
					? `It wants a pause of ${Math.ceil(wait / 1000)} seconds. Run this again after that, or with fewer items at a time.`
					: 'Several tries were refused. Lower Max Parallel Requests, or run this with fewer items at a time.',
			];
		default:
			return status >= 500
				? [`${name} is not available at the moment (status ${status})`, 'Try again later.']
				: [`${name} answered with status ${status}`, 'Check the request.'];
	}
}

function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}

function readAnswer(status: number, headers: IDataObject, text: string): Outcome {
	if ((status >= 300 && status < 400) || (isSuccess(status) && isHtml(headers, text))) {
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

function isHtml(headers: IDataObject, text: string): boolean {
	return textOf(headers['content-type']).includes('html') || /^\s*<(!doctype|html)/i.test(text);
}

function readFailure(error: unknown): Outcome {
	const { response, code } = rootOf(error);
	if (response) return readAnswer(response.status, response.headers ?? {}, textOf(response.data));
	if (code === undefined) throw error;
	const notSent = NOT_SENT[code];
	return notSent === undefined
		? { kind: 'interrupted', reason: code }
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

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

function redact(message: string, secrets: string[]): string {
	return secrets
		.filter((secret) => secret !== '')
		.reduce((result, secret) => result.replaceAll(secret, '[hidden]'), message);
}
