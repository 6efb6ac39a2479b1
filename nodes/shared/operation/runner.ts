import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { NodeOperationError, UserError } from 'n8n-workflow';
import type { Task } from './batches';
import { batches, failing } from './batches';
import type { WriteOutcome } from '../http/errors';
import { failedItem, markUncertain, mayHaveHappened, toNodeError, UNCERTAIN } from '../http/errors';
import type { RetryLedger } from './retryLedger';
import { retryLedgerOf } from './retryLedger';
import { findOperation } from './assembly';
import { Deduplication, isHeldBack } from './deduplication';
import { ItemFiles } from './itemFiles';
import { lookUpTogether } from './lookUp';
import { otherPackagesHint } from './otherPackages';
import type { Batching, Item, ItemResult, Operation, Resource, SurveyOperation } from './operation';
import { effectOf, RecordWithFiles } from './operation';
import { RunParameters } from './parameters';
import { toText } from '../base/text';
import { ToolAnswer } from './toolAnswer';
import { beginTry, carryOut, checkCall } from './toolCalls';
import { hasErrorOutput, isToolExecution } from './toolExecution';
import { failTool } from './toolFailure';
import * as validate from './validate';
import type { ConcurrencyLimit } from '../http/concurrencyLimit';
import { AdaptiveLimit, FixedLimit } from '../http/concurrencyLimit';
import { ConcurrencyLimiter } from '../http/concurrencyLimiter';
import type { Effect } from '../http/verdict';

/**
 * Carries out the operation that the user chose, as a node's `execute`. See `runOperation`.
 *
 * @param withheld the names of output fields that language models do not get
 */
export async function runNode<Client>(
	context: IExecuteFunctions,
	resources: Array<Resource<Client>>,
	createClient: (limiter: ConcurrencyLimiter) => Client,
	withheld: string[],
): Promise<INodeExecutionData[][]> {
	const [resource, name] = ['resource', 'operation'].map((field) =>
		toText(context.getNodeParameter(field, 0)),
	);
	const operation = findOperation(resources, resource, name);
	if (!isToolExecution(context)) return [await runOperation(context, operation, createClient)];
	return [await runTool(context, operation, createClient, withheld)];
}

/**
 * Runs an operation for a language model, which is told whatever there is to say of what was found or has failed,
 * and no secret: what a tool returns goes to the company that runs the model.
 */
async function runTool<Client>(
	context: IExecuteFunctions,
	operation: Operation<Client>,
	createClient: (limiter: ConcurrencyLimiter) => Client,
	withheld: string[],
): Promise<INodeExecutionData[]> {
	const thisTry = beginTry(context);
	try {
		checkCall(context, thisTry);
		if (operation.notForModels) {
			const { message, description } = operation.notForModels;
			throw new UserError(message, { description });
		}
		const effect = storedEffect(context, operation);
		const parameters = new RunParameters(context, fieldsOf(operation)).forItem(0);
		const answer = new ToolAnswer(operation, { effect, withheld, parameters });
		const run = async () =>
			await runToEnd(
				context,
				effect,
				async () => await runOperation(context, operation, createClient, answer),
			);
		if (effect === 'read') return answer.of(await run());
		const client = createClient(new ConcurrencyLimiter(new FixedLimit(1)));
		const values = operation.read({
			client,
			parameters,
			index: 0,
			count: 1,
			files: new ItemFiles(context, 0),
			hint: () => undefined,
		});
		const { type, credentials, parameters: stored } = context.getNode();
		const { authentication, resource } = stored;
		const login = [credentials, authentication];
		const what = JSON.stringify([type, login, resource, operation.value, values]);
		return answer.of(await carryOut(context, what, run));
	} catch (error) {
		return failTool(context, toNodeError(context.getNode(), error, 0), thisTry);
	}
}

/** Runs a tool. @throws NodeApiError or NodeOperationError, also where the execution was cancelled */
async function runToEnd(
	context: IExecuteFunctions,
	effect: Effect,
	run: () => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const node = context.getNode();
	const isCancelled = (): boolean => context.getExecutionCancelSignal()?.aborted === true;
	const cancelled = 'The execution was cancelled.';
	if (isCancelled()) throw new NodeOperationError(node, cancelled);
	const found = await run().catch((error: unknown) => {
		throw toNodeError(node, error, 0);
	});
	if (found.length > 0 || !isCancelled()) return found;
	if (effect === 'read') throw new NodeOperationError(node, cancelled);
	throw markUncertain(new NodeOperationError(node, `${cancelled} ${UNCERTAIN}`));
}

/**
 * Runs an operation for all input items and returns the output items in input order, each paired with
 * its input item. With Continue On Fail an item that cannot be carried out yields its reason and the
 * rest goes on; otherwise the first one that cannot ends the run.
 *
 * @param createClient makes the service's client for this run, whose requests go through the limiter
 * @param tool cuts the output to size where a language model gets it; the first failure ends such a run
 */
export async function runOperation<Client>(
	context: IExecuteFunctions,
	operation: Operation<Client>,
	createClient: (limiter: ConcurrencyLimiter) => Client,
	tool?: ToolAnswer,
): Promise<INodeExecutionData[]> {
	const parameters = new RunParameters(context, fieldsOf(operation));
	const effect = storedEffect(context, operation);
	const settings = readSettings(context, operation, effect);
	const limiter = new ConcurrencyLimiter(settings.limit);
	const client = createClient(limiter);
	const input = context.getInputData();
	const hints = new Set<string>();
	const otherPackages = otherPackagesHint(context);
	if (otherPackages !== undefined) hints.add(otherPackages);
	const items = input.map((_, index): Item<Client> => ({
		client,
		parameters: parameters.forItem(index, tool),
		index,
		count: input.length,
		files: new ItemFiles(context, index),
		hint: (message) => hints.add(message),
	}));
	const ledger = retryLedgerOf(context, effect);
	const { failure } = settings;
	const open = items.filter(({ index }) => !ledger?.done.has(index) && !(failure && index === 0));
	const deduplication = Deduplication.of(context, operation, effect);
	const { batching } = settings;
	const tasks = [
		...(failure ? [failing(failure, 0)] : []),
		...(await tasksOf(context, operation, open, { limiter, batching, ledger, deduplication })),
	];
	const continues = tool === undefined && context.continueOnFail();
	const results = await settle(context, tasks, {
		limiter,
		ledger,
		continues,
		effectFor: (index) => itemEffect(operation, items[index]) ?? effect,
	}).finally(async () => await deduplication?.finish((message) => hints.add(message)));
	context.addExecutionHints(
		...[...hints, ...limiter.notes.messages()].map((message) => ({
			message,
			location: 'outputPane' as const,
		})),
	);
	return results.flat();
}

/** What the run as a whole may do to the service. */
function storedEffect<Client>(context: IExecuteFunctions, operation: Operation<Client>): Effect {
	const { parameters } = context.getNode();
	return effectOf(operation, (name) => parameters[name]);
}

/** What an item does to the service; nothing where a field cannot be read, so that nothing was sent either. */
function itemEffect<Client>(
	operation: Operation<Client>,
	item: Item<Client> | undefined,
): Effect | undefined {
	try {
		return item && effectOf(operation, (name) => item.parameters.value(name));
	} catch {
		return undefined;
	}
}

function fieldsOf<Client>({ properties, options = [] }: Operation<Client>): INodeProperties[] {
	return [...properties, ...options];
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
		deduplication,
	}: {
		limiter: ConcurrencyLimiter;
		batching: Batching;
		ledger: RetryLedger | undefined;
		deduplication: Deduplication | undefined;
	},
): Promise<Task[]> {
	if ('send' in operation) {
		return await batches(context, operation, items, ledger?.uncertain, deduplication);
	}
	if ('survey' in operation) return surveys(operation, items);
	const { lookUp, execute } = operation;
	const found =
		lookUp && batching !== false
			? await lookUpTogether(operation, lookUp, items, limiter, batching === 'automatic')
			: new Map<number, ItemResult>();
	return items.map((item) => ({
		members: [{ index: item.index, place: 0 }],
		run: async () => {
			const send = async () => [found.get(item.index) ?? (await execute(item))];
			return deduplication
				? await deduplication.once([deduplication.keyOf(item)], send)
				: await send();
		},
	}));
}

/** All items in one task, as each of them can depend on the others. */
function surveys<Client>(
	{ read, survey }: SurveyOperation<Client>,
	items: Array<Item<Client>>,
): Task[] {
	const [first] = items;
	if (!first) return [];
	const members = items.map(({ index }, place) => ({ index, place }));
	return [{ members, run: async () => await survey(first.client, items.map(read)) }];
}

/** @returns what each item gave; items that a cancelled run did not reach have no results */
async function settle(
	context: IExecuteFunctions,
	tasks: Task[],
	{
		limiter,
		ledger,
		continues,
		effectFor,
	}: {
		limiter: ConcurrencyLimiter;
		ledger: RetryLedger | undefined;
		continues: boolean;
		effectFor: (index: number) => Effect;
	},
): Promise<INodeExecutionData[][]> {
	const results: INodeExecutionData[][] = [];
	ledger?.done.forEach((output, index) => (results[index] = output));
	const failures: Array<{ index: number; error: Error }> = [];
	const cancelled = context.getExecutionCancelSignal();
	const forErrorOutput = hasErrorOutput(context);
	const fail = (error: unknown, index: number): void => {
		const nodeError = toNodeError(context.getNode(), error, index);
		if (mayHaveHappened(nodeError)) ledger?.uncertain.set(index, nodeError);
		if (cancelled?.aborted) return;
		if (continues)
			results[index] = [failedItem(nodeError, index, { effect: effectFor(index), forErrorOutput })];
		else failures.push({ index, error: nodeError });
	};
	const succeed = (result: ItemResult, index: number): void => {
		const output = paired(result, index, effectFor(index));
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
	const isOver = (): boolean =>
		failures.some(({ error }) => !isHeldBack(error)) || cancelled?.aborted === true;
	await limiter.forEach(tasks, carryOut, isOver);
	// What ended the run says more than what was only not sent again.
	const [first] = failures.sort(
		(a, b) => Number(isHeldBack(a.error)) - Number(isHeldBack(b.error)) || a.index - b.index,
	);
	if (first) throw first.error;
	return results;
}

/** The output items of an input item that was carried out; of a write, each one says so. */
function paired(result: ItemResult, index: number, effect: Effect): INodeExecutionData[] {
	const pairedItem = { item: index };
	const outcome: WriteOutcome = 'accepted';
	const told = (json: IDataObject) => (effect === 'write' ? { ...json, outcome } : json);
	return [result]
		.flat()
		.map((record) =>
			record instanceof RecordWithFiles
				? { json: told(record.json), binary: record.files, pairedItem }
				: { json: told(record), pairedItem },
		);
}
