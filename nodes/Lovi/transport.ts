import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isLoopback, normalizeBaseUrl } from '../../credentials/shared/baseUrl';
import { takeLoviLogInTurn, takeTurn } from '../../credentials/shared/pace';
import { hideSecrets, secretsOf } from '../../credentials/shared/secrets';
import { HeldCredential } from '../shared/heldCredential';
import { isObject } from '../shared/outcome';
import type { Item, Operation, Resource } from '../shared/operation';
import type { ServiceContext, ServiceProfile, ServiceRequest } from '../shared/service';
import { asRecord, ServiceConnection } from '../shared/service';
import { textOf } from '../shared/textOf';
import type { LocatorValue } from '../shared/parameters';
import type { CompanyKey } from './companies';
import { chooseCompany, readCompanyKeys } from './companies';
import { flatten } from './notification';
import { readTemplates } from './templates';

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

/** The names of fields in which Lovi, or an operation, hands out what gives access to a company. */
export const SENSITIVE_FIELDS = ['key', 'access_key', 'access_token'];

/** Lovi as seen by one run of the node, or by one list in its panel. */
export class LoviClient {
	private readonly connection: ServiceConnection;
	private keys?: Promise<CompanyKey[]>;
	private knownKeys: string[] = [];
	private readonly companyLogIns = new Map<string, Promise<unknown>>();

	/** @param maxParallel the most requests that are under way at once */
	constructor(
		private readonly context: ServiceContext,
		private readonly maxParallel: number,
	) {
		this.connection = new ServiceConnection(context, profile(context, 'user'), maxParallel);
	}

	/** Sends a request as the user who logged in. */
	async asUser(request: ServiceRequest): Promise<unknown> {
		// Lovi may name a key in its answer to a call that does not carry it.
		const secrets = [...(request.secrets ?? []), ...this.knownKeys];
		return await this.connection.request({ ...request, secrets });
	}

	/** Sends a request for a company, with its key. */
	async asCompany(
		company: { key: string },
		request: ServiceRequest,
		placement: KeyPlacement = KEY_IN_QUERY,
	): Promise<unknown> {
		return await this.asUser(withKey(request, company.key, placement));
	}

	/** Sends a request with a company token from an earlier step instead of the user's own. */
	async withCompanyToken(token: string, request: ServiceRequest): Promise<unknown> {
		const connection = new ServiceConnection(
			this.context,
			profile(this.context, 'companyToken'),
			this.maxParallel,
		);
		return await connection.request({
			...request,
			headers: { ...request.headers, Authorization: `Bearer ${token}` },
			secrets: [...(request.secrets ?? []), token],
		});
	}

	/** The keys of all companies that the user may act for; asked for once a run. */
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
	 * @param sending `isFlat`: whether to write the body without nesting; `perMinute`: the most requests in
	 * any minute, of all runs in this process
	 */
	async notify(
		company: { key: string },
		path: string,
		body: IDataObject,
		{ isFlat, perMinute, subject }: { isFlat: boolean; perMinute: number; subject: string },
	): Promise<IDataObject> {
		const baseUrl = await this.connection.baseUrl();
		const answer = await this.asCompany(company, {
			method: 'POST',
			path,
			query: isFlat ? { unflatten: true } : {},
			body: isFlat ? flatten(body) : body,
			subject,
			turn: async () => {
				await takeTurn(`notifications at ${baseUrl}`, perMinute, this.wait);
			},
		});
		return isObject(answer) ? (answer as IDataObject) : {};
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
	 * Logs in again for a company, with its key attached, once a run for each company: Lovi allows 10
	 * log-ins a minute. Lovi's page demands this step for a company-level token and names no address for it
	 * (lovi-api.md, section 3), so address and place of the key can be set.
	 */
	async logInFor(company: CompanyKey, path: string, placement: KeyPlacement): Promise<IDataObject> {
		const id = JSON.stringify([company.key, path, placement]);
		const answer = this.companyLogIns.get(id) ?? this.sendLogInFor(company, path, placement);
		this.companyLogIns.set(id, answer);
		return asRecord('Lovi', await answer);
	}

	private async sendLogInFor(
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
				subject: 'The log-in for a company',
				turn: async () => {
					await takeLoviLogInTurn(baseUrl, this.wait);
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

function withKey(request: ServiceRequest, key: string, placement: KeyPlacement): ServiceRequest {
	const secrets = [...(request.secrets ?? []), key];
	return placement.in === 'query'
		? { ...request, secrets, query: { ...request.query, [placement.name]: key } }
		: { ...request, secrets, headers: { ...request.headers, [placement.name]: key } };
}

function profile(context: ServiceContext, authentication: 'user' | 'companyToken'): ServiceProfile {
	const held = new HeldCredential(context, 'loviApi');
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
		async hiding(secrets) {
			const fields = context.getCredentialsProperties('loviApi');
			const own = (await held.versions()).flatMap((values) => secretsOf(fields, values));
			const all = [...secrets, ...own];
			return (message) => hideSecrets(message, all);
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
	const field = details.field ? `field ${textOf(details.field)}` : '';
	const reason = textOf(details.reason ?? details.expected_format);
	const request = fields.request_id ? `request ${textOf(fields.request_id)}` : '';
	const more = [field, reason, request].filter((part) => part !== '').join(', ');
	return more === '' ? textOf(words) : `${textOf(words)} (${more})`;
}

function adviceFor(status: number): string | undefined {
	return status === 401
		? "Check that the company's API key is still valid (API Key > Get Many shows it), and the log-in in the credential."
		: undefined;
}
