import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failedItem, mayHaveHappened, toNodeError } from './errors';
import type { Journal } from './journal';
import { journalOf } from './journal';
import type { BulkOperation, Item, ItemResult, Operation } from './operation';
import { defaultParallel, RecordWithFiles } from './operation';
import { RunParameters } from './parameters';

/** A piece of work that settles one or more input items. */
interface Task {
	/** Places of the items in the input. */
	indexes: number[];
	/** Gives a result for each of them, in the same order. */
	run(): Promise<ItemResult[]>;
}

/**
 * Runs an operation for all input items and returns the output items in input order, each paired with
 * its input item. With Continue On Fail an item that cannot be carried out yields its reason and the
 * rest goes on; otherwise the first one that cannot ends the run.
 *
 * @param createClient makes the service's client for this run, with the number of requests that may be
 * under way at once
 */
export async function runOperation<Client>(
	context: IExecuteFunctions,
	operation: Operation<Client>,
	createClient: (maxParallel: number) => Client,
): Promise<INodeExecutionData[]> {
	const parameters = new RunParameters(context, operation.properties);
	const maxParallel = readMaxParallel(parameters, operation);
	const client = createClient(maxParallel);
	const input = context.getInputData();
	const items = input.map((_, index): Item<Client> => ({
		client,
		parameters: parameters.forItem(index),
		index,
		count: input.length,
	}));
	const journal = journalOf(context, operation.effect);
	const open = items.filter(({ index }) => !journal?.done.has(index));
	const tasks =
		'send' in operation
			? batches(context, operation, open)
			: open.map((item) => ({
					indexes: [item.index],
					run: async () => [await operation.execute(item)],
				}));
	return toOutput(await settle(context, tasks, maxParallel, journal));
}

function readMaxParallel<Client>(parameters: RunParameters, operation: Operation<Client>): number {
	const chosen = Number(parameters.forItem(0).collection('options').maxParallelRequests);
	return Number.isSafeInteger(chosen) && chosen >= 1 ? chosen : defaultParallel(operation);
}

/** @throws NodeOperationError for the first item that cannot be read, unless the run goes on without it */
function batches<Client>(
	context: IExecuteFunctions,
	operation: BulkOperation<Client>,
	items: Array<Item<Client>>,
): Task[] {
	const tasks: Task[] = [];
	const open = new Map<string, { indexes: number[]; entries: unknown[] }>();
	for (const item of items) {
		try {
			const { key, entry } = operation.read(item);
			let batch = open.get(key);
			if (!batch || batch.entries.length === operation.batchSize) {
				const { indexes, entries } = (batch = { indexes: [], entries: [] });
				open.set(key, batch);
				tasks.push({
					indexes,
					run: async () => await operation.send(item.client, key, entries),
				});
			}
			batch.indexes.push(item.index);
			batch.entries.push(entry);
		} catch (error) {
			const nodeError = toNodeError(context.getNode(), error, item.index);
			if (!context.continueOnFail()) throw nodeError;
			tasks.push({ indexes: [item.index], run: async () => await Promise.reject(nodeError) });
		}
	}
	return tasks;
}

/** @returns what each item gave; items that a cancelled run did not reach have no results */
async function settle(
	context: IExecuteFunctions,
	tasks: Task[],
	maxParallel: number,
	journal: Journal | undefined,
): Promise<Array<INodeExecutionData[] | undefined>> {
	const results: Array<INodeExecutionData[] | undefined> = [];
	journal?.done.forEach((output, index) => (results[index] = output));
	const failures: Array<{ index: number; error: Error }> = [];
	const cancelled = context.getExecutionCancelSignal();
	let next = 0;
	const work = async (): Promise<void> => {
		while (next < tasks.length && failures.length === 0 && !cancelled?.aborted) {
			const task = tasks[next++] as Task;
			const { indexes } = task;
			const [first = 0] = indexes;
			try {
				const uncertain = journal?.uncertain.get(first);
				if (uncertain) throw uncertain;
				const settled = await task.run();
				indexes.forEach((index, place) => {
					const output = paired(settled[place] ?? [], index);
					results[index] = output;
					journal?.done.set(index, output);
				});
			} catch (error) {
				const nodeError = toNodeError(context.getNode(), error, first);
				if (mayHaveHappened(nodeError)) {
					for (const index of indexes) journal?.uncertain.set(index, nodeError);
				}
				if (cancelled?.aborted) return;
				if (context.continueOnFail()) {
					for (const index of indexes) results[index] = [failedItem(nodeError, index)];
				} else {
					failures.push({ index: first, error: nodeError });
				}
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(maxParallel, tasks.length) }, work));
	const [first] = failures.sort((a, b) => a.index - b.index);
	if (first) throw first.error;
	return results;
}

function paired(result: ItemResult, index: number): INodeExecutionData[] {
	const pairedItem = { item: index };
	return [result]
		.flat()
		.map((record) =>
			record instanceof RecordWithFiles
				? { json: record.json, binary: record.files, pairedItem }
				: { json: record, pairedItem },
		);
}

function toOutput(results: Array<INodeExecutionData[] | undefined>): INodeExecutionData[] {
	const output: INodeExecutionData[] = [];
	for (const result of results) for (const item of result ?? []) output.push(item);
	return output;
}
