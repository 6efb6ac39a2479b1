import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Task } from './bulk';
import { batches } from './bulk';
import { failedItem, mayHaveHappened, toNodeError } from './errors';
import type { Journal } from './journal';
import { journalOf } from './journal';
import type { Effect, Item, ItemResult, Operation } from './operation';
import { defaultParallel, effectOf, RecordWithFiles } from './operation';
import { RunParameters } from './parameters';
import { textOf } from './textOf';

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
	const effect = effectOf(operation, context.getNode().parameters);
	const maxParallel = readMaxParallel(parameters, effect);
	const client = createClient(maxParallel);
	const input = context.getInputData();
	const items = input.map((_, index): Item<Client> => ({
		client,
		parameters: parameters.forItem(index),
		index,
		count: input.length,
	}));
	const journal = journalOf(context, effect);
	const open = items.filter(({ index }) => !journal?.done.has(index));
	const tasks = tasksOf(context, operation, open, parameters.forItem(0).collection('options'));
	return toOutput(await settle(context, tasks, maxParallel, journal));
}

function tasksOf<Client>(
	context: IExecuteFunctions,
	operation: Operation<Client>,
	items: Array<Item<Client>>,
	options: IDataObject,
): Task[] {
	if ('send' in operation) return batches(context, operation, items);
	const { inBulk } = operation;
	if (inBulk && options[inBulk.option] === true) return batches(context, inBulk, items);
	return items.map((item) => ({
		members: [{ index: item.index, place: 0 }],
		run: async () => [await operation.execute(item)],
	}));
}

function readMaxParallel(parameters: RunParameters, effect: Effect): number {
	const chosen = Number(textOf(parameters.forItem(0).collection('options').maxParallelRequests));
	return Number.isSafeInteger(chosen) && chosen >= 1 ? chosen : defaultParallel(effect);
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
	const fail = (error: unknown, index: number): void => {
		const nodeError = toNodeError(context.getNode(), error, index);
		if (mayHaveHappened(nodeError)) journal?.uncertain.set(index, nodeError);
		if (cancelled?.aborted) return;
		if (context.continueOnFail()) results[index] = [failedItem(nodeError, index)];
		else failures.push({ index, error: nodeError });
	};
	const succeed = (result: ItemResult, index: number): void => {
		const output = paired(result, index);
		results[index] = output;
		journal?.done.set(index, output);
	};
	const work = async (): Promise<void> => {
		while (next < tasks.length && failures.length === 0 && !cancelled?.aborted) {
			const { members, run } = tasks[next++] as Task;
			try {
				const uncertain = members.find(({ index }) => journal?.uncertain.has(index));
				if (uncertain) throw journal?.uncertain.get(uncertain.index) as Error;
				const settled = await run();
				for (const { index, place } of members) {
					const result = settled[place] ?? [];
					if (result instanceof Error) fail(result, index);
					else succeed(result, index);
				}
			} catch (error) {
				for (const { index } of members) fail(error, index);
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
