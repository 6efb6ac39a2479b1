import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IWebhookFunctions,
} from 'n8n-workflow';
import { OperationalError, sleep, UserError } from 'n8n-workflow';
import type { ServiceWording } from './messages';
import { describeOutcome } from './messages';
import type { Effect } from './operation';
import { RequestGate } from './requestGate';
import type { Outcome } from './outcome';
import { isObject, isSuccess, readAnswer, readFailure } from './outcome';
import type { FileContent } from './fileContent';
import { whileFlowing } from './fileContent';
import { textOf } from './textOf';
import { MAX_TRIES, MAX_WAIT_MS, mayRepeat, repeatable, waitBefore } from './retry';

/** Where requests can come from: a run of a node, a list in its panel, or the life of a trigger. */
export type ServiceContext =
	IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IWebhookFunctions;

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
	/** Whether the path is only put together by convention, so that "not found" may mean the path. */
	isUnconfirmed?: boolean;
	/** Waits until the request may be sent, where the service limits how many may be; before every try. */
	turn?: () => Promise<void>;
	/** Statuses beyond success that are answers here, such as 404 where "gone" is what was wanted. */
	alsoAccept?: number[];
	/** Takes in a file instead of JSON; what it returns is the answer. Called again if the transfer breaks off. */
	receiveFile?: (file: IncomingFile) => Promise<unknown>;
}

/** A file that is being received. */
export interface IncomingFile {
	content: FileContent;
	/** Without parameters such as the character set; undefined if the service does not say. */
	mimeType: string | undefined;
}

/** An answer of a service. */
export interface ServiceReply {
	status: number;
	/** Parsed JSON, undefined where the answer is empty. */
	body: unknown;
}

/** What one service does differently from another. */
export interface ServiceProfile extends ServiceWording {
	/** Whether an answer is a refusal although its status says success. */
	isRefusal?(body: unknown): boolean;
	/** Sends a request with the credential's authentication, without looking at what comes back. */
	send(
		options: IHttpRequestOptions,
		connection: Connection,
		refused?: RefusedToken,
	): Promise<unknown>;
	/** Where the service is, and as whom requests are sent to it. Asked for before each request. */
	connect(): Promise<Connection>;
	/** A function that takes these values, and the secrets of the credential as they are now, out of a message. */
	hiding(secrets: string[]): Promise<(message: string) => string>;
	/**
	 * For a service that sends its login page to those it does not know: whether a request can be sent
	 * again with a new token, which n8n does not do by itself then.
	 */
	canRenew?(status: number): boolean;
}

/** What a credential says, at one moment. */
export interface Connection {
	baseUrl: string;
	skipSslCertificateValidation: boolean;
	/** The credential's decrypted fields. */
	credential: ICredentialDataDecryptedObject;
}

/** A token that was answered with the login page. */
export interface RefusedToken {
	/** The status of that answer. */
	status: number;
	/** When the request was started, in milliseconds since 1970. */
	since: number;
}

/** Statuses at which n8n itself gets a new token and sends the request again. */
const RENEWED_BY_N8N = [401];
/**
 * A service that sends nothing for so long is given up. Gateways in front of a service answer in its place
 * after 60 to 100 seconds, which says more than silence does, so it is a little longer; n8n would wait for
 * 300 seconds, and without an end for the rest of a file.
 */
const MAX_SILENCE_MS = 120_000;

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
		const { body } = await this.answer(request);
		return body;
	}

	/** Like `request`, for calls whose status says something, too. */
	async answer(request: ServiceRequest): Promise<ServiceReply> {
		return await this.gate.run(async () => await this.sendUntilSettled(request));
	}

	/**
	 * The place of an address that the service gave, as a path and query below the base URL.
	 *
	 * @throws UserError when it leads elsewhere: the log-in is sent to the credential's host only
	 */
	async locate(address: string): Promise<{ path: string; query: IDataObject }> {
		const base = new URL(`${await this.baseUrl()}/`);
		const target = URL.canParse(address) ? new URL(address) : undefined;
		if (!target || target.origin !== base.origin || !target.pathname.startsWith(base.pathname)) {
			const name = this.profile.name;
			throw new UserError(
				`${name} gave an address on another host: ${target?.host || 'it is no web address'}`,
				{
					description: `The log-in is only sent to ${base.host}, the host in the credential. If both lead to the same ${name}, put the other one into the credential.`,
				},
			);
		}
		const path = target.pathname.slice(base.pathname.length - 1);
		const names = [...new Set(target.searchParams.keys())];
		const query = names.map((name) => [name, target.searchParams.getAll(name)] as const);
		return { path, query: Object.fromEntries(query) };
	}

	private async sendUntilSettled(request: ServiceRequest): Promise<ServiceReply> {
		const effect = request.effect ?? (request.method === 'GET' ? 'read' : 'write');
		const kind = repeatable(effect, request.method);
		for (let attempt = 1; ; attempt++) {
			await request.turn?.();
			const outcome = await this.sendOnce(request);
			if (outcome.kind === 'answer' && this.isAccepted(outcome, request)) return outcome;
			const wait = waitBefore(outcome, attempt);
			if (attempt === MAX_TRIES || wait > MAX_WAIT_MS || !mayRepeat(outcome, kind)) {
				throw describeOutcome(this.context.getNode(), outcome, {
					service: this.profile,
					subject: request.subject,
					isUnconfirmed: request.isUnconfirmed,
					hideSecrets: await this.profile.hiding(request.secrets ?? []),
					repeatable: kind,
				});
			}
			await this.pause(wait);
		}
	}

	private isAccepted({ status, body }: ServiceReply, { alsoAccept }: ServiceRequest): boolean {
		if (alsoAccept?.includes(status)) return true;
		return isSuccess(status) && this.profile.isRefusal?.(body) !== true;
	}

	/** The base URL from the credential. */
	async baseUrl(): Promise<string> {
		return (await this.profile.connect()).baseUrl;
	}

	private async sendOnce(request: ServiceRequest): Promise<Outcome> {
		const since = Date.now();
		const outcome = await this.outcomeOf(request);
		if (outcome.kind !== 'loginPage' || this.profile.canRenew?.(outcome.status) !== true) {
			return outcome;
		}
		return await this.outcomeOf(request, { status: outcome.status, since });
	}

	private async outcomeOf(request: ServiceRequest, refused?: RefusedToken): Promise<Outcome> {
		const { receiveFile } = request;
		const connection = await this.profile.connect();
		const options = requestOptions(request, connection, refused);
		const hasLoginPage = this.profile.canRenew !== undefined;
		try {
			const answer = (await this.profile.send(
				options,
				connection,
				refused,
			)) as IN8nHttpFullResponse;
			const { statusCode: status, headers, body } = answer;
			if (!receiveFile) return readAnswer({ status, headers, text: textOf(body) }, hasLoginPage);
			const receive = async <T>(take: (content: FileContent) => Promise<T>): Promise<T> =>
				await whileFlowing(body as unknown as FileContent, options.timeout ?? MAX_SILENCE_MS, take);
			if (isSuccess(status) && !isWebPage(headers)) {
				const mimeType = textOf(headers['content-type']).split(';')[0] || undefined;
				const received = await receive(async (content) => await receiveFile({ content, mimeType }));
				return { kind: 'answer', status, headers, body: received };
			}
			const text = await receive(readText);
			return readAnswer({ status, headers, text }, hasLoginPage);
		} catch (error) {
			return readFailure(error, hasLoginPage);
		}
	}

	/** Waits, but not longer than until the execution is cancelled. */
	async pause(milliseconds: number): Promise<void> {
		const signal =
			'getExecutionCancelSignal' in this.context
				? this.context.getExecutionCancelSignal()
				: undefined;
		await sleep(milliseconds, signal);
	}
}

function requestOptions(
	request: ServiceRequest,
	{ baseUrl, skipSslCertificateValidation }: Connection,
	refused?: RefusedToken,
): IHttpRequestOptions {
	const except = refused ? [...RENEWED_BY_N8N, refused.status] : RENEWED_BY_N8N;
	return {
		method: request.method,
		url: baseUrl + request.path,
		qs: request.query,
		arrayFormat: 'repeat',
		headers: {
			Accept: request.receiveFile ? '*/*' : 'application/json',
			...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
			...request.headers,
		},
		// As text: n8n's HTTP client leaves out fields with names such as "constructor".
		body: request.body === undefined ? undefined : JSON.stringify(request.body),
		encoding: request.receiveFile ? 'stream' : 'text',
		returnFullResponse: true,
		// The token must not follow a redirect, and a redirect is an answer of its own here.
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: { ignore: true, except },
		skipSslCertificateValidation,
		timeout: MAX_SILENCE_MS,
	};
}

/** A login page is shown; a page that is a file comes as an attachment. */
function isWebPage(headers: IDataObject): boolean {
	return (
		textOf(headers['content-type']).includes('html') &&
		!textOf(headers['content-disposition']).startsWith('attachment')
	);
}

async function readText(stream: FileContent): Promise<string> {
	let text = '';
	for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
	return text;
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
