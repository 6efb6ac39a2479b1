import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError, UserError } from 'n8n-workflow';
import type { NodeFailure } from '../http/errors';
import { markUncertain, mayHaveHappened, toNodeError } from '../http/errors';
import { callsOwnTools, hasErrorOutput } from './toolExecution';

/*
 * What is remembered of a model's calls. n8n's Retry On Fail makes a call again, and so does a model that was told
 * of a failure.
 */

/** How often each tool was run for a call, by the arguments object that all tries have in common. */
const tries = new WeakMap<object, Map<string, number>>();

/** The arguments of a call, which are the same object in all its tries. */
function callOf(context: IExecuteFunctions): object {
	const [firstItem] = context.getInputData();
	return firstItem?.json ?? {};
}

/** A try of a model's call. */
export interface ToolTry {
	/** Whether n8n does not try again. */
	isLast: boolean;
	/** The run in which n8n shows it, where a node calls its tools itself. */
	runIndex: number;
}

/** Counts a try of a call; to be called before anything is waited for. */
export function beginTry(context: IExecuteFunctions): ToolTry {
	const { id, retryOnFail, maxTries = 3 } = context.getNode();
	const call = callOf(context);
	const ofCall = tries.get(call) ?? new Map<string, number>();
	tries.set(call, ofCall);
	const count = (ofCall.get(id) ?? 0) + 1;
	ofCall.set(id, count);
	// As n8n counts (n8n-core, makeHandleToolInvocation).
	const most = retryOnFail === true ? Math.min(5, Math.max(2, maxTries)) : 1;
	const runIndex = callsOwnTools(context) ? context.getNextRunIndex() - 1 : 0;
	return { isLast: count >= most, runIndex };
}

/**
 * Refuses calls that n8n would not carry out as the model means them, or of whose end the model would not hear.
 *
 * @throws UserError
 */
export function checkCall(context: IExecuteFunctions, { runIndex }: ToolTry): void {
	// For each item of a batch, and for each sub-agent, n8n counts the runs of a tool anew, and then gives one call the
	// arguments of another.
	if (callsOwnTools(context)) {
		const { $runIndex } = context.getWorkflowDataProxy(0);
		if (runIndex === $runIndex) return;
		throw new UserError('n8n has mixed up the arguments of calls that were made at the same time', {
			description:
				'Nothing was done. Make the calls one after the other; where the agent works for several items, set Batch Size in its options to 1.',
		});
	}
	if (hasErrorOutput(context)) {
		throw new UserError(
			'On Error of this tool is set to an error output, which tools do not have',
			{
				description: "Nothing was done. Choose another On Error in the tool's settings.",
			},
		);
	}
}

const REFUSED_FOR_MS = 5 * 60_000;
/** How calls ended of which it is not known whether they were carried out, by what they were to do. */
const uncertainCalls = new Map<
	string,
	{ until: number; call: object; failure: NodeFailure; message: string }
>();
/** The calls that are under way, the last of those that are to do the same. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * Carries out a model's call that changes something. It is not carried out while the same is under way, and refused
 * when the same may have been carried out a moment ago.
 *
 * @param what what the call is to do, as JSON
 * @throws what `work` throws, or NodeOperationError for a call that is refused
 */
export async function carryOut<T>(
	context: IExecuteFunctions,
	what: string,
	work: () => Promise<T>,
): Promise<T> {
	const before = underWay.get(what);
	const turn = Promise.resolve(before).then(async () => {
		checkNotUncertain(context, what);
		return await work();
	});
	const ended = turn.then(
		() => undefined,
		(error: unknown) => {
			remember(context, what, toNodeError(context.getNode(), error, 0));
		},
	);
	underWay.set(what, ended);
	try {
		return await turn;
	} finally {
		if (underWay.get(what) === ended) underWay.delete(what);
	}
}

function checkNotUncertain(context: IExecuteFunctions, what: string): void {
	const before = uncertainCalls.get(what);
	if (!before || before.until < Date.now()) return;
	// A try of the same call.
	if (before.call === callOf(context)) throw before.failure;
	throw markUncertain(
		new NodeOperationError(
			context.getNode(),
			'Nothing was sent now, because the same call may have been carried out before',
			{
				description: `It ended like this: ${before.message} The same call is refused for five minutes after that.`,
				itemIndex: 0,
			},
		),
	);
}

function remember(context: IExecuteFunctions, what: string, failure: NodeFailure): void {
	if (!mayHaveHappened(failure)) return;
	const now = Date.now();
	for (const [key, { until }] of uncertainCalls) if (until < now) uncertainCalls.delete(key);
	if (uncertainCalls.has(what)) return;
	const { message } = failure;
	uncertainCalls.set(what, {
		until: now + REFUSED_FOR_MS,
		call: callOf(context),
		failure,
		message,
	});
}
