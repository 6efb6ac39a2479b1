import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { Rate } from '../shared/base/rateLimiter';
import { isObject } from '../shared/base/records';
import type { ServiceContext } from '../shared/base/token/cachedCredential';
import { toText } from '../shared/base/text';
import { CachedCredential } from '../shared/base/token/cachedCredential';
import type { ApiRequest } from '../shared/http/client';
import { ApiClient } from '../shared/http/client';
import type { ConcurrencyLimiter } from '../shared/http/concurrencyLimiter';
import type { Demand, Limited } from './limits';
import { acquireWithin, checkWait, limitedAt, rateOf } from './limits';
import { ADDRESS, GATEWAY_HEADER, gatewayHeader } from './login';

/** The service, for messages. */
export const SERVICE = 'Lovi';

const CREDENTIAL = 'loviApi';

/** Where a company's key goes in a request. */
export interface KeyPlacement {
	in: 'query' | 'header';
	/** Name of the query parameter or header. */
	name: string;
}

/** The newest endpoint pages take the key here and nowhere else (lovi-api.md, section 14). */
export const KEY_IN_QUERY: KeyPlacement = { in: 'query', name: 'access_key' };
/** Where older pages want the key (lovi-api.md, section 4). */
export const KEY_IN_HEADER: KeyPlacement = { in: 'header', name: 'apikey' };
/** Stands for a company's key where a request is shown. */
const HIDDEN_KEY = '***';
/** The names of fields in which Lovi, or an operation, hands out what gives access to a company. */
export const SENSITIVE_FIELDS = ['key', 'access_key', 'access_token', 'refresh_token'];

/** One call of Lovi. */
export interface LoviRequest extends ApiRequest {
	/** What it counts as among what Lovi limits, where its path does not say it. */
	limited?: Limited;
	/** The most such requests in any minute; this process's share of Lovi's limit if left out. */
	perMinute?: number;
}

/** Lovi as seen by one run of the node, or by one list in its panel. */
export class LoviClient {
	/** The login of the user. */
	readonly credential: CachedCredential;
	/** Sends requests as that user. */
	readonly api: ApiClient;
	private readonly companyToken: ApiClient;
	private readonly results = new Map<string, Promise<unknown>>();
	private secrets: string[] = [];

	/** @param maxWaitMs how long requests may wait for Lovi's limits, where a user waits for them */
	constructor(
		readonly context: ServiceContext,
		limiter: ConcurrencyLimiter,
		private readonly maxWaitMs?: number,
	) {
		const clientWith = (credential: CachedCredential): ApiClient =>
			new ApiClient(
				context,
				{ name: SERVICE, credential, hasLoginPage: false, isRefusal, reasonOf, codeOf, adviceFor },
				limiter,
			);
		this.credential = new CachedCredential(context, CREDENTIAL, ADDRESS);
		this.api = clientWith(this.credential);
		this.companyToken = clientWith(new CompanyTokenCredential(context, CREDENTIAL, ADDRESS));
	}

	/** Sends a request as the user who logged in, and returns its JSON, undefined where the answer is empty. */
	async asUser(request: LoviRequest): Promise<unknown> {
		await this.checkLogin();
		// Lovi may name a key in its answer to a call that does not carry it.
		const secrets = [...(request.secrets ?? []), ...this.secrets];
		return await this.api.request({ ...this.withinLimit(request), secrets });
	}

	/** Sends a request for a company, with its key. */
	async asCompany(
		company: { key: string },
		request: LoviRequest,
		placement: KeyPlacement = KEY_IN_QUERY,
	): Promise<unknown> {
		return await this.asUser(withKey(request, company.key, placement));
	}

	/** A request for a company as it would go out, with the company's key hidden. */
	async shown(request: ApiRequest): Promise<IDataObject> {
		const { method, path, query, body } = withKey(request, HIDDEN_KEY, KEY_IN_QUERY);
		const url = new URL((await this.api.baseUrl()) + path);
		for (const [name, value] of Object.entries(query ?? {})) {
			url.searchParams.set(name, toText(value));
		}
		return { method, url: url.href, body: body as IDataObject };
	}

	/** Sends a request with a company token from an earlier step instead of the user's own. */
	async withCompanyToken(token: string, request: LoviRequest): Promise<unknown> {
		const gateway = gatewayHeader(await this.credential.read());
		return await this.companyToken.request({
			...this.withinLimit(request),
			headers: { ...request.headers, ...gateway, Authorization: `Bearer ${token}` },
			secrets: [...(request.secrets ?? []), token],
		});
	}

	/** How much of something limited may go out. */
	async rateOf(limited: Limited, perMinute?: number): Promise<Rate> {
		return rateOf(limited, await this.demand(perMinute));
	}

	/**
	 * Makes sure that a header does not take the place of the gateway key, nor the other way round.
	 *
	 * @param advice what to do instead
	 * @throws UserError when the credential has a gateway key, and the header is the one in which it is sent
	 */
	async keepGatewayKey(header: string, advice: string): Promise<void> {
		if (header.toLowerCase() !== GATEWAY_HEADER) return;
		if (!(await this.credential.read()).gatewayApiKey) return;
		throw new UserError(
			`The header "${header}" already carries the Gateway API Key of the credential`,
			{ description: `${advice}, or take the Gateway API Key out of the credential.` },
		);
	}

	/** Does something once per run: whoever asks for it again by the same key gets what it gave, or threw. */
	async oncePerRun<T>(key: string, work: () => Promise<T>): Promise<T> {
		const result = this.results.get(key) ?? work();
		this.results.set(key, result);
		return (await result) as T;
	}

	/** Takes these values out of all messages of this run from now on. */
	keepSecret(secrets: string[]): void {
		this.secrets = [...new Set([...this.secrets, ...secrets])];
	}

	/** A function that takes these values, and all secrets of this run, out of a message. */
	async redactor(secrets: string[]): Promise<(message: string) => string> {
		return await this.credential.redactor([...secrets, ...this.secrets]);
	}

	/** Has a request wait until it may be sent, if it is of a kind that Lovi limits. */
	private withinLimit({ limited, perMinute, ...request }: LoviRequest): ApiRequest {
		const kind = limited ?? limitedAt(request.path);
		if (kind === undefined) return request;
		return {
			...request,
			acquire: async () => {
				const demand = { ...(await this.demand(perMinute)), run: this };
				await acquireWithin(kind, demand, async (milliseconds, reason) => {
					await this.api.pause(milliseconds, reason);
				});
				await request.acquire?.();
			},
		};
	}

	/** Does not have a user wait for a login of the credential, which n8n makes before the request. */
	private async checkLogin(): Promise<void> {
		if (this.maxWaitMs === undefined || (await this.credential.hasToken())) return;
		checkWait('login', await this.demand());
	}

	private async demand(perMinute?: number): Promise<Demand> {
		const { baseUrl, credential } = await this.credential.connect();
		return { baseUrl, credential, perMinute, maxWaitMs: this.maxWaitMs };
	}
}

/** For requests that carry a token from an earlier step, which cannot be renewed here. */
class CompanyTokenCredential extends CachedCredential {
	override readonly canRenew = (): boolean => false;

	override async send(options: IHttpRequestOptions): Promise<unknown> {
		return (await this.context.helpers.httpRequest(options)) as unknown;
	}
}

function withKey(request: LoviRequest, key: string, placement: KeyPlacement): LoviRequest {
	const secrets = [...(request.secrets ?? []), key];
	return placement.in === 'query'
		? { ...request, secrets, query: { ...request.query, [placement.name]: key } }
		: { ...request, secrets, headers: { ...request.headers, [placement.name]: key } };
}

/** Lovi also refuses with a success status and `success: false` (lovi-api.md, section 8). */
function isRefusal(body: unknown): boolean {
	return isObject(body) && (body as IDataObject).success === false;
}

/** Why Lovi refused something, in its own words; its refusals come in several shapes (lovi-api.md, sections 1 and 13). */
export function reasonOf(body: unknown): string {
	if (!isObject(body)) return '';
	const fields = body as IDataObject;
	const details = (fields.details ?? {}) as IDataObject;
	const words = [
		fields.message,
		fields.error_description,
		fields.msg,
		fields.error,
		fields.hint,
	].find((text) => typeof text === 'string' && text !== '');
	const field = details.field ? `field ${toText(details.field)}` : '';
	const reason = toText(details.reason ?? details.expected_format);
	const request = fields.request_id ? `request ${toText(fields.request_id)}` : '';
	const more = [field, reason, request].filter((part) => part !== '').join(', ');
	return more === '' ? toText(words) : `${toText(words)} (${more})`;
}

/** Names such as "validation_failed"; what else is in these fields is a status, or words (lovi-api.md, sections 1 and 13). */
const CODE = /^[a-z]\w{0,63}$/i;

/** Lovi's code for its refusal, where it gave one. */
function codeOf(body: unknown): string | undefined {
	if (!isObject(body)) return undefined;
	const { error_code: newer, error, code } = body as IDataObject;
	return [newer, error, code].find(
		(value): value is string => typeof value === 'string' && CODE.test(value),
	);
}

function adviceFor(status: number): string | undefined {
	return status === 401
		? "Check that the company's API key is still valid (API Key > Get Many shows it), and the login in the credential."
		: undefined;
}
