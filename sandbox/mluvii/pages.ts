import type { MluviiSettings } from '../api';

/** Mluvii does not publish its default; this one is small enough to be noticed. */
const defaultLimit = 100;

type Settings = Pick<MluviiSettings, 'maxPageSize' | 'pagedLists'>;

/** How many rows a page has at most. */
export function pageSize(limit: number | undefined, { maxPageSize }: Settings): number {
	return Math.min(limit ?? defaultLimit, maxPageSize ?? Infinity);
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
