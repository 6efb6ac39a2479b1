import type { IExecuteFunctions } from 'n8n-workflow';
import { toNodeError } from './errors';
import type { Bulk, Item, ItemResult } from './operation';

/** A piece of work that settles one or more input items. */
export interface Task {
	/** The items by their index in the input, with the place of their result among those of the task. */
	members: Array<{ index: number; place: number }>;
	run: () => Promise<Array<ItemResult | Error>>;
}

/** Items that share requests. */
interface Group {
	/** The request that is being filled. */
	members: Task['members'];
	entries: unknown[];
	/** Where each entry is sent, by the entry as text. */
	sent: Map<string, { members: Task['members']; place: number }>;
}

/**
 * Puts input items together into requests: by their key, in input order, at most so many in one.
 *
 * @throws NodeOperationError for the first item that cannot be read, unless the run goes on without it
 */
export function batches<Client>(
	context: IExecuteFunctions,
	operation: Bulk<Client>,
	items: Array<Item<Client>>,
): Task[] {
	const tasks: Task[] = [];
	const groups = new Map<string, Group>();
	for (const item of items) {
		try {
			const { key, entry } = operation.read(item);
			const group: Group = groups.get(key) ?? { members: [], entries: [], sent: new Map() };
			groups.set(key, group);
			const text = operation.mergesEqual ? JSON.stringify(entry) : String(item.index);
			const equal = group.sent.get(text);
			if (equal) {
				equal.members.push({ index: item.index, place: equal.place });
				continue;
			}
			if (group.entries.length === 0 || group.entries.length === operation.batchSize) {
				const members: Task['members'] = (group.members = []);
				const entries: unknown[] = (group.entries = []);
				tasks.push({
					members,
					run: async () => await operation.send(item.client, key, entries, item.hint),
				});
			}
			const place = group.entries.push(entry) - 1;
			group.members.push({ index: item.index, place });
			group.sent.set(text, { members: group.members, place });
		} catch (error) {
			const nodeError = toNodeError(context.getNode(), error, item.index);
			if (!context.continueOnFail()) throw nodeError;
			tasks.push(failing(nodeError, item.index));
		}
	}
	return tasks;
}

/** The task of an item of which it is already known why it cannot be carried out. */
export function failing(error: Error, index: number): Task {
	return { members: [{ index, place: 0 }], run: async () => await Promise.reject(error) };
}
