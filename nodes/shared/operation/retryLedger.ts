import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isToolExecution } from './toolExecution';
import type { Effect } from '../http/verdict';

/**
 * What a run of a node has settled. n8n's Retry On Fail carries out all items again after one of them
 * failed; with the ledger of the run before, what was done is not done twice.
 */
export interface RetryLedger {
	/** The output of items that were carried out. */
	done: Map<number, INodeExecutionData[]>;
	/** Why it is not known of an item whether it was carried out. */
	uncertain: Map<number, Error>;
}

/** By what all tries have in common, and within it by node and run. */
const ledgers = new WeakMap<object, Map<string, RetryLedger>>();

/** The ledger of this run and of those that it repeats; undefined where repeating does no harm or cannot be. */
export function retryLedgerOf(context: IExecuteFunctions, effect: Effect): RetryLedger | undefined {
	const { id, retryOnFail } = context.getNode();
	const [firstItem] = context.getInputData();
	if (retryOnFail !== true || effect === 'read' || !firstItem) return undefined;
	// n8n hands the items over unchanged. As a tool, every try can have an item and a run of its own, but the
	// item's JSON is that of the model's call, and another call brings another one, even in the same words.
	const isTool = isToolExecution(context);
	const common = isTool ? firstItem.json : firstItem;
	const key = isTool ? id : `${id}/${String(context.getWorkflowDataProxy(0).$runIndex)}`;
	const ofCommon = ledgers.get(common) ?? new Map<string, RetryLedger>();
	ledgers.set(common, ofCommon);
	const ledger = ofCommon.get(key) ?? { done: new Map(), uncertain: new Map() };
	ofCommon.set(key, ledger);
	return ledger;
}
