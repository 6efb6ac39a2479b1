import type { MluviiSettings } from '../api';

type Settings = Pick<MluviiSettings, 'maxPageSize' | 'defaultPageSize' | 'pagedLists'>;

/** How many rows a page has at most; Infinity for all. */
export function pageSize(limit: number | undefined, settings: Settings): number {
	const { maxPageSize, defaultPageSize } = settings;
	return Math.min(limit ?? defaultPageSize ?? Infinity, maxPageSize ?? Infinity);
}

/** The rows that a query with `limit` and `offset` asks for. */
export function page<Row>(rows: Row[], query: Record<string, unknown>, settings: Settings): Row[] {
	const { limit, offset = 0 } = query as { limit?: number; offset?: number };
	return rows.slice(offset, offset + pageSize(limit, settings));
}

/** The rows of a list of which it is not known whether it has pages. */
export function maybePage<Row>(
	rows: Row[],
	query: Record<string, unknown>,
	settings: Settings,
): Row[] {
	return settings.pagedLists ? page(rows, query, settings) : rows;
}
