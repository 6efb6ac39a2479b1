import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestMethods,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { OperationalError, sleep, UserError } from 'n8n-workflow';
import { untilCancelled } from './cancellation';
import type { ServiceWording } from './messages';
import { describeOutcome } from './messages';
import { ConcurrencyLimiter } from './concurrencyLimiter';
import type { Expectation, Outcome } from './outcome';
import { isLoginPage, isRedirect, isWebPage } from './loginPage';
import { isSuccess, readAnswer, readFailure } from './outcome';
import type { FileContent } from './files';
import { withIdleTimeout } from './files';
import { toText } from '../base/text';
import type { ServiceContext } from '../base/serviceContext';
import type { RefusedToken } from '../base/token/cachedCredential';
import { judge, safetyOf, retryDelay } from './verdict';
import { isObject } from '../base/records';
import type { Effect } from './verdict';

/** One call of a service. */
export interface ApiRequest {
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
	acquire?: () => Promise<void>;
	/** Statuses beyond success that are answers here, such as 404 where "gone" is what was wanted. */
	alsoAccept?: number[];
	/** Takes in a file instead of JSON. */
	receiveFile?: FileReceiver;
}

/** How a file is taken in. */
interface FileTransfer {
	receiveFile: FileReceiver;
	/** The longest pause between two pieces, in milliseconds. */
	idleTimeoutMs: number;
}

/** Takes in a file; what it returns is the answer. Called again if the transfer breaks off. */
export type FileReceiver = (file: IncomingFile) => Promise<unknown>;

/** A file that is being received. */
export interface IncomingFile {
	content: FileContent;
	/** Without parameters such as the character set; undefined if the service does not say. */
	mimeType: string | undefined;
}

/** An answer of a service. */
export interface ApiResponse {
	status: number;
	/** Parsed JSON, undefined where the answer is empty. */
	body: unknown;
}

/** What one service does differently from another. */
export interface ServiceAdapter extends ServiceWording {
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
	redactor(secrets: string[]): Promise<(message: string) => string>;
	/** Whether the service is known to send its login page to those it does not know. */
	hasLoginPage: boolean;
	/** Whether a request whose token was refused with this status can be sent again with a new one. */
	canRenew(status: number): boolean;
}

/** What a credential says, at one moment. */
export interface Connection {
	baseUrl: string;
	/** Whether the service runs on this machine, which it can only be asked for by whoever runs n8n. */
	isLocal: boolean;
	skipSslCertificateValidation: boolean;
	/** The credential's decrypted fields. */
	credential: ICredentialDataDecryptedObject;
}

/**
 * A service that sends nothing for so long is given up. Gateways in front of a service answer in its place
 * after 60 to 100 seconds, which says more than silence does, so it is a little longer; n8n would wait for
 * 300 seconds, and without an end for the rest of a file.
 */
const IDLE_TIMEOUT_MS = 120_000;

/**
 * The way through which every request of a run goes to one service: bounded in number, with a valid
 * token, repeated where that helps and cannot do harm, and with messages that say what to do.
 */
export class ApiClient {
	private readonly limiter: ConcurrencyLimiter;

	/** @param maxParallel the most requests that are in flight at once */
	constructor(
		private readonly context: ServiceContext,
		private readonly adapter: ServiceAdapter,
		maxParallel: number,
	) {
		this.limiter = new ConcurrencyLimiter(maxParallel);
	}

	/**
	 * Sends a request and returns the answer's JSON, undefined where the answer is empty.
	 *
	 * @throws NodeApiError in the service's own words where it refuses, cannot be reached or does not answer
	 */
	async request(request: ApiRequest): Promise<unknown> {
		const { body } = await this.answer(request);
		return body;
	}

	/** Like `request`, for calls whose status says something, too. */
	async answer(request: ApiRequest): Promise<ApiResponse> {
		return await this.limiter.run(async () => await this.sendUntilSettled(request));
	}

	/**
	 * The place of an address that the service gave, as a path and query below the base URL.
	 *
	 * @throws UserError when it leads elsewhere: the login is sent to the credential's host only
	 */
	async locate(address: string): Promise<{ path: string; query: IDataObject }> {
		const base = new URL(`${await this.baseUrl()}/`);
		const target = URL.canParse(address) ? new URL(address) : undefined;
		if (!target || target.origin !== base.origin || !target.pathname.startsWith(base.pathname)) {
			const name = this.adapter.name;
			throw new UserError(
				`${name} gave an address on another host: ${target?.host || 'it is no web address'}`,
				{
					description: `The login is only sent to ${base.host}, the host in the credential. If both lead to the same ${name}, put the other one into the credential.`,
				},
			);
		}
		const path = target.pathname.slice(base.pathname.length - 1);
		const names = [...new Set(target.searchParams.keys())];
		const query = names.map((name) => [name, target.searchParams.getAll(name)] as const);
		return { path, query: Object.fromEntries(query) };
	}

	private async sendUntilSettled(request: ApiRequest): Promise<ApiResponse> {
		const effect = request.effect ?? (request.method === 'GET' ? 'read' : 'write');
		const kind = safetyOf(effect, request.method);
		let mayBeDone = false;
		for (let attempt = 1; ; attempt++) {
			await request.acquire?.();
			const { outcome, isRenewed } = await this.sendOnce(request, effect);
			if (outcome.kind === 'answer') {
				if (this.isAccepted(outcome, request)) return outcome;
				// What an earlier try deleted, whose answer was lost, is not there any more.
				if (mayBeDone && request.method === 'DELETE' && outcome.status === 404) return outcome;
			}
			mayBeDone ||= judge(outcome, 'unsafe') === 'uncertain';
			const verdict = judge(outcome, kind);
			const wait = retryDelay(outcome, attempt);
			if (verdict !== 'retry' || wait === undefined) {
				throw describeOutcome(this.context.getNode(), outcome, {
					service: this.adapter,
					subject: request.subject,
					isUnconfirmed: request.isUnconfirmed,
					redact: await this.adapter.redactor(request.secrets ?? []),
					verdict,
					isRenewed,
				});
			}
			await this.pause(wait);
		}
	}

	private isAccepted({ status, body }: ApiResponse, { alsoAccept }: ApiRequest): boolean {
		if (alsoAccept?.includes(status)) return true;
		return isSuccess(status) && this.adapter.isRefusal?.(body) !== true;
	}

	/** The base URL from the credential. */
	async baseUrl(): Promise<string> {
		return (await this.adapter.connect()).baseUrl;
	}

	/** Sends a request, and once more with a new token if the service refused the one it had. */
	private async sendOnce(
		request: ApiRequest,
		effect: Effect,
	): Promise<{ outcome: Outcome; isRenewed: boolean }> {
		const since = Date.now();
		const outcome = await this.outcomeOf(request, effect);
		const refused = refusedToken(outcome, since);
		if (!refused || !this.adapter.canRenew(refused.status)) return { outcome, isRenewed: false };
		return { outcome: await this.outcomeOf(request, effect, refused), isRenewed: true };
	}

	private async outcomeOf(
		request: ApiRequest,
		effect: Effect,
		refused?: RefusedToken,
	): Promise<Outcome> {
		const { receiveFile } = request;
		const connection = await this.adapter.connect();
		const options = requestOptions(request, connection);
		const expectation = { isRead: effect === 'read', hasLoginPage: this.adapter.hasLoginPage };
		try {
			const answer = (await this.unlessCancelled(
				async () => await this.adapter.send(options, connection, refused),
			)) as IN8nHttpFullResponse;
			if (receiveFile) {
				const taking = { receiveFile, idleTimeoutMs: options.timeout ?? IDLE_TIMEOUT_MS };
				return await this.receive(answer, taking, expectation, connection);
			}
			const { statusCode: status, headers, body } = answer;
			return readAnswer({ status, headers, text: toText(body) }, expectation);
		} catch (error) {
			return readFailure(error, expectation);
		}
	}

	/** Takes in a file from an answer, or from the host to which the service redirects. */
	private async receive(
		answer: IN8nHttpFullResponse,
		taking: FileTransfer,
		expectation: Expectation,
		connection: Connection,
	): Promise<Outcome> {
		const { statusCode: status, headers } = answer;
		if (isRedirect(status)) {
			const address = addressIn(headers, connection);
			const isHere = address?.host === new URL(connection.baseUrl).host;
			if (address && !(isHere && isLoginPage(status, headers, ''))) {
				contentOf(answer).destroy();
				return await this.receiveElsewhere(address, taking, connection);
			}
		}
		if (isSuccess(status) && !isWebPage(headers)) return await this.takeIn(answer, taking);
		const text = await withIdleTimeout(contentOf(answer), taking.idleTimeoutMs, readText);
		return readAnswer({ status, headers, text }, expectation);
	}

	/**
	 * Takes in a file that the service keeps on another host: by https, without the token, and without
	 * following a further redirect. On this machine, where tests run, it may come without encryption.
	 */
	private async receiveElsewhere(
		address: URL,
		taking: FileTransfer,
		{ baseUrl, isLocal }: Connection,
	): Promise<Outcome> {
		const { name } = this.adapter;
		const isHere = isLocal && address.hostname === new URL(baseUrl).hostname;
		if (address.protocol !== 'https:' && !isHere) {
			throw new UserError(`${name} keeps the file at ${address.host}, but not for https`, {
				description: `A file is only fetched over an encrypted connection. Ask the administrator of your ${name} for that.`,
			});
		}
		let source = address.host;
		try {
			const answer = (await this.unlessCancelled(
				async () =>
					(await this.context.helpers.httpRequest({
						...transferOptions(true),
						method: 'GET',
						url: address.href,
						headers: { Accept: '*/*' },
					})) as unknown,
			)) as IN8nHttpFullResponse;
			const { statusCode: status, headers } = answer;
			source += sizeIn(headers);
			if (isSuccess(status) && !isWebPage(headers)) return await this.takeIn(answer, taking);
			contentOf(answer).destroy();
			// A login page can be on any host, and a web page is no file.
			if (isSuccess(status)) return { kind: 'loginPage', status, source };
			return isRedirect(status)
				? { kind: 'redirected', status, headers, source }
				: { kind: 'answer', status, headers, body: undefined, source };
		} catch (error) {
			return { ...readFailure(error, { isRead: true, hasLoginPage: false }), source };
		}
	}

	/** Takes in a file, but no longer than until the execution is cancelled. */
	private async takeIn(answer: IN8nHttpFullResponse, taking: FileTransfer): Promise<Outcome> {
		try {
			return await this.unlessCancelled(async () => await fileIn(answer, taking));
		} finally {
			contentOf(answer).destroy();
		}
	}

	/** Waits, but not longer than until the execution is cancelled. */
	async pause(milliseconds: number): Promise<void> {
		await this.unlessCancelled(async () => {
			await sleep(milliseconds);
		});
	}

	private async unlessCancelled<T>(work: () => Promise<T>): Promise<T> {
		const { context } = this;
		const signal =
			'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
		return await untilCancelled(signal, work);
	}
}

/** The token of a request that was answered with 401 or with the login page. */
function refusedToken(outcome: Outcome, since: number): RefusedToken | undefined {
	const isRefused =
		outcome.kind === 'loginPage' || (outcome.kind === 'answer' && outcome.status === 401);
	return isRefused ? { status: outcome.status, since } : undefined;
}

function requestOptions(
	request: ApiRequest,
	{ baseUrl, skipSslCertificateValidation }: Connection,
): IHttpRequestOptions {
	return {
		...transferOptions(request.receiveFile !== undefined),
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
		skipSslCertificateValidation,
	};
}

/** How answers are taken in, whatever they are. */
function transferOptions(isFile: boolean): Partial<IHttpRequestOptions> {
	return {
		encoding: isFile ? 'stream' : 'text',
		returnFullResponse: true,
		// The token must not follow a redirect, and a redirect is an answer of its own here.
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		timeout: IDLE_TIMEOUT_MS,
	};
}

/** Where an answer redirects to. */
function addressIn({ location }: IDataObject, { baseUrl }: Connection): URL | undefined {
	const entered = toText(location);
	return entered !== '' && URL.canParse(entered, baseUrl) ? new URL(entered, baseUrl) : undefined;
}

/** Gives the file in an answer to whoever takes it in. */
async function fileIn(
	answer: IN8nHttpFullResponse,
	{ receiveFile, idleTimeoutMs: maxSilence }: FileTransfer,
): Promise<Outcome> {
	const { statusCode: status, headers } = answer;
	const mimeType = toText(headers['content-type']).split(';')[0] || undefined;
	const body = await withIdleTimeout(contentOf(answer), maxSilence, async (content) => {
		return await receiveFile({ content, mimeType });
	});
	return { kind: 'answer', status, headers, body };
}

function contentOf({ body }: IN8nHttpFullResponse): FileContent {
	return body as unknown as FileContent;
}

/** The size of a file as an answer announces it, for messages. */
function sizeIn(headers: IDataObject): string {
	const bytes = Number(headers['content-length']);
	return bytes > 0 ? ` (${(bytes / 1_000_000).toFixed(1)} MB)` : '';
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
