import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { isLoopback, normalizeBaseUrl } from '../shared/base/baseUrl';
import { acquire } from '../shared/base/rateLimiter';
import { redact, secretsOf } from '../shared/base/redaction';
import { markUncertain, serviceError, UNCERTAIN } from '../shared/http/errors';
import { CachedCredential } from '../shared/base/token/cachedCredential';
import type { Item, Operation, Resource } from '../shared/operation/operation';
import type { ServiceContext } from '../shared/base/serviceContext';
import type { ServiceAdapter, ApiRequest } from '../shared/http/client';
import { asRecord, ApiClient } from '../shared/http/client';
import { toText } from '../shared/base/text';
import type { LocatorValue } from '../shared/operation/parameters';
import { acquireLogin } from './login';
import type { CompanyKey } from './companies';
import { chooseCompany, readCompanyKeys } from './companies';
import { readContactResults } from './contactResults';
import { flatten } from './notification';
import { readTemplates } from './templates';
import { isObject } from '../shared/base/records';

export type LoviItem = Item<LoviClient>;
export type LoviOperation = Operation<LoviClient>;
export type LoviResource = Resource<LoviClient>;

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
/** Where the credential sends the gateway key. */
const GATEWAY_HEADER = 'apikey';

/** A request that sends a message or has someone called. */
export interface Notification {
	path: string;
	body: IDataObject;
	/** The numbers of its contacts. */
	numbers: string[];
	/** Whether to write the body without nesting. */
	isFlat: boolean;
	/** The most requests in any minute, of all runs in this process that ask for the same. */
	perMinute: number;
	/** What the request is about, for messages. */
	subject: string;
	/** Tells the user what Lovi's answer leaves open. */
	hint?: (message: string) => void;
}

/** Shown beside output that would look as if Lovi had confirmed each contact. */
const ANSWERED_TOGETHER =
	'Lovi answered for all contacts of a request together, and not for each one. What it said stands with all of them; contacts_in_request says how many they are.';

/** The names of fields in which Lovi, or an operation, hands out what gives access to a company. */
export const SENSITIVE_FIELDS = ['key', 'access_key', 'access_token', 'refresh_token'];

/** Lovi as seen by one run of the node, or by one list in its panel. */
export class LoviClient {
	private readonly credential: CachedCredential;
	private readonly profile: ServiceAdapter;
	private readonly connection: ApiClient;
	/** For requests for several contacts, whose answers say more than yes or no. */
	private readonly connectionForMany: ApiClient;
	private keys?: Promise<CompanyKey[]>;
	private knownKeys: string[] = [];
	private readonly companyLogins = new Map<string, Promise<unknown>>();

	/** @param maxParallel the most requests that are in flight at once */
	constructor(
		private readonly context: ServiceContext,
		private readonly maxParallel: number,
	) {
		this.credential = new CachedCredential(context, 'loviApi');
		this.profile = profile(context, this.credential, 'user');
		this.connection = new ApiClient(context, this.profile, maxParallel);
		this.connectionForMany = new ApiClient(
			context,
			{ ...this.profile, isRefusal: () => false },
			maxParallel,
		);
	}

	/** Sends a request as the user who logged in. */
	async asUser(request: ApiRequest, connection = this.connection): Promise<unknown> {
		// Lovi may name a key in its answer to a call that does not carry it.
		const secrets = [...(request.secrets ?? []), ...this.knownKeys];
		return await connection.request({ ...request, secrets });
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
		const connection = new ApiClient(
			this.context,
			profile(this.context, this.credential, 'companyToken'),
			this.maxParallel,
		);
		const { gatewayApiKey } = await this.credential.read();
		const gateway = gatewayApiKey ? { [GATEWAY_HEADER]: gatewayApiKey as string } : {};
		return await connection.request({
			...request,
			headers: { ...request.headers, ...gateway, Authorization: `Bearer ${token}` },
			secrets: [...(request.secrets ?? []), token],
		});
	}

	/** The keys of all companies that the user may act for; asked for once per run. */
	async companyKeys(): Promise<CompanyKey[]> {
		this.keys ??= this.asUser({
			method: 'POST',
			path: '/functions/v1/api_keys',
			effect: 'read',
			subject: 'The list of company API keys',
		}).then(readCompanyKeys);
		const keys = await this.keys;
		this.knownKeys = keys.map(({ key }) => key);
		return keys;
	}

	/**
	 * Sends a message or a call for a company, no more of them than Lovi allows in a minute (lovi-api.md,
	 * section 12).
	 *
	 * @returns for each contact what Lovi said of it, or why it is not certain to have got the message. What
	 * Lovi said of a request as a whole stands with all its contacts, and how many they are.
	 */
	async notify(
		company: { key: string },
		{ path, body, numbers, isFlat, perMinute, subject, hint }: Notification,
	): Promise<Array<IDataObject | Error>> {
		const baseUrl = await this.connection.baseUrl();
		const request: ApiRequest = {
			method: 'POST',
			path,
			query: isFlat ? { unflatten: true } : {},
			body: isFlat ? flatten(body) : body,
			subject,
			acquire: async () => {
				await acquire(`notifications at ${baseUrl}`, perMinute, this.wait);
			},
		};
		const isForMany = numbers.length > 1;
		const answer = await this.asUser(
			withKey(request, company.key, KEY_IN_QUERY),
			isForMany ? this.connectionForMany : this.connection,
		);
		const { common, results } = readContactResults(answer, numbers);
		const shared = isForMany ? { ...common, contacts_in_request: numbers.length } : common;
		if (isForMany && results.some(({ verdict, isOwn }) => verdict === 'done' && !isOwn)) {
			hint?.(ANSWERED_TOGETHER);
		}
		const hide = await this.profile.redactor([company.key, ...this.knownKeys]);
		return results.map(({ number, verdict, fields }) => {
			// First in the record, and as it was sent, whatever Lovi repeats.
			if (verdict === 'done') return Object.assign({ number }, shared, fields, { number });
			const reason = hide(reasonOf(fields) || reasonOf(common));
			return this.contactError(number, verdict, reason, numbers.length);
		});
	}

	/** Like `notify`, for one contact. */
	async notifyOne(company: { key: string }, notification: Notification): Promise<IDataObject> {
		const [contact] = await this.notify(company, notification);
		if (contact instanceof Error) throw contact;
		return contact ?? {};
	}

	private contactError(
		number: string,
		verdict: 'refused' | 'open',
		reason: string,
		contacts: number,
	): Error {
		const because = reason === '' ? '' : `: ${reason}`;
		const together =
			contacts > 1
				? ` Lovi answered for ${contacts} contacts together: the others may have got theirs, so do not send all of them again.`
				: '';
		const answer = { status: 200, message: reason };
		const node = this.context.getNode();
		if (verdict === 'refused') {
			return serviceError(
				node,
				`Lovi refused the contact ${number}${because}`,
				`Check the values of this item against the message.${together}`,
				answer,
			);
		}
		return markUncertain(
			serviceError(
				node,
				`Lovi did not confirm the contact ${number}${because}. ${UNCERTAIN}`,
				`It was not sent again, so that nothing happens twice.${together} Check in Lovi before you run this again.`,
				answer,
			),
		);
	}

	/** The templates of a WhatsApp number (lovi-api.md, section 6). */
	async templates(company: { key: string }, phoneNumber: string): Promise<IDataObject[]> {
		const answer = await this.asCompany(company, {
			method: 'GET',
			path: '/functions/v1/notify/templates',
			query: { phone_number: phoneNumber },
			subject: 'The list of templates',
		});
		return readTemplates(answer);
	}

	/** A template with its components; only the beginning of the answer is documented (lovi-api.md, section 7). */
	async templateComponents(company: { key: string }, template: string): Promise<IDataObject> {
		const answer = asRecord(
			'Lovi',
			await this.asCompany(company, {
				method: 'GET',
				path: '/functions/v1/notify/template/components',
				query: { template },
				subject: `The template "${template}"`,
			}),
		);
		return isObject(answer.template) ? (answer.template as IDataObject) : answer;
	}

	/** Says in n8n's log how long it will take to send so many requests, where Lovi's limit makes it long. */
	announce(requests: number, perMinute: number): void {
		const minutes = Math.ceil(requests / perMinute) - 1;
		if (minutes < 1) return;
		this.context.logger.info(
			`Lovi: ${requests} requests at ${perMinute} a minute will take about ${minutes} min`,
		);
	}

	private readonly wait = async (milliseconds: number): Promise<void> => {
		await this.connection.pause(milliseconds);
	};

	/**
	 * The company that a Company field means.
	 *
	 * @throws UserError when it is unknown, not the only one, or its key is inactive
	 */
	async company(chosen: LocatorValue): Promise<CompanyKey> {
		return chooseCompany(await this.companyKeys(), chosen);
	}

	/** The key to act for a company with; one that comes from an earlier step is taken as it is. */
	async companyKey(chosen: LocatorValue): Promise<{ key: string }> {
		return chosen.mode === 'key' ? { key: chosen.value } : await this.company(chosen);
	}

	/**
	 * Logs in again for a company, with its key attached, once per run for each company: Lovi allows 10
	 * logins a minute. Lovi's page demands this step for a company-level token and names no address for it
	 * (lovi-api.md, section 3), so address and place of the key can be set.
	 */
	async loginFor(company: CompanyKey, path: string, placement: KeyPlacement): Promise<IDataObject> {
		const id = JSON.stringify([company.key, path, placement]);
		const answer = this.companyLogins.get(id) ?? this.sendLoginFor(company, path, placement);
		this.companyLogins.set(id, answer);
		return asRecord('Lovi', await answer);
	}

	private async sendLoginFor(
		company: CompanyKey,
		path: string,
		placement: KeyPlacement,
	): Promise<unknown> {
		const { email, password } = await this.context.getCredentials('loviApi');
		const baseUrl = await this.connection.baseUrl();
		return await this.asCompany(
			company,
			{
				method: 'POST',
				path,
				query: { grant_type: 'password' },
				body: { email, password },
				effect: 'read',
				subject: 'The login for a company',
				acquire: async () => {
					await acquireLogin(baseUrl, this.wait);
				},
			},
			placement,
		);
	}
}

/** Makes the client for a run of the node. */
export function createLoviClient(context: IExecuteFunctions, maxParallel: number): LoviClient {
	return new LoviClient(context, maxParallel);
}

function withKey(request: ApiRequest, key: string, placement: KeyPlacement): ApiRequest {
	const secrets = [...(request.secrets ?? []), key];
	return placement.in === 'query'
		? { ...request, secrets, query: { ...request.query, [placement.name]: key } }
		: { ...request, secrets, headers: { ...request.headers, [placement.name]: key } };
}

function profile(
	context: ServiceContext,
	held: CachedCredential,
	authentication: 'user' | 'companyToken',
): ServiceAdapter {
	return {
		name: 'Lovi',
		async connect() {
			const credential = await held.read();
			const baseUrl = normalizeBaseUrl(credential.baseUrl, {
				field: 'Base URL',
				allowUnencrypted: credential.allowUnencrypted === true,
			});
			return {
				baseUrl,
				isLocal: isLoopback(baseUrl),
				skipSslCertificateValidation: false,
				credential,
			};
		},
		hasLoginPage: false,
		canRenew: () => authentication === 'user',
		async send(options, { credential }, refused) {
			return authentication === 'user'
				? await held.send(options, credential, refused)
				: ((await context.helpers.httpRequest(options)) as unknown);
		},
		async redactor(secrets) {
			const fields = context.getCredentialsProperties('loviApi');
			const own = (await held.versions()).flatMap((values) => secretsOf(fields, values));
			const all = [...secrets, ...own];
			return (message) => redact(message, all);
		},
		isRefusal,
		reasonOf,
		adviceFor,
	};
}

/** Lovi also refuses with a success status and `success: false` (lovi-api.md, section 8). */
function isRefusal(body: unknown): boolean {
	return isObject(body) && (body as IDataObject).success === false;
}

/** Lovi's refusals come in several shapes (lovi-api.md, sections 1 and 13). */
function reasonOf(body: unknown): string {
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
