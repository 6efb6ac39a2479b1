import type { IDataObject } from 'n8n-workflow';
import { INITIAL_LIMIT } from '../http/concurrencyLimit';
import type { ConcurrencyLimiter } from '../http/concurrencyLimiter';
import { isObject } from '../base/records';
import { countOf } from '../base/text';
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
 * A list may give less of a record than reading it by itself does. So some records are read by themselves as
 * well: one of each kind, by which of their fields are filled in, and at least one of each request. After the
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
	limiter: ConcurrencyLimiter,
	mustProve: boolean,
): Promise<Map<number, IDataObject>> {
	const members = readable(items, read);
	const [first] = members;
	if (!first || (mustProve && members.length <= FAST_SINGLY)) return new Map();
	const { client, hint } = first.item;
	const provenKinds = new Set<string>();
	const state = { isRefuted: false, requests: 0 };
	/** The items that were read by themselves as well. */
	const compared = new Set<number>();

	const findAll = async (batch: Array<Member<Client>>): Promise<void> => {
		const entries = batch.map(({ entry }) => entry);
		state.requests++;
		const records = await find(client, entries);
		batch.forEach((member, place) => (member.record = records[place]));
	};
	const areSame = async (samples: Array<Member<Client>>): Promise<boolean> => {
		const comparisons = samples.map(async ({ item, record }) => {
			compared.add(item.index);
			return JSON.stringify(record) === JSON.stringify(await execute(item));
		});
		return !(await Promise.all(comparisons)).includes(false);
	};
	const lookUpBatch = async (batch: Array<Member<Client>>): Promise<void> => {
		try {
			await findAll(batch);
			if (!mustProve) return;
			const samples = samplesOf(batch, provenKinds);
			if (await areSame(samples)) return;
			// A record may have changed between the two readings, and hardly does so twice.
			await findAll(batch);
			const all = new Set([...samples, ...samplesOf(batch, provenKinds)]);
			if (!(await areSame([...all]))) state.isRefuted = true;
		} catch {
			// Whatever it was, reading the items one by one meets it again, or goes well.
			state.isRefuted = true;
		}
	};
	await limiter.forEach(inBatches(members, batchSize), lookUpBatch, () => state.isRefuted);
	if (state.isRefuted) {
		hint(refuted);
		return new Map();
	}
	const found = new Map(
		members.flatMap(({ item, record }) => (record === undefined ? [] : [[item.index, record]])),
	);
	if (found.size > state.requests) hint(account(found.size, state.requests, compared.size));
	return found;
}

/** Says how many requests it took. */
function account(items: number, requests: number, compared: number): string {
	const read = compared === 1 ? 'was read by itself' : 'were read by themselves';
	const comparison =
		compared === 0 ? '' : `, and ${compared.toLocaleString('en-US')} of them ${read} to compare`;
	return `${countOf(items, 'item')} were looked up with ${countOf(requests, 'request')}${comparison}.`;
}

/** The items that are filled in rightly; what is wrong with the others is said when they are read. */
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

/** One record of each kind that is not among those of earlier batches, and one in any case. */
function samplesOf<Client>(
	batch: Array<Member<Client>>,
	provenKinds: Set<string>,
): Array<Member<Client>> {
	const found = batch.filter(({ record }) => record !== undefined);
	const any = found[Math.floor(Math.random() * found.length)];
	const ofNewKinds = found.filter(({ record = {} }) => {
		const kind = kindOf(record);
		const isNew = !provenKinds.has(kind);
		provenKinds.add(kind);
		return isNew;
	});
	return ofNewKinds.length === 0 && any ? [any] : ofNewKinds;
}

function kindOf(record: IDataObject): string {
	const isFilledIn = (value: unknown): boolean =>
		isObject(value)
			? Object.keys(value).length > 0
			: value !== undefined && value !== null && value !== '';
	return Object.keys(record)
		.filter((name) => isFilledIn(record[name]))
		.join();
}
