import type { IExecuteFunctions } from 'n8n-workflow';
import { toNodeError } from '../http/errors';
import type { Batch, Item, ItemResult } from './operation';

/** A piece of work that settles one or more input items. */
export interface Task {
	/** The items by their index in the input, with the place of their result among those of the task. */
	members: Array<{ index: number; place: number }>;
	run: () => Promise<Array<ItemResult | Error>>;
}

/** An item as the operation reads it. */
interface Reading<Client> {
	item: Item<Client>;
	key: unknown;
	entry: unknown;
	/** The same for items that can go out in one request. */
	group: string;
	/** The same for items that are sent once. */
	id: string;
}

/**
 * Puts input items together into requests: by their key, in input order, at most so many in one.
 *
 * @param uncertain why it is not known of an item whether it was carried out before. Such an item, and what is
 * to be sent once with it, is not sent; it fails with that reason, after the others.
 * @throws NodeOperationError for the first item that cannot be read, unless the run goes on without it
 */
export function batches<Client>(
	context: IExecuteFunctions,
	operation: Batch<Client>,
	items: Array<Item<Client>>,
	uncertain: ReadonlyMap<number, Error> = new Map(),
): Task[] {
	const unreadable: Task[] = [];
	const readings: Array<Reading<Client>> = [];
	const reasons = new Map<string, Error>();
	for (const item of items) {
		const reason = uncertain.get(item.index);
		try {
			const { key, entry } = operation.read(item);
			const group = JSON.stringify(key);
			const id = JSON.stringify([group, operation.mergesEqual ? entry : item.index]);
			readings.push({ item, key, entry, group, id });
			if (reason) reasons.set(id, reason);
		} catch (error) {
			const failure = reason ?? toNodeError(context.getNode(), error, item.index);
			if (!reason && !context.continueOnFail()) throw failure;
			unreadable.push(failing(failure, item.index));
		}
	}
	const held = readings.flatMap(({ item: { index }, id }) => {
		const reason = uncertain.get(index) ?? reasons.get(id);
		return reason ? [failing(reason, index)] : [];
	});
	const open = readings.filter(({ id }) => !reasons.has(id));
	return [...unreadable, ...requests(operation, open), ...held];
}

function requests<Client>(operation: Batch<Client>, readings: Array<Reading<Client>>): Task[] {
	const tasks: Task[] = [];
	/** The requests that are being filled, by the key of their items. */
	const groups = new Map<string, { members: Task['members']; entries: unknown[] }>();
	const sent = new Map<string, { members: Task['members']; place: number }>();
	for (const { item, key, entry, group: groupId, id } of readings) {
		const equal = sent.get(id);
		if (equal) {
			equal.members.push({ index: item.index, place: equal.place });
			continue;
		}
		let group = groups.get(groupId);
		if (!group || group.entries.length === operation.batchSize) {
			const { members, entries } = (group = { members: [], entries: [] as unknown[] });
			groups.set(groupId, group);
			tasks.push({
				members,
				run: async () => await operation.send(item.client, key, entries, item.hint),
			});
		}
		const place = group.entries.push(entry) - 1;
		group.members.push({ index: item.index, place });
		sent.set(id, { members: group.members, place });
	}
	return tasks;
}

/** The task of an item of which it is already known why it cannot be carried out. */
export function failing(error: Error, index: number): Task {
	return { members: [{ index, place: 0 }], run: async () => await Promise.reject(error) };
}
