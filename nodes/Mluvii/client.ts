import type {
	IBinaryData,
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { OperationalError, UserError } from 'n8n-workflow';
import { asRecord, asRecords, isObject } from '../shared/base/records';
import { withoutFields } from '../shared/base/redaction';
import type { ServiceContext } from '../shared/base/token/cachedCredential';
import { toText } from '../shared/base/text';
import { CachedCredential } from '../shared/base/token/cachedCredential';
import type { ApiRequest, ApiResponse, ServiceAdapter } from '../shared/http/client';
import { ApiClient } from '../shared/http/client';
import type { ConcurrencyLimiter } from '../shared/http/concurrencyLimiter';
import { oneAtATime } from '../shared/http/concurrencyLimiter';
import { readAllPages } from '../shared/http/pages';
import type { ChatbotAnswer, Question } from './chatbot/answers';
import { askAndWait, askOnly } from './chatbot/answers';
import { ADDRESS } from './login';
import { OAuth2Credential } from './oauth2Credential';

const SERVICE = 'Mluvii';

/** How a node may log in; the values are stored in workflows and are the credential types' names. */
type Authentication = 'mluviiApi' | 'mluviiOAuth2Api';

/** Mluvii publishes no largest page; its own clients ask for 200 (mluvii-api.md, section 1). */
const DEFAULT_PAGE_SIZE = 200;

/** The names of fields in which Mluvii hands out what gives access to something. */
export const SENSITIVE_FIELDS = ['databaseToken'];

/** The names of fields that language models do not get: the address of a file may need no login (section 18.2). */
export const WITHHELD_FROM_MODELS = [...SENSITIVE_FIELDS, 'downloadUrl', 'fileUrl', 'fileSource'];

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
	/** What to make of each record, with its ID still in it: a long list is never held as it came. */
	simplify?: (record: IDataObject) => IDataObject;
}

/** The Mluvii Public API as seen by one run of a node, one list in its panel, or one event. */
export class MluviiClient {
	private readonly client: ApiClient;
	private latestTime?: number;

	/** @param authentication which of the node's credentials to use */
	constructor(
		private readonly context: ServiceContext,
		authentication: Authentication,
		private readonly limiter: ConcurrencyLimiter,
	) {
		this.client = new ApiClient(context, adapter(context, authentication), limiter);
	}

	/** Sends a request and returns its JSON, undefined where the answer is empty. */
	async request(request: ApiRequest): Promise<unknown> {
		const { body } = await this.answer(request);
		return body;
	}

	/** Sends a request and returns its status, too. */
	async answer(request: ApiRequest): Promise<ApiResponse> {
		const answer = await this.client.answer(request);
		this.latestTime = Date.parse(toText(answer.headers.date)) || this.latestTime;
		return answer;
	}

	/**
	 * What time it was at Mluvii with its latest answer, by the answer's Date (RFC 9110, section 6.6.1), in
	 * milliseconds since 1970; undefined where it did not say.
	 */
	get serverTime(): number | undefined {
		return this.latestTime;
	}

	/** Sends a request that is answered with one record. */
	async record(request: ApiRequest): Promise<IDataObject> {
		return asRecord(SERVICE, await this.request(request));
	}

	/** Sends a request that is answered with a list of records. */
	async records(request: ApiRequest): Promise<IDataObject[]> {
		return asRecords(SERVICE, await this.request(request));
	}

	/** Asks something as a chatbot, and waits for the answer; see `askAndWait`. */
	async untilAnswered(
		question: Question,
		seconds: number,
		ask: () => Promise<unknown>,
	): Promise<ChatbotAnswer> {
		return await askAndWait(this.context, question, seconds, ask);
	}

	/** Asks something as a chatbot without waiting for the answer; see `askOnly`. */
	async askOnly<T>(question: Question, ask: () => Promise<T>): Promise<T> {
		return await askOnly(this.context, question, ask);
	}

	/** The base URL from the credential. */
	async baseUrl(): Promise<string> {
		return await this.client.baseUrl();
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
		{ pageSize = DEFAULT_PAGE_SIZE, simplify, ...settings }: ListSettings,
	): Promise<IDataObject[]> {
		return await readAllPages({
			fetchPage: async (offset, limit) => {
				const query = { ...request.query, limit, offset };
				const page = await this.records({ ...request, method: 'GET', query });
				return simplify ? page.map(simplify) : page;
			},
			pageSize,
			maxParallel: () => this.limiter.current,
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
			const rows = asRecords(SERVICE, data);
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
			...(await this.client.locate(address)),
			method: 'GET',
			subject,
			receiveFile: async ({ content, mimeType }) =>
				await helpers.prepareBinaryData(content, name, mimeType),
		});
		return file as IBinaryData;
	}
}

/** Makes the client for a run of the node, or for a trigger, which sends one request at a time. */
export function createMluviiClient(
	context: IExecuteFunctions | IHookFunctions | IPollFunctions | IWebhookFunctions,
	limiter = oneAtATime(),
): MluviiClient {
	// A trigger has no items, and takes the place of one for a value to fall back on.
	const authentication = (context as IExecuteFunctions).getNodeParameter('authentication', 0);
	return new MluviiClient(context, authentication as Authentication, limiter);
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
	return new MluviiClient(context, authentication, oneAtATime());
}

function adapter(context: ServiceContext, authentication: Authentication): ServiceAdapter {
	const credential =
		authentication === 'mluviiOAuth2Api'
			? new OAuth2Credential(context, authentication, ADDRESS)
			: new CachedCredential(context, authentication, ADDRESS);
	return { name: SERVICE, credential, hasLoginPage: true, reasonOf };
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
