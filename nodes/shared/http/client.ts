import type {
	IDataObject,
	IHttpRequestMethods,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	NodeApiError,
} from 'n8n-workflow';
import { sleep, UserError } from 'n8n-workflow';
import type { Outcome } from '../base/outcome';
import { endingOf, isSuccess } from '../base/outcome';
import type {
	CachedCredential,
	Connection,
	RefusedToken,
	ServiceContext,
} from '../base/token/cachedCredential';
import { isSameName } from '../base/redaction';
import { toText } from '../base/text';
import { untilCancelled } from './cancellation';
import type { ConcurrencyLimiter } from './concurrencyLimiter';
import { afterUncertainTry } from './errors';
import type { FileReceiver } from './files';
import { IDLE_TIMEOUT_MS, receive, transferOptions } from './files';
import type { ServiceWording } from './messages';
import { describeOutcome } from './messages';
import type { AnswerFormat } from './outcome';
import { readAnswer, readFailure } from './outcome';
import type { Effect, Verdict } from './verdict';
import { judge, refusalOf, safetyOf } from './verdict';

/** One call of a service. */
export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Path below the base URL; for a known call, of its endpoint. */
	path: string;
	/** The path of a known call as OpenAPI writes it, for messages. */
	template?: string;
	/** Query parameters; a list repeats its key. */
	query?: IDataObject;
	headers?: IDataObject;
	/** JSON body; bytes go out as they are, with the Content-Type of `headers`. */
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
	/** Whether the caller reads refusals with a success status by itself, as they say more than yes or no. */
	readsRefusal?: boolean;
	/** What the answer is taken for, where the user says so; JSON if left out, or a file with `receiveFile`. */
	format?: AnswerFormat;
	/** Takes in the answer where it is a file. */
	receiveFile?: FileReceiver;
}

/** An answer of a service. */
export interface ApiResponse {
	status: number;
	/**
	 * Parsed JSON, `{ data }` with a text as n8n's HTTP Request node puts it out, or what `receiveFile` made of a file; undefined where the answer is
	 * empty.
	 */
	body: unknown;
	/** The headers of the answer, by their names in lower case. */
	headers: IDataObject;
}

/** What one service does differently from another. */
export interface ServiceAdapter extends ServiceWording {
	/** Says where the service is, and sends requests to it as whom the user chose. */
	credential: CachedCredential;
	/** Whether an answer is a refusal although its status says success. */
	isRefusal?(body: unknown): boolean;
	/** Whether the service is known to send its login page to those it does not know. */
	hasLoginPage: boolean;
}

type AnswerOutcome = Extract<Outcome, { kind: 'answer' }>;

/** How a request ended. */
interface Attempt {
	outcome: Outcome;
	/** As whom it was sent at first, where it was sent again for a refused token. */
	refused?: Connection;
}

/**
 * The way through which every request of a run goes to one service: bounded in number, with a valid
 * token, repeated where that helps and cannot do harm, and with messages that say what to do.
 */
export class ApiClient {
	constructor(
		private readonly context: ServiceContext,
		private readonly adapter: ServiceAdapter,
		private readonly limiter: ConcurrencyLimiter,
	) {}

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
		const { limiter } = this;
		if (limiter.isOpen) return await this.sendUntilSettled(request);
		if (await this.adapter.credential.hasToken()) limiter.open();
		try {
			return await this.sendUntilSettled(request);
		} finally {
			limiter.open();
		}
	}

	/** The base URL from the credential. */
	async baseUrl(): Promise<string> {
		return (await this.adapter.credential.connect()).baseUrl;
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
			const { name } = this.adapter;
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

	/**
	 * Waits, but not longer than until the execution is cancelled.
	 *
	 * @param reason such as "The service asked to slow down", where the user is to be told how long that took
	 */
	async pause(milliseconds: number, reason?: string): Promise<void> {
		const pause = untilCancelled(this.context, async () => {
			await sleep(milliseconds);
		});
		await (reason === undefined ? pause : this.limiter.notes.wait(reason, pause));
	}

	/** Sends a request until it is settled. What it throws for a write tells whether a try may have been carried out. */
	private async sendUntilSettled(request: ApiRequest): Promise<ApiResponse> {
		const tried = { mayHaveHappened: false };
		try {
			return await this.sendRepeatedly(request, tried);
		} catch (error) {
			const isUncertain = tried.mayHaveHappened && effectOf(request) === 'write';
			throw isUncertain ? afterUncertainTry(error) : error;
		}
	}

	/**
	 * Sends a request, and again as long as that helps and cannot do harm.
	 *
	 * @param tried is told of a try that may have been carried out
	 */
	private async sendRepeatedly(
		request: ApiRequest,
		tried: { mayHaveHappened: boolean },
	): Promise<ApiResponse> {
		const safety = safetyOf(effectOf(request), request.method);
		for (let tries = 1; ; tries++) {
			const attempt = await this.limiter.run(async () => await this.sendInTurn(request));
			const { outcome } = attempt;
			if (this.isAccepted(outcome, request)) {
				this.noteAddress(request, outcome);
				return responseOf(outcome);
			}
			if (tried.mayHaveHappened && isDeleted(outcome, request)) return responseOf(outcome);
			const verdict = judge(outcome, safety, tries);
			tried.mayHaveHappened ||= verdict.mayHaveHappened;
			if (verdict.delay === undefined) throw await this.describe(request, attempt, verdict);
			const service = outcome.source ?? this.adapter.name;
			const isTooMany = endingOf(outcome) === 'tooMany';
			const reason = isTooMany ? `${service} asked to slow down` : undefined;
			const pause = this.pause(verdict.delay, reason);
			if (isTooMany) this.limiter.pause(pause);
			await pause;
		}
	}

	/** Sends a request that has its place. */
	private async sendInTurn(request: ApiRequest): Promise<Attempt> {
		await request.acquire?.();
		return await this.limiter.send(
			async () => await this.sendWithRenewal(request),
			({ outcome, refused }) => {
				// The time for a new token, or for a file, says nothing of how busy the service is.
				const isTelling = refused === undefined && request.receiveFile === undefined;
				return isTelling ? (refusalOf(outcome) ?? 'answered') : 'untold';
			},
		);
	}

	/** Sends a request, and once more with a new token if the service refused the one it had. */
	private async sendWithRenewal(request: ApiRequest): Promise<Attempt> {
		const { credential } = this.adapter;
		const since = Date.now();
		const connection = await credential.connect();
		// Now: other requests put a new token into the same credential.
		const token = toText(connection.credential.accessToken);
		const first = await this.sendOnce(request, connection);
		const refused = refusedToken(first, token, since);
		if (!refused || !credential.canRenew(refused.status)) {
			return { outcome: first };
		}
		const outcome = await this.sendOnce(request, await credential.connect(), refused);
		return { outcome, refused: connection };
	}

	private async sendOnce(
		request: ApiRequest,
		connection: Connection,
		refused?: RefusedToken,
	): Promise<Outcome> {
		const { context } = this;
		const { credential, hasLoginPage, name: service } = this.adapter;
		const { receiveFile } = request;
		const format = formatOf(request);
		const options = requestOptions(request, connection);
		const expectation = {
			isRead: effectOf(request) === 'read',
			hasLoginPage,
			format,
			refusesInJson: 'isRefusal' in this.adapter,
		};
		try {
			const answer = (await untilCancelled(
				context,
				async () => await credential.send(options, connection, refused),
			)) as IN8nHttpFullResponse;
			if (format !== 'json') {
				const idleTimeoutMs = options.timeout ?? IDLE_TIMEOUT_MS;
				const transfer = { context, service, connection, receiveFile, idleTimeoutMs };
				return await receive(answer, transfer, expectation);
			}
			const { statusCode: status, headers, body } = answer;
			return readAnswer({ status, headers, text: toText(body) }, expectation);
		} catch (error) {
			return readFailure(error, expectation);
		}
	}

	private isAccepted(
		outcome: Outcome,
		{ alsoAccept, readsRefusal }: ApiRequest,
	): outcome is AnswerOutcome {
		if (outcome.kind !== 'answer') return false;
		const { status, body } = outcome;
		if (alsoAccept?.includes(status)) return true;
		return isSuccess(status) && (readsRefusal === true || this.adapter.isRefusal?.(body) !== true);
	}

	/** Tells of a call that was carried out at an address that nobody has confirmed. */
	private noteAddress(
		{ method, path, template = path, isUnconfirmed }: ApiRequest,
		{ status }: AnswerOutcome,
	): void {
		if (!isUnconfirmed || !isSuccess(status)) return;
		this.limiter.notes.unconfirm(this.adapter.name, `${method} ${template}`);
	}

	private async describe(
		{ subject, isUnconfirmed, format, secrets = [] }: ApiRequest,
		{ outcome, refused }: Attempt,
		verdict: Verdict,
	): Promise<NodeApiError> {
		const { credential } = this.adapter;
		return describeOutcome(this.context.getNode(), outcome, {
			service: this.adapter,
			subject,
			isUnconfirmed,
			choosesFormat: format !== undefined,
			redact: await credential.redactor(secrets),
			verdict,
			isRenewed: refused !== undefined && (await credential.hasRenewed(refused)),
		});
	}
}

function responseOf(outcome: AnswerOutcome): ApiResponse {
	const { text } = outcome;
	return text === undefined ? outcome : { ...outcome, body: { data: text } };
}

function effectOf({ effect, method }: ApiRequest): Effect {
	return effect ?? (method === 'GET' ? 'read' : 'write');
}

function formatOf({ format, receiveFile }: ApiRequest): AnswerFormat {
	return format ?? (receiveFile ? 'file' : 'json');
}

/** What is asked for; a service that can answer in several ways chooses by it. */
const ACCEPT: Record<AnswerFormat, string> = {
	json: 'application/json',
	text: '*/*',
	file: '*/*',
	autodetect: 'application/json, */*;q=0.5',
};

/** What an earlier try deleted, whose answer was lost, is not there any more. */
function isDeleted(outcome: Outcome, { method }: ApiRequest): outcome is AnswerOutcome {
	return method === 'DELETE' && outcome.kind === 'answer' && outcome.status === 404;
}

/** The token of a request that was answered with 401 or with the login page. */
function refusedToken(outcome: Outcome, token: string, since: number): RefusedToken | undefined {
	const isRefused =
		outcome.kind === 'loginPage' || (outcome.kind === 'answer' && outcome.status === 401);
	return isRefused ? { token, status: outcome.status, since } : undefined;
}

function requestOptions(
	request: ApiRequest,
	{ baseUrl, skipSslCertificateValidation }: Connection,
): IHttpRequestOptions {
	const { body } = request;
	const format = formatOf(request);
	const headers = {
		Accept: ACCEPT[format],
		...(body === undefined || Buffer.isBuffer(body) ? {} : { 'Content-Type': 'application/json' }),
		...request.headers,
	};
	return {
		...transferOptions(format !== 'json'),
		method: request.method,
		url: baseUrl + request.path,
		qs: request.query,
		arrayFormat: 'repeat',
		headers,
		// As text: n8n's HTTP client leaves out fields with names such as "constructor".
		body: Buffer.isBuffer(body) ? sendable(body, headers) : JSON.stringify(body),
		skipSslCertificateValidation,
	};
}

/** Bytes as n8n's HTTP client takes them: it takes apart what is said to be a form, which must be text. */
function sendable(body: Buffer, headers: IDataObject): Buffer | string {
	const isForm = Object.entries(headers).some(
		([name, value]) =>
			isSameName(name, 'content-type') && value === 'application/x-www-form-urlencoded',
	);
	return isForm ? body.toString() : body;
}
