import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { isObject } from '../shared/base/records';
import type { ServiceContext } from '../shared/base/token/cachedCredential';
import { toText } from '../shared/base/text';
import { CachedCredential } from '../shared/base/token/cachedCredential';
import type { ApiRequest } from '../shared/http/client';
import { ApiClient } from '../shared/http/client';
import type { ConcurrencyLimiter } from '../shared/http/concurrencyLimiter';
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
/** The names of fields in which Lovi, or an operation, hands out what gives access to a company. */
export const SENSITIVE_FIELDS = ['key', 'access_key', 'access_token', 'refresh_token'];

/** Lovi as seen by one run of the node, or by one list in its panel. */
export class LoviClient {
	/** The login of the user. */
	readonly credential: CachedCredential;
	/** Sends requests as that user. */
	readonly api: ApiClient;
	private readonly companyToken: ApiClient;
	private readonly results = new Map<string, Promise<unknown>>();
	private secrets: string[] = [];

	constructor(
		readonly context: ServiceContext,
		limiter: ConcurrencyLimiter,
	) {
		const clientWith = (credential: CachedCredential): ApiClient =>
			new ApiClient(
				context,
				{ name: SERVICE, credential, hasLoginPage: false, isRefusal, reasonOf, adviceFor },
				limiter,
			);
		this.credential = new CachedCredential(context, CREDENTIAL, ADDRESS);
		this.api = clientWith(this.credential);
		this.companyToken = clientWith(new CompanyTokenCredential(context, CREDENTIAL, ADDRESS));
	}

	/** Sends a request as the user who logged in, and returns its JSON, undefined where the answer is empty. */
	async asUser(request: ApiRequest): Promise<unknown> {
		// Lovi may name a key in its answer to a call that does not carry it.
		const secrets = [...(request.secrets ?? []), ...this.secrets];
		return await this.api.request({ ...request, secrets });
	}

	/** Sends a request for a company, with its key. */
	async asCompany(
		company: { key: string },
		request: ApiRequest,
		placement: KeyPlacement = KEY_IN_QUERY,
	): Promise<unknown> {
		return await this.asUser(withKey(request, company.key, placement));
	}

	/** Sends a request with a company token from an earlier step instead of the user's own. */
	async withCompanyToken(token: string, request: ApiRequest): Promise<unknown> {
		const gateway = gatewayHeader(await this.credential.read());
		return await this.companyToken.request({
			...request,
			headers: { ...request.headers, ...gateway, Authorization: `Bearer ${token}` },
			secrets: [...(request.secrets ?? []), token],
		});
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
}

/** For requests that carry a token from an earlier step, which cannot be renewed here. */
class CompanyTokenCredential extends CachedCredential {
	override readonly canRenew = (): boolean => false;

	override async send(options: IHttpRequestOptions): Promise<unknown> {
		return (await this.context.helpers.httpRequest(options)) as unknown;
	}
}

function withKey(request: ApiRequest, key: string, placement: KeyPlacement): ApiRequest {
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

function adviceFor(status: number): string | undefined {
	return status === 401
		? "Check that the company's API key is still valid (API Key > Get Many shows it), and the login in the credential."
		: undefined;
}
