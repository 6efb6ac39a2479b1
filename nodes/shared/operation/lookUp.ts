import type { IDataObject } from 'n8n-workflow';
import { INITIAL_LIMIT } from '../http/concurrencyLimit';
import type { Item, ItemOperation, LookUp } from './operation';

/** So many items are read as fast one by one, all at once, as together and then some of them to compare. */
const FAST_SINGLY = INITIAL_LIMIT;

/** An item that can be looked up, with the record once that was found. */
interface Member<Client> {
	item: Item<Client>;
	entry: unknown;
	record?: IDataObject;
}

/**
 * Looks up what an operation reads for many items, with few requests.
 *
 * A list may give less of a record than reading it by itself does. So of each request, two records are read by
 * themselves as well: the longest one, which shows best what the list leaves out, and any other. After the
 * first difference, nothing that was looked up is used.
 *
 * @param mustProve whether that is done; the user may know that it is not needed
 * @returns the records by the index of their item. Those that were not found are missing, and all of them where
 * a request failed or was refuted, which the user is told.
 */
export async function lookUpTogether<Client>(
	{ execute }: ItemOperation<Client>,
	{ batchSize, read, find, refuted }: LookUp<Client>,
	items: Array<Item<Client>>,
	mustProve: boolean,
): Promise<Map<number, IDataObject>> {
	const members = readable(items, read);
	const [first] = members;
	if (!first || (mustProve && members.length <= FAST_SINGLY)) return new Map();
	const { client, hint } = first.item;
	let isRefuted = false;

	const isProven = async ({ item, entry, record }: Member<Client>): Promise<boolean> => {
		if (isSame(record, await execute(item))) return true;
		// A record that has changed between the two readings is the same in the next two.
		const [again] = await find(client, [entry]);
		return isSame(again, await execute(item));
	};
	/** @returns whether the records may be used */
	const lookUpBatch = async (batch: Array<Member<Client>>): Promise<boolean> => {
		if (isRefuted) return false;
		try {
			const records = await find(
				client,
				batch.map(({ entry }) => entry),
			);
			batch.forEach((member, place) => (member.record = records[place]));
			const proofs = mustProve ? samplesOf(batch).map(isProven) : [];
			isRefuted ||= (await Promise.all(proofs)).includes(false);
		} catch {
			// Whatever it was, reading the items one by one meets it again, or goes well.
			isRefuted = true;
		}
		return !isRefuted;
	};
	const outcomes = await Promise.all(inBatches(members, batchSize).map(lookUpBatch));
	if (outcomes.includes(false)) {
		hint(refuted);
		return new Map();
	}
	return new Map(
		members.flatMap(({ item, record }) => (record === undefined ? [] : [[item.index, record]])),
	);
}

/** The items whose fields are filled in rightly; what is wrong with the others is said when they are read. */
function readable<Client>(
	items: Array<Item<Client>>,
	read: LookUp<Client>['read'],
): Array<Member<Client>> {
	return items.flatMap((item) => {
		try {
			return [{ item, entry: read(item) }];
		} catch {
			return [];
		}
	});
}

function inBatches<T>(all: T[], size: number): T[][] {
	const count = Math.ceil(all.length / size);
	return Array.from({ length: count }, (_, index) => all.slice(index * size, (index + 1) * size));
}

function samplesOf<Client>(batch: Array<Member<Client>>): Array<Member<Client>> {
	const found = batch.filter(({ record }) => record !== undefined);
	const lengths = found.map(({ record }) => JSON.stringify(record).length);
	const longest = lengths.indexOf(Math.max(...lengths));
	const another = Math.floor(Math.random() * found.length);
	return [...new Set([longest, another])].flatMap((place) => found[place] ?? []);
}

function isSame(one: unknown, other: unknown): boolean {
	return JSON.stringify(one) === JSON.stringify(other);
}
