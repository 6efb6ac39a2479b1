import type { IDataObject } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';

/** A list that is read page by page, by row offset. */
export interface PagedList {
	/** Reads at most `limit` rows from row `offset` on. */
	fetchPage(offset: number, limit: number): Promise<IDataObject[]>;
	/** How many rows to ask for at once, at least 2. */
	pageSize: number;
	/** The most pages that may be asked for at once, as things stand. */
	maxParallel: () => number;
	/** The most rows wanted; all if left out. */
	limit?: number;
	/** Whether the service may send the whole list each time; one more request tells. */
	mayBeUnpaged?: boolean;
	/** Whether several rows may have the same `id` and are all wanted. */
	mayRepeatIds?: boolean;
}

interface Page {
	offset: number;
	rows: Promise<IDataObject[]>;
}

/** So many pages may be asked for ahead, or a third of those that were read: beyond the end it is in vain. */
const FEW_PAGES = 10;
const MANY_PAGES = 40;
/** Ends the reading of a list that repeats itself or changes faster than it can be read. */
const MAX_STALLED_PAGES = 20;
/** Asks beyond the end of every list that could be read, where a list with pages has nothing. */
const BEYOND_THE_END = 2_000_000;
/** Ends a list that grows as fast as it is read; n8n could not hold so many items anyway. */
const MAX_RECORDS = BEYOND_THE_END;

/**
 * Reads a list whose service publishes neither its largest page nor its sort order, and which may change
 * while it is read. It starts with one page and has up to twice as many in flight after each one, as far as
 * the service keeps up, so that a short list costs one or two requests and a long one does not wait page by
 * page.
 *
 * Each page is asked for from the last row of the one before. If they have no row in common, rows moved
 * between the two requests and some could be missing: the place is looked for again. Rows that come twice
 * are taken once, by their `id`. The list ends with a page shorter than the largest one seen; a short
 * first page may be the service's own cap, so one more request makes sure. A list that may not be paged is
 * asked for beyond its end instead, and has no pages if it comes again.
 *
 * A list whose rows may repeat an `id` is read in the same way first. If rows were left out on the way, it is
 * read again by the places of its rows alone, and must not move meanwhile.
 *
 * @returns every row once, in the list's order, at most `limit`
 * @throws OperationalError when the list keeps changing or has no end
 */
export async function readAllPages(list: PagedList): Promise<IDataObject[]> {
	const reader = new PageReader(list);
	const rows = await reader.read();
	if (list.mayRepeatIds !== true || !reader.leftRowsOut) return rows;
	return await new PageReader(list, true).read();
}

class PageReader {
	private readonly rows: IDataObject[] = [];
	private readonly seen = new Set<unknown>();
	private readonly wanted: number;
	private readonly asked: number;
	/** Pages that are asked for and not yet taken, in order. */
	private inFlight: Page[] = [];
	/** How many pages may be in flight. */
	private window = 1;
	/** The largest page seen, which is the service's cap if that is below what was asked for. */
	private largest = 0;
	/** Offset of the last row taken. */
	private position = 0;
	/** Offset of the next page to ask for. */
	private next = 0;
	private stalledPages = 0;
	/** Whether a place had a row whose `id` came before: several rows have it, or rows moved. */
	leftRowsOut = false;

	/** @param byPlace whether rows are told apart by their places instead of their `id` */
	constructor(
		private readonly list: PagedList,
		private readonly byPlace = false,
	) {
		this.wanted = list.limit ?? Infinity;
		this.asked = Math.min(list.pageSize, this.wanted);
	}

	async read(): Promise<IDataObject[]> {
		try {
			let atEnd = await this.takeFirst();
			while (!atEnd && this.rows.length < this.wanted) atEnd = await this.takeNext();
			return this.rows;
		} finally {
			await this.settle();
		}
	}

	/** Waits for what is still in flight, so that no request outlives the reading. */
	private async settle(): Promise<void> {
		await Promise.allSettled(this.inFlight.map(({ rows }) => rows));
	}

	/** @returns whether the list is known to be at its end */
	private async takeFirst(): Promise<boolean> {
		const rows = await this.list.fetchPage(0, this.asked);
		this.take({ offset: 0, rows });
		const [first] = rows;
		if (!first) return true;
		if (this.rows.length === this.wanted) return true;
		if (this.list.mayBeUnpaged === true && (await this.isUnpaged(rows))) return true;
		if (rows.length === this.asked) this.growWindow();
		return false;
	}

	/** @returns whether the first page is the whole list, which comes wherever it is asked for */
	private async isUnpaged(first: IDataObject[]): Promise<boolean> {
		if (first.length > this.asked) return true;
		const rows = await this.list.fetchPage(BEYOND_THE_END, this.asked + 1);
		const firstKey = keyOf(first[0] as IDataObject);
		if (!rows.some((row) => keyOf(row) === firstKey)) return false;
		if (rows.length > this.asked) throw unreachableRest();
		return true;
	}

	/** @returns whether the list is known to be at its end */
	private async takeNext(): Promise<boolean> {
		this.ask();
		const { offset, rows: pending } = this.inFlight.shift() as Page;
		const rows = await pending;
		if (!this.isContiguous(offset, rows)) {
			await this.searchPlace();
			return false;
		}
		const atEnd = rows.length < this.largest;
		const added = this.take({ offset, rows });
		if (this.rows.length > MAX_RECORDS) throw tooLong();
		if (added === 0 && !atEnd) this.countStalledPage();
		else this.stalledPages = 0;
		this.growWindow();
		return atEnd;
	}

	/** Whether a page follows on the rows taken so far, without a gap between them. */
	private isContiguous(offset: number, rows: IDataObject[]): boolean {
		if (offset === 0 || this.overlap() === 0) return true;
		if (!this.byPlace) return rows.some((row) => this.seen.has(keyOf(row)));
		const known = this.rows.slice(offset);
		const isSame = (row: IDataObject, index: number): boolean =>
			keyOf(row) === (rows[index] && keyOf(rows[index]));
		return known.length > 0 && known.every(isSame);
	}

	private ask(): void {
		while (this.inFlight.length < this.window) {
			if (this.inFlight.length > 0 && this.next + this.overlap() >= this.wanted) return;
			const rows = this.list.fetchPage(this.next, this.asked);
			// It is awaited when its turn comes; until then its failure must not count as unhandled.
			rows.catch(() => undefined);
			this.inFlight.push({ offset: this.next, rows });
			this.next += Math.max(1, this.largest - this.overlap());
		}
	}

	private take({ offset, rows }: { offset: number; rows: IDataObject[] }): number {
		const before = this.rows.length;
		for (const [index, row] of rows.entries()) {
			const key = this.byPlace ? offset + index : keyOf(row);
			if (this.rows.length === this.wanted) break;
			if (this.seen.has(key)) {
				this.leftRowsOut ||= offset + index > this.position;
				continue;
			}
			this.seen.add(key);
			this.rows.push(row);
		}
		this.largest = Math.max(this.largest, rows.length);
		this.position = offset + rows.length - 1;
		if (this.inFlight.length === 0) this.next = this.position + 1 - this.overlap();
		return this.rows.length - before;
	}

	/** Goes back to the last row taken, and page by page further if rows were deleted before it. */
	private async searchPlace(): Promise<void> {
		if (this.byPlace) throw keepsChanging();
		this.countStalledPage();
		await this.settle();
		this.inFlight = [];
		this.window = 1;
		this.next = Math.max(0, this.position - (this.stalledPages - 1) * this.largest);
	}

	private countStalledPage(): void {
		this.stalledPages++;
		if (this.stalledPages > MAX_STALLED_PAGES) throw keepsChanging();
	}

	private growWindow(): void {
		const pagesRead = this.rows.length / this.largest;
		const ahead = Math.min(MANY_PAGES, Math.max(FEW_PAGES, Math.round(pagesRead / 3)));
		this.window = Math.min(this.window * 2, this.list.maxParallel(), ahead);
	}

	/** How many rows neighbouring pages have in common; a page of one row has none to spare. */
	private overlap(): number {
		return this.largest > 1 ? 1 : 0;
	}
}

function keepsChanging(): OperationalError {
	return new OperationalError(
		'The list keeps changing while it is read, so that records could be missing',
		{
			description:
				'Narrow the filters, for example to a period that is over, or set Max Parallel Requests to 1.',
		},
	);
}

/** The list has a limit, but no offset. */
function unreachableRest(): OperationalError {
	return new OperationalError(
		'The service sends the same records wherever in the list they are asked for, so that others could be missing',
		{ description: 'Narrow the filters so that fewer records are found.' },
	);
}

function tooLong(): OperationalError {
	return new OperationalError(`The list has more than ${MAX_RECORDS} records`, {
		description: 'Narrow the filters, or set a limit.',
	});
}

function keyOf(row: IDataObject): unknown {
	if (row.id !== undefined && row.id !== null) return row.id;
	throw new OperationalError('The records of this list have no "id"', {
		description:
			'Without it, pages cannot be put together without losing or repeating records. Read one page at a time with "limit" and "offset" as query parameters.',
	});
}
