import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { toNodeError } from '../shared/http/errors';
import type { ApiRequest } from '../shared/http/client';
import { toText } from '../shared/base/text';
import { CONTACT_EMAIL, CONTACT_NAME, CONTACT_PHONE } from './contactFields';
import { searchPage } from './sessionSearch';
import type { MluviiClient } from './client';
import { createPanelClient } from './client';
import { redactSecret } from './webhook/callbackUrl';
import { recordsIn } from '../shared/base/records';

/** How many entries a list gets at once from Mluvii. */
const SEARCH_PAGE = 50;
/** How many pages one search looks through for records that match what was typed. */
const MAX_PAGES = 10;

type Describe = (record: IDataObject) => INodeListSearchItems;

/** List searches by the names that the locators use. */
export const listSearch = {
	searchCampaigns,
	searchCompanies,
	searchContacts,
	searchDepartments: searchWholeList('/api/v1/Departments', 'The list of departments', named, {
		isUnconfirmed: true,
	}),
	searchGroups: searchWholeList('/api/v1/Groups', 'The list of groups', named, {
		isUnconfirmed: true,
	}),
	searchSessions,
	searchTagNames: searchWholeList('/api/v1/Tags', 'The list of tags', (tag) => ({
		...describeTag(tag),
		value: toText(tag.name),
	})),
	searchTags: searchWholeList('/api/v1/Tags', 'The list of tags', describeTag),
	searchUsers: searchWholeList('/api/v1/Users', 'The list of users', describeUser),
	searchWebhooks: searchWholeList('/api/v1/Webhooks', 'The list of webhooks', describeWebhook),
};

/** Choices of fields that take several. */
export const loadOptions = {
	async getDepartments(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const { results } = await listSearch.searchDepartments.call(this);
		return results;
	},
};

/** Sessions by their number, or by words that were written in them; the newest ones first, more on demand. */
async function searchSessions(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const words = filter.trim();
	const isNumber = /^\d+$/.test(words);
	const byWords = words === '' ? {} : { ActivityTextsContain: words };
	const { sessions, token } = await read(
		this,
		async (client) =>
			await searchPage(client, isNumber ? { SessionId: words } : byWords, {
				size: SEARCH_PAGE,
				token: paginationToken,
			}),
	);
	return {
		results: sessions.map(describeSession),
		paginationToken: isNumber ? undefined : token,
	};
}

/**
 * Contacts by e-mail or phone number, which Mluvii looks up; by other words among the first contacts, as
 * Mluvii documents no search for them (mluvii-api.md, section 5).
 */
async function searchContacts(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const words = filter.trim();
	const field = /^\+\d[\d ]+$/.test(words) ? CONTACT_PHONE : CONTACT_EMAIL;
	const isLookedUp = field === CONTACT_PHONE || words.includes('@');
	const query = isLookedUp ? { filterField: field, filterValue: words } : {};
	return await searchPages(this, {
		request: { path: '/api/v1/Contacts', query, subject: 'The list of contacts' },
		describe: describeContact,
		filter: isLookedUp ? '' : words,
		offset: Number(paginationToken ?? 0),
	});
}

async function searchCampaigns(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const campaigns = await read(
		this,
		async (client) =>
			await client.pagedRecords(
				{ path: '/api/v1/Campaigns', subject: 'The list of campaigns', isUnconfirmed: true },
				{ mayBeUnpaged: true },
			),
	);
	return { results: matching(campaigns.map(named), filter) };
}

/** The companies that the key may read; an ordinary key reads its own (mluvii-api.md, section 9). */
async function searchCompanies(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const answer = await read(
		this,
		async (client) => await client.request({ method: 'GET', path: '/api/v1/Companies' }),
	);
	return { results: matching(recordsIn([answer].flat()).map(named), filter) };
}

/** A search among short lists, which are read to their end whether Mluvii pages them or not. */
function searchWholeList(
	path: string,
	subject: string,
	describe: Describe,
	{ isUnconfirmed }: { isUnconfirmed?: boolean } = {},
) {
	return async function (this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
		const records = await read(
			this,
			async (client) =>
				await client.pagedRecords({ path, subject, isUnconfirmed }, { mayBeUnpaged: true }),
		);
		const entries = records.map(describe).sort((a, b) => a.name.localeCompare(b.name));
		return { results: matching(entries, filter) };
	};
}

/** Looks through pages until there is something to show; scrolling on goes on from there. */
async function searchPages(
	context: ILoadOptionsFunctions,
	search: {
		request: Omit<ApiRequest, 'method'>;
		describe: Describe;
		filter: string;
		offset: number;
	},
): Promise<INodeListSearchResult> {
	const { request, describe, filter } = search;
	const results: INodeListSearchItems[] = [];
	let { offset } = search;
	for (let page = 0; page < MAX_PAGES && results.length < SEARCH_PAGE; page++) {
		const query = { ...request.query, limit: SEARCH_PAGE, offset };
		const records = await read(
			context,
			async (client) => await client.records({ ...request, method: 'GET', query }),
		);
		results.push(...matching(records.map(describe), filter));
		offset += records.length;
		// A short page may be a cap of Mluvii, so that only an empty one is the end.
		if (records.length === 0) return { results };
	}
	return { results, paginationToken: String(offset) };
}

async function read<T>(
	context: ILoadOptionsFunctions,
	request: (client: MluviiClient) => Promise<T>,
): Promise<T> {
	return await request(createPanelClient(context)).catch((error: unknown) => {
		throw toNodeError(context.getNode(), error, 0);
	});
}

function matching(entries: INodeListSearchItems[], filter: string): INodeListSearchItems[] {
	const words = filter.trim().toLowerCase();
	return entries.filter(
		({ name, value }) => name.toLowerCase().includes(words) || String(value) === words,
	);
}

function describeSession(session: IDataObject): INodeListSearchItems {
	const { id, channel, status, created, guest } = session;
	const { [CONTACT_NAME]: guestName } = ((guest as IDataObject | null)?.callParams ??
		{}) as IDataObject;
	const time = toText(created).slice(0, 16).replace('T', ' ');
	return { name: joined(`#${toText(id)}`, guestName, channel, status, time), value: toText(id) };
}

function describeUser({ id, firstName, lastName, username }: IDataObject): INodeListSearchItems {
	const fullName = [firstName, lastName].map(toText).join(' ').trim();
	return { name: joined(fullName, username), value: toText(id) };
}

function describeTag({ id, name, label, departmentId }: IDataObject): INodeListSearchItems {
	const shown = toText(label).toLowerCase() === toText(name).toLowerCase() ? '' : label;
	return { name: joined(name, shown, `Department ${toText(departmentId)}`), value: toText(id) };
}

function describeContact({ id, data }: IDataObject): INodeListSearchItems {
	const fields = (data ?? {}) as IDataObject;
	const [name, email, phone] = [CONTACT_NAME, CONTACT_EMAIL, CONTACT_PHONE].map(
		(field) => [fields[field]].flat()[0],
	);
	return { name: joined(name, email, phone, `#${toText(id)}`), value: toText(id) };
}

function describeWebhook({ id, eventTypes, callbackUrl }: IDataObject): INodeListSearchItems {
	const address = redactSecret(toText(callbackUrl));
	return {
		name: joined(`#${toText(id)}`, address, [eventTypes].flat().map(toText).join(', ')),
		value: toText(id),
	};
}

function named({ id, name }: IDataObject): INodeListSearchItems {
	return { name: toText(name), value: toText(id) };
}

function joined(...parts: unknown[]): string {
	return parts
		.map(toText)
		.filter((part) => part !== '')
		.join(' · ');
}
