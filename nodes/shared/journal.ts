import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Effect } from './operation';
import { isToolExecution } from './toolExecution';

/**
 * What a run of a node has settled. n8n's Retry On Fail carries out all items again after one of them
 * failed; with the journal of the run before, what was done is not done twice.
 */
export interface Journal {
	/** The output of items that were carried out. */
	done: Map<number, INodeExecutionData[]>;
	/** Why it is not known of an item whether it was carried out. */
	uncertain: Map<number, Error>;
}

/** By what all tries have in common, and within it by node and run. */
const journals = new WeakMap<object, Map<string, Journal>>();

/** The journal of this run and of those that it repeats; undefined where repeating does no harm or cannot be. */
export function journalOf(context: IExecuteFunctions, effect: Effect): Journal | undefined {
	const { id, retryOnFail } = context.getNode();
	const [firstItem] = context.getInputData();
	if (retryOnFail !== true || effect === 'read' || !firstItem) return undefined;
	// n8n hands the items over unchanged. As a tool, every try can have an item and a run of its own, but the
	// item's JSON is that of the model's call, and another call brings another one, even in the same words.
	const isTool = isToolExecution(context);
	const common = isTool ? firstItem.json : firstItem;
	const key = isTool ? id : `${id}/${String(context.getWorkflowDataProxy(0).$runIndex)}`;
	const ofCommon = journals.get(common) ?? new Map<string, Journal>();
	journals.set(common, ofCommon);
	const journal = ofCommon.get(key) ?? { done: new Map(), uncertain: new Map() };
	ofCommon.set(key, journal);
	return journal;
}
