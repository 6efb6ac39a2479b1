import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Effect } from './operation';

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

/** By the first input item, which n8n hands over unchanged, and within it by node and run. */
const journals = new WeakMap<INodeExecutionData, Map<string, Journal>>();

/** The journal of this run and of those that it repeats; undefined where repeating does no harm or cannot be. */
export function journalOf(context: IExecuteFunctions, effect: Effect): Journal | undefined {
	const { id, retryOnFail } = context.getNode();
	const [firstItem] = context.getInputData();
	if (retryOnFail !== true || effect === 'read' || !firstItem) return undefined;
	const { $runIndex: runIndex } = context.getWorkflowDataProxy(0);
	const key = `${id}/${String(runIndex)}`;
	const ofItem = journals.get(firstItem) ?? new Map<string, Journal>();
	journals.set(firstItem, ofItem);
	const journal = ofItem.get(key) ?? { done: new Map(), uncertain: new Map() };
	ofItem.set(key, journal);
	return journal;
}
