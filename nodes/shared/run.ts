import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failedItem, toNodeError } from './errors';
import type { Item, Operation } from './operation';
import { defaultParallel } from './operation';
import { RunParameters } from './parameters';

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
	const items = context
		.getInputData()
		.map((_, index): Item<Client> => ({ client, parameters: parameters.forItem(index), index }));
	const results =
		'executeAll' in operation
			? await settleTogether(context, operation.executeAll.bind(operation), items)
			: await settleEach(context, operation.execute.bind(operation), items, maxParallel);
	return toOutput(results);
}

function readMaxParallel<Client>(parameters: RunParameters, operation: Operation<Client>): number {
	const chosen = Number(parameters.forItem(0).collection('options').maxParallelRequests);
	return Number.isSafeInteger(chosen) && chosen >= 1 ? chosen : defaultParallel(operation);
}

async function settleEach<Client>(
	context: IExecuteFunctions,
	execute: (item: Item<Client>) => Promise<IDataObject | IDataObject[]>,
	items: Array<Item<Client>>,
	maxParallel: number,
): Promise<Array<INodeExecutionData[] | undefined>> {
	const results: Array<INodeExecutionData[] | undefined> = [];
	const failures: Array<{ index: number; error: Error }> = [];
	const cancelled = context.getExecutionCancelSignal();
	let next = 0;
	const work = async (): Promise<void> => {
		while (next < items.length && failures.length === 0 && !cancelled?.aborted) {
			const index = next++;
			const item = items[index] as Item<Client>;
			try {
				results[index] = paired(await execute(item), index);
			} catch (error) {
				if (cancelled?.aborted) return;
				const nodeError = toNodeError(context.getNode(), error, index);
				if (context.continueOnFail()) results[index] = [failedItem(nodeError, index)];
				else failures.push({ index, error: nodeError });
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(maxParallel, items.length) }, work));
	const [first] = failures.sort((a, b) => a.index - b.index);
	if (first) throw first.error;
	return results;
}

async function settleTogether<Client>(
	context: IExecuteFunctions,
	executeAll: (items: Array<Item<Client>>) => Promise<Array<PromiseSettledResult<IDataObject>>>,
	items: Array<Item<Client>>,
): Promise<INodeExecutionData[][]> {
	const settled = await executeAll(items);
	return settled.map((result, index) => {
		if (result.status === 'fulfilled') return paired(result.value, index);
		const nodeError = toNodeError(context.getNode(), result.reason, index);
		if (!context.continueOnFail()) throw nodeError;
		return [failedItem(nodeError, index)];
	});
}

function paired(result: IDataObject | IDataObject[], index: number): INodeExecutionData[] {
	const records = Array.isArray(result) ? result : [result];
	return records.map((json) => ({ json, pairedItem: { item: index } }));
}

/** Items that a cancelled run did not reach have no results. */
function toOutput(results: Array<INodeExecutionData[] | undefined>): INodeExecutionData[] {
	const output: INodeExecutionData[] = [];
	for (const result of results) for (const item of result ?? []) output.push(item);
	return output;
}
