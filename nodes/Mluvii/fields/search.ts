import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import type { ApiRequest } from '../../shared/http/client';
import type { ListSearch } from '../../shared/operation/field';
import { panelReader } from '../../shared/operation/panel';
import { createPanelClient } from '../client';

/** Sends requests for a list in the panel. */
export const readInPanel = panelReader(createPanelClient);

/** How many entries a list gets at once from Mluvii. */
export const SEARCH_PAGE = 50;
/** How many pages one search looks through for records that match what was typed. */
const MAX_PAGES = 10;

/** What a list shows of a record, and what is stored. */
export type Describe = (record: IDataObject) => INodeListSearchItems;

/** A search among short lists, which are read to their end whether Mluvii pages them or not. */
export function searchWholeList(
	request: ApiRequest,
	describe: Describe,
	{ isSorted = true } = {},
): ListSearch {
	return async function (filter = '') {
		const records = await readInPanel(
			this,
			async (client) => await client.pagedRecords(request, { mayBeUnpaged: true }),
		);
		const entries = matching(records.map(describe), filter);
		if (isSorted) entries.sort((a, b) => a.name.localeCompare(b.name));
		return { results: entries };
	};
}

/** Looks through pages until there is something to show; scrolling on goes on from there. */
export async function searchPages(
	context: ILoadOptionsFunctions,
	search: { request: ApiRequest; describe: Describe; filter: string; offset: number },
): Promise<INodeListSearchResult> {
	const { request, describe, filter } = search;
	const results: INodeListSearchItems[] = [];
	let { offset } = search;
	for (let page = 0; page < MAX_PAGES && results.length < SEARCH_PAGE; page++) {
		const query = { ...request.query, limit: SEARCH_PAGE, offset };
		const records = await readInPanel(
			context,
			async (client) => await client.records({ ...request, query }),
		);
		results.push(...matching(records.map(describe), filter));
		offset += records.length;
		// A short page may be a cap of Mluvii, so that only an empty one is the end.
		if (records.length === 0) return { results };
	}
	return { results, paginationToken: String(offset) };
}

/** The entries that have the filter in their names, or are stored as it. */
export function matching(entries: INodeListSearchItems[], filter: string): INodeListSearchItems[] {
	const words = filter.trim().toLowerCase();
	return entries.filter(
		({ name, value }) => name.toLowerCase().includes(words) || String(value) === words,
	);
}

/** A record by its name. */
export function named({ id, name }: IDataObject): INodeListSearchItems {
	return { name: toText(name), value: toText(id) };
}

/** Parts of a name, without those that are empty. */
export function joined(...parts: unknown[]): string {
	return parts
		.map(toText)
		.filter((part) => part !== '')
		.join(' · ');
}
