import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Task } from './batches';
import { batches, failing } from './batches';
import { failedItem, mayHaveHappened, toNodeError } from '../http/errors';
import type { RetryLedger } from './retryLedger';
import { retryLedgerOf } from './retryLedger';
import { findOperation } from './assembly';
import { lookUpTogether } from './lookUp';
import type { Batching, Item, ItemResult, Operation, Resource } from './operation';
import { effectOf, RecordWithFiles } from './operation';
import { RunParameters } from './parameters';
import { withoutFields } from '../base/redaction';
import { toText } from '../base/text';
import { isToolExecution } from './toolExecution';
import * as validate from './validate';
import type { ConcurrencyLimit } from '../http/concurrencyLimit';
import { AdaptiveLimit, FixedLimit } from '../http/concurrencyLimit';
import { ConcurrencyLimiter } from '../http/concurrencyLimiter';
import type { Effect } from '../http/verdict';

/** Carries out the operation that the user chose, as a node's `execute`. See `runOperation`. */
export async function runNode<Client>(
	context: IExecuteFunctions,
	resources: Array<Resource<Client>>,
	createClient: (limiter: ConcurrencyLimiter) => Client,
	sensitiveFields: string[],
): Promise<INodeExecutionData[][]> {
	const [resource, name] = ['resource', 'operation'].map((field) =>
		toText(context.getNodeParameter(field, 0)),
	);
	const operation = findOperation(resources, resource, name);
	return [await runOperation(context, operation, createClient, sensitiveFields)];
}

/**
 * Runs an operation for all input items and returns the output items in input order, each paired with
 * its input item. With Continue On Fail an item that cannot be carried out yields its reason and the
 * rest goes on; otherwise the first one that cannot ends the run.
 *
 * @param createClient makes the service's client for this run, whose requests go through the limiter
 * @param sensitiveFields the names of output fields that hold secrets: as a tool, the node returns none of
 * them, because what it returns goes to the company that runs the language model
 */
export async function runOperation<Client>(
	context: IExecuteFunctions,
	operation: Operation<Client>,
	createClient: (limiter: ConcurrencyLimiter) => Client,
	sensitiveFields: string[],
): Promise<INodeExecutionData[]> {
	const fields = [...operation.properties, ...(operation.options ?? [])];
	const parameters = new RunParameters(context, fields);
	const effect = effectOf(operation, context.getNode().parameters);
	const settings = readSettings(context, operation, effect);
	const limiter = new ConcurrencyLimiter(settings.limit);
	const client = createClient(limiter);
	const input = context.getInputData();
	const hints = new Set<string>();
	const items = input.map((_, index): Item<Client> => ({
		client,
		parameters: parameters.forItem(index),
		index,
		count: input.length,
		hint: (message) => hints.add(message),
	}));
	const ledger = retryLedgerOf(context, effect);
	const { failure } = settings;
	const open = items.filter(({ index }) => !ledger?.done.has(index) && !(failure && index === 0));
	const tasks = [
		...(failure ? [failing(failure, 0)] : []),
		...(await tasksOf(context, operation, open, { limiter, batching: settings.batching, ledger })),
	];
	const results = await settle(context, tasks, limiter, ledger);
	context.addExecutionHints(
		...[...hints].map((message) => ({ message, location: 'outputPane' as const })),
	);
	const output = results.flat();
	if (!isToolExecution(context)) return output;
	return output.map((item) => ({ ...item, json: withoutFields(item.json, sensitiveFields) }));
}

/** What concerns the run as a whole; expressions in it are worked out for the first item. */
interface RunSettings {
	limit: ConcurrencyLimit;
	batching: Batching;
	/** Why the settings could not be worked out, which is the first item's own failure. */
	failure?: Error;
}

/** Reads nothing but these options: whatever is wrong with the others concerns the item that has them. */
function readSettings<Client>(
	context: IExecuteFunctions,
	operation: Operation<Client>,
	effect: Effect,
): RunSettings {
	const option = (name: string): unknown => context.getNodeParameter(`options.${name}`, 0, '');
	const settings: RunSettings = { limit: defaultLimit(operation, effect), batching: false };
	try {
		const chosen = Number(toText(option('maxParallelRequests')));
		if (Number.isSafeInteger(chosen) && chosen >= 1) settings.limit = new FixedLimit(chosen);
		const name = 'lookUp' in operation ? operation.lookUp?.option : undefined;
		const batching = name === undefined ? '' : option(name);
		settings.batching =
			batching === '' ? 'automatic' : validate.batching(batching, labelOf(operation, name));
		return settings;
	} catch (error) {
		return { ...settings, failure: error as Error };
	}
}

function defaultLimit<Client>({ parallel }: Operation<Client>, effect: Effect): ConcurrencyLimit {
	if (effect === 'write') return new FixedLimit(1);
	return parallel === undefined ? new AdaptiveLimit() : new FixedLimit(parallel);
}

function labelOf<Client>(operation: Operation<Client>, option: string | undefined): string {
	return operation.options?.find(({ name }) => name === option)?.displayName ?? '';
}

async function tasksOf<Client>(
	context: IExecuteFunctions,
	operation: Operation<Client>,
	items: Array<Item<Client>>,
	{
		limiter,
		batching,
		ledger,
	}: {
		limiter: ConcurrencyLimiter;
		batching: Batching;
		ledger: RetryLedger | undefined;
	},
): Promise<Task[]> {
	if ('send' in operation) return batches(context, operation, items, ledger?.uncertain);
	const { lookUp, execute } = operation;
	const found =
		lookUp && batching !== false
			? await lookUpTogether(operation, lookUp, items, limiter, batching === 'automatic')
			: new Map<number, ItemResult>();
	return items.map((item) => ({
		members: [{ index: item.index, place: 0 }],
		run: async () => [found.get(item.index) ?? (await execute(item))],
	}));
}

/** @returns what each item gave; items that a cancelled run did not reach have no results */
async function settle(
	context: IExecuteFunctions,
	tasks: Task[],
	limiter: ConcurrencyLimiter,
	ledger: RetryLedger | undefined,
): Promise<INodeExecutionData[][]> {
	const results: INodeExecutionData[][] = [];
	ledger?.done.forEach((output, index) => (results[index] = output));
	const failures: Array<{ index: number; error: Error }> = [];
	const cancelled = context.getExecutionCancelSignal();
	const fail = (error: unknown, index: number): void => {
		const nodeError = toNodeError(context.getNode(), error, index);
		if (mayHaveHappened(nodeError)) ledger?.uncertain.set(index, nodeError);
		if (cancelled?.aborted) return;
		if (context.continueOnFail()) results[index] = [failedItem(nodeError, index)];
		else failures.push({ index, error: nodeError });
	};
	const succeed = (result: ItemResult, index: number): void => {
		const output = paired(result, index);
		results[index] = output;
		ledger?.done.set(index, output);
	};
	const carryOut = async ({ members, run }: Task): Promise<void> => {
		try {
			const uncertain = members.find(({ index }) => ledger?.uncertain.has(index));
			if (uncertain) throw ledger?.uncertain.get(uncertain.index) as Error;
			const settled = await run();
			for (const { index, place } of members) {
				const result = settled[place] ?? [];
				if (result instanceof Error) fail(result, index);
				else succeed(result, index);
			}
		} catch (error) {
			for (const { index } of members) fail(error, index);
		}
	};
	const isOver = (): boolean => failures.length > 0 || cancelled?.aborted === true;
	await limiter.forEach(tasks, carryOut, isOver);
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
