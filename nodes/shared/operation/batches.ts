import type { IExecuteFunctions } from 'n8n-workflow';
import { countOf } from '../base/text';
import { toNodeError } from '../http/errors';
import type { Deduplication } from './deduplication';
import type { Batch, BatchEntry, Item, ItemResult } from './operation';
import type { DeduplicationKey } from './sendHistory';

/** A piece of work that settles one or more input items. */
export interface Task {
	/** The items by their index in the input, with the place of their result among those of the task. */
	members: Array<{ index: number; place: number }>;
	run: () => Promise<Array<ItemResult | Error>>;
}

/** What an item adds to a request, and what tells with which others it goes out. */
export interface Reading<Key = unknown, Entry = unknown> extends BatchEntry<Key, Entry> {
	/** The item's place in the input. */
	index: number;
	/** By which the item is known to have been sent before. */
	onceBy?: DeduplicationKey;
	/** The same for items that can go out in one request. */
	group: string;
	/** The same for items that are sent once. */
	id: string;
}

/** What goes out with one request. */
export interface Group<Of extends Reading> {
	/** In order, equal ones once; all of them have the same key. */
	readings: [Of, ...Of[]];
	/** The items, with the places of their readings. */
	members: Task['members'];
}

/** How items are put together into requests. */
export type Grouping = Pick<Batch<unknown>, 'batchSize' | 'mergesEqual'>;

/**
 * Puts input items together into requests: by their key, in input order, at most so many in one.
 *
 * @param uncertain why it is not known of an item whether it was carried out before. Such an item, and what is
 * to be sent once with it, is not sent; it fails with that reason, after the others.
 * @throws NodeOperationError for the first item that cannot be read, or does not pass the check, unless the run
 * goes on without it
 */
export async function batches<Client>(
	context: IExecuteFunctions,
	operation: Batch<Client>,
	items: Array<Item<Client>>,
	uncertain: ReadonlyMap<number, Error> = new Map(),
	deduplication?: Deduplication,
): Promise<Task[]> {
	const refused: Task[] = [];
	const readings: Array<Reading & { item: Item<Client> }> = [];
	const reasons = new Map<string, Error>();
	const refuse = (error: unknown, { index }: Item<Client>): void => {
		const reason = uncertain.get(index);
		const failure = reason ?? toNodeError(context.getNode(), error, index);
		if (!reason && !context.continueOnFail()) throw failure;
		refused.push(failing(failure, index));
	};
	for (const item of items) {
		const reason = uncertain.get(item.index);
		try {
			const { key, entry } = operation.read(item);
			const onceBy = deduplication?.keyOf(item);
			const reading = readingOf(operation, { index: item.index, key, entry, onceBy });
			readings.push({ ...reading, item });
			if (reason) reasons.set(reading.id, reason);
		} catch (error) {
			refuse(error, item);
		}
	}
	const held = readings.flatMap(({ index, id }) => {
		const reason = uncertain.get(index) ?? reasons.get(id);
		return reason ? [failing(reason, index)] : [];
	});
	const open: typeof readings = [];
	for (const reading of readings.filter(({ id }) => !reasons.has(id))) {
		const { item, key, entry } = reading;
		try {
			await operation.check?.(item.client, key, entry);
			open.push(reading);
		} catch (error) {
			refuse(error, item);
		}
	}
	return [...refused, ...requests(operation, open, deduplication), ...held];
}

/** An item's entry, with what tells it from others. */
export function readingOf<Key, Entry>(
	{ mergesEqual }: Grouping,
	item: Omit<Reading<Key, Entry>, 'group' | 'id'>,
): Reading<Key, Entry> {
	const { index, key, entry, onceBy } = item;
	const group = JSON.stringify(key);
	const id = JSON.stringify([group, mergesEqual ? [entry, onceBy?.key] : index]);
	return { ...item, group, id };
}

/** Puts entries together into requests: by their key, in order, at most so many in one, and equal ones once. */
export function groupsOf<Of extends Reading>(
	{ batchSize }: Grouping,
	readings: Of[],
): Array<Group<Of>> {
	const groups: Array<Group<Of>> = [];
	/** The requests that are being filled, by the key of their items. */
	const open = new Map<string, Group<Of>>();
	const known = new Map<string, { members: Task['members']; place: number }>();
	for (const reading of readings) {
		const { index, group: groupId, id } = reading;
		const equal = known.get(id);
		if (equal) {
			equal.members.push({ index, place: equal.place });
			continue;
		}
		let group = open.get(groupId);
		if (group && group.readings.length !== batchSize) group.readings.push(reading);
		else {
			group = { readings: [reading], members: [] };
			open.set(groupId, group);
			groups.push(group);
		}
		const { readings: own, members } = group;
		const place = own.length - 1;
		members.push({ index, place });
		known.set(id, { members, place });
	}
	return groups;
}

/** What went out so far. */
interface Tally {
	requests: number;
	/** How many items they were for. */
	items: number;
	/** How many of those were the same as an earlier one. */
	merged: number;
}

function requests<Client>(
	operation: Batch<Client>,
	readings: Array<Reading & { item: Item<Client> }>,
	deduplication: Deduplication | undefined,
): Task[] {
	const tally: Tally = { requests: 0, items: 0, merged: 0 };
	let settled = 0;
	return groupsOf(operation, readings).map(({ readings: [first, ...others], members }, _, all) => {
		const { key, item } = first;
		const sent = [first, ...others];
		const send = async (places: number[]) => {
			const entries = places.map((place) => sent[place]?.entry);
			const results = await operation.send(item.client, key, entries, item.hint);
			if (results.every((result) => result instanceof Error)) return results;
			const items = members.filter(({ place }) => places.includes(place)).length;
			tally.requests++;
			tally.items += items;
			tally.merged += items - places.length;
			return results;
		};
		return {
			members,
			run: async () => {
				try {
					const keys = sent.map(({ onceBy }) => onceBy);
					return await (deduplication?.once(keys, send) ?? send([...sent.keys()]));
				} finally {
					settled++;
					if (settled === all.length) tellOf(tally, item.hint);
				}
			},
		};
	});
}

/** Says what came of sending items together, where that made a difference. */
function tellOf({ requests, items, merged }: Tally, hint: Item<unknown>['hint']): void {
	if (items - merged > requests) {
		hint(`${countOf(items, 'item')} went out in ${countOf(requests, 'request')}.`);
	}
	if (merged > 0) {
		hint(
			`${merged.toLocaleString('en-US')} of ${countOf(items, 'item')} had the same values as an earlier one and ${merged === 1 ? 'was' : 'were'} not sent again.`,
		);
	}
}

/** The task of an item of which it is already known why it cannot be carried out. */
export function failing(error: Error, index: number): Task {
	return { members: [{ index, place: 0 }], run: async () => await Promise.reject(error) };
}
