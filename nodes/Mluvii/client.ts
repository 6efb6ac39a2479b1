import type {
	IBinaryData,
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { OperationalError, UserError } from 'n8n-workflow';
import { isLoopback, normalizeBaseUrl } from '../shared/base/baseUrl';
import { redact, secretsOf } from '../shared/base/redaction';
import type { ServiceContext } from '../shared/base/serviceContext';
import type { RefusedToken } from '../shared/base/token/cachedCredential';
import { CachedCredential } from '../shared/base/token/cachedCredential';
import type { Item, Operation, Resource } from '../shared/operation/operation';
import { readAllPages } from '../shared/http/pages';
import type { Connection, ServiceAdapter, ApiResponse, ApiRequest } from '../shared/http/client';
import { withoutFields } from '../shared/base/sensitiveFields';
import { asRecord, asRecords, ApiClient } from '../shared/http/client';
import { toText } from '../shared/base/text';
import { isObject } from '../shared/base/records';

export type MluviiItem = Item<MluviiClient>;
export type MluviiOperation = Operation<MluviiClient>;
export type MluviiResource = Resource<MluviiClient>;

/** How a node may log in; the values are stored in workflows and are the credential types' names. */
type Authentication = 'mluviiApi' | 'mluviiOAuth2Api';

/** Mluvii publishes no largest page; its own clients ask for 200 (mluvii-api.md, section 1). */
const DEFAULT_PAGE_SIZE = 200;

/** The names of fields in which Mluvii hands out what gives access to something. */
export const SENSITIVE_FIELDS = ['databaseToken'];

/** What calling for a list takes beside the request. */
export interface ListSettings {
	/** The most records wanted, all if left out. */
	limit?: number;
	/** How many a request asks for. */
	pageSize?: number;
	/** Whether it is not certain that Mluvii pages this list. */
	mayBeUnpaged?: boolean;
	/** Whether several records may have the same ID. */
	mayRepeatIds?: boolean;
}

/** The Mluvii Public API as seen by one run of a node, one list in its panel, or one event. */
export class MluviiClient {
	private readonly connection: ApiClient;

	/**
	 * @param authentication which of the node's credentials to use
	 * @param maxParallel the most requests that are in flight at once
	 */
	constructor(
		private readonly context: ServiceContext,
		authentication: Authentication,
		private readonly maxParallel: number,
	) {
		this.connection = new ApiClient(context, profile(context, authentication), maxParallel);
	}

	/** Sends a request and returns its JSON, undefined where the answer is empty. */
	async request(request: ApiRequest): Promise<unknown> {
		return await this.connection.request(request);
	}

	/** Sends a request and returns its status, too. */
	async answer(request: ApiRequest): Promise<ApiResponse> {
		return await this.connection.answer(request);
	}

	/** Sends a request that is answered with one record. */
	async record(request: ApiRequest): Promise<IDataObject> {
		return asRecord('Mluvii', await this.request(request));
	}

	/** Sends a request that is answered with a list of records. */
	async records(request: ApiRequest): Promise<IDataObject[]> {
		return asRecords('Mluvii', await this.request(request));
	}

	/** The base URL from the credential. */
	async baseUrl(): Promise<string> {
		return await this.connection.baseUrl();
	}

	/** Sends a request whose answer is not documented, and returns what is in it: a record, or an ID alone. */
	async change(request: ApiRequest): Promise<IDataObject> {
		const answer = await this.request(request);
		if (typeof answer === 'number' || typeof answer === 'string') return { id: answer };
		return isObject(answer) && !Array.isArray(answer) ? (answer as IDataObject) : {};
	}

	/** Reads a list whose records have no ID, and which Mluvii does not page as far as is known. */
	async unpagedRecords(
		request: Omit<ApiRequest, 'method'>,
		{ limit }: ListSettings,
	): Promise<IDataObject[]> {
		const records = await this.records({ ...request, method: 'GET' });
		return records.slice(0, limit);
	}

	/** Reads a list with `limit` and `offset` (mluvii-api.md, section 1, Pagination). */
	async pagedRecords(
		request: Omit<ApiRequest, 'method'>,
		{ pageSize = DEFAULT_PAGE_SIZE, ...settings }: ListSettings,
	): Promise<IDataObject[]> {
		return await readAllPages({
			fetchPage: async (offset, rows) =>
				await this.records({
					...request,
					method: 'GET',
					query: { ...request.query, limit: rows, offset },
				}),
			pageSize,
			maxParallel: this.maxParallel,
			...settings,
		});
	}

	/**
	 * Reads a list by page number with a count of all records (mluvii-api.md, section 1, Pagination). The
	 * pages after the first one are asked for together.
	 *
	 * @throws OperationalError when fewer records come than Mluvii counts
	 */
	async numberedPages(
		request: Omit<ApiRequest, 'method'>,
		{ limit = Infinity }: ListSettings,
	): Promise<IDataObject[]> {
		const asked = Math.min(DEFAULT_PAGE_SIZE, limit);
		const readPage = async (page: number): Promise<{ rows: IDataObject[]; total: number }> => {
			const query = { ...request.query, Limit: asked, Page: page };
			const { data, totalCount } = await this.record({ ...request, method: 'GET', query });
			const rows = asRecords('Mluvii', data);
			if (typeof totalCount !== 'number')
				throw new OperationalError('Mluvii did not count the records');
			return { rows, total: totalCount };
		};
		const first = await readPage(1);
		const wanted = Math.min(limit, first.total);
		const further = first.rows.length === 0 ? 0 : Math.ceil(wanted / first.rows.length) - 1;
		const others = await Promise.all(
			Array.from({ length: Math.max(0, further) }, async (_, index) => await readPage(index + 2)),
		);
		const records = [first, ...others].flatMap(({ rows }) => rows);
		if (records.length < wanted) {
			throw new OperationalError(
				`Mluvii counts ${first.total} records, but sent ${records.length}`,
				{ description: 'The list may have changed meanwhile. Read it again.' },
			);
		}
		return records.slice(0, wanted);
	}

	/**
	 * Downloads a file from the address that Mluvii gave for it (mluvii-api.md, section 3, CLI), piece by
	 * piece into n8n's storage for files.
	 *
	 * @throws UserError when the address is on another host than the credential's
	 */
	async download(
		address: string,
		{ name, subject }: { name: string; subject: string },
	): Promise<IBinaryData> {
		const { helpers } = this.context;
		if (!('prepareBinaryData' in helpers)) throw new Error('Files cannot be stored here');
		const file = await this.request({
			...(await this.connection.locate(address)),
			method: 'GET',
			subject,
			receiveFile: async ({ content, mimeType }) =>
				await helpers.prepareBinaryData(content, name, mimeType),
		});
		return file as IBinaryData;
	}
}

/** Makes the client for a run of the node. */
export function createMluviiClient(context: IExecuteFunctions, maxParallel: number): MluviiClient {
	const authentication = context.getNodeParameter('authentication', 0) as Authentication;
	return new MluviiClient(context, authentication, maxParallel);
}

/** Makes the client for a trigger, which sends one request at a time. */
export function createTriggerClient(context: IHookFunctions | IWebhookFunctions): MluviiClient {
	return new MluviiClient(context, context.getNodeParameter('authentication') as Authentication, 1);
}

/**
 * Makes the client for a list in the panel.
 *
 * @throws UserError when no credential was chosen yet
 */
export function createPanelClient(context: ILoadOptionsFunctions): MluviiClient {
	const authentication = context.getCurrentNodeParameter('authentication');
	if (authentication !== 'mluviiApi' && authentication !== 'mluviiOAuth2Api') {
		throw new UserError('Choose a credential first');
	}
	return new MluviiClient(context, authentication, 1);
}

function profile(context: ServiceContext, authentication: Authentication): ServiceAdapter {
	const isOAuth2 = authentication === 'mluviiOAuth2Api';
	const held = new CachedCredential(context, authentication);
	const redactor: ServiceAdapter['redactor'] = async (secrets) => {
		const fields = context.getCredentialsProperties(authentication);
		const own = (await held.versions()).flatMap((values) => secretsOf(fields, values));
		const all = [...secrets, ...own];
		return (message) => redact(message, all);
	};
	return {
		name: 'Mluvii',
		async connect() {
			const credential = await held.read();
			const { access_token: connected } = (credential.oauthTokenData ?? {}) as IDataObject;
			if (isOAuth2 && !connected) {
				throw new UserError('The Mluvii credential is not connected yet', {
					description: 'Open the credential and choose "Connect my account".',
				});
			}
			const baseUrl = normalizeBaseUrl(credential.domain, {
				field: 'Domain',
				allowUnencrypted: credential.allowUnencrypted === true,
			});
			return {
				baseUrl,
				isLocal: isLoopback(baseUrl),
				skipSslCertificateValidation: credential.ignoreSSLIssues === true,
				credential,
			};
		},
		redactor: redactor,
		send: isOAuth2 ? sendWithOAuth2 : sendWithPassword,
		hasLoginPage: true,
		// n8n cannot be told that a success means an OAuth2 token that has ended.
		canRenew: (status) => !isOAuth2 || status !== 200,
		reasonOf,
	};

	async function sendWithPassword(
		options: IHttpRequestOptions,
		{ credential }: Connection,
		refused?: RefusedToken,
	): Promise<unknown> {
		return await held.send(options, credential, refused);
	}

	/**
	 * n8n refreshes an OAuth2 token when a request ends with the status that it is told, and sends the request
	 * again by itself. That takes one more request with the refused token.
	 */
	async function sendWithOAuth2(
		options: IHttpRequestOptions,
		_connection: Connection,
		refused?: RefusedToken,
	): Promise<unknown> {
		const renewing = { ...options, ignoreHttpStatusErrors: false };
		const additional = refused && { oauth2: { tokenExpiredStatusCode: refused.status } };
		try {
			return (await context.helpers.httpRequestWithAuthentication.call(
				context,
				authentication,
				refused ? renewing : options,
				additional,
			)) as unknown;
		} catch (error) {
			throw explainEndedLogin(error, await redactor([]));
		}
	}
}

/**
 * n8n renews an OAuth2 login by itself, and its own words for a renewal that is not possible do not say
 * what to do: without offline_access there is no refresh token, and EAUTH is a refusal by the login server.
 */
function explainEndedLogin(error: unknown, hide: (message: string) => string): unknown {
	if (!(error instanceof Error)) return error;
	// n8n wraps what its OAuth2 client throws.
	const isRefused = [error, error.cause].some(
		(cause) => (cause as { code?: unknown } | undefined)?.code === 'EAUTH',
	);
	if (!isRefused && !/refresh ?token/i.test(error.message)) return error;
	const reason = isRefused ? `: ${hide(error.message)}` : '';
	return new UserError(`The login of the Mluvii credential has ended${reason}`, {
		description:
			'Open the credential and choose "Connect my account" again. To stay logged in, add offline_access to its scope if Mluvii allows that for your client.',
	});
}

/** Mluvii's refusals: a map of field to message, or ASP.NET's problem details (mluvii-api.md, section 1). */
function reasonOf(body: unknown): string {
	if (typeof body === 'string') return body;
	if (typeof body !== 'object' || body === null) return '';
	const {
		title,
		detail,
		errors,
		message,
		error,
		error_description: oauth,
		...fields
	} = withoutFields(body as IDataObject, SENSITIVE_FIELDS);
	const direct = [detail, message, oauth, error, title].find((text) => typeof text === 'string');
	const perField = describeFields(
		(errors as IDataObject | undefined) ?? (direct === undefined ? fields : {}),
	);
	return [direct, perField].filter(Boolean).join(' ');
}

function describeFields(fields: IDataObject): string {
	return Object.entries(fields)
		.map(([field, messages]) => `${field}: ${[messages].flat().map(toText).join(', ')}`)
		.join('; ');
}
