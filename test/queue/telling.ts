import { readExample } from '../../scripts/demo';
import type { Execution, WorkflowJson, WorkflowNode } from '../../scripts/n8n/rest';
import { workflow } from '../e2e/support/host';

export const ORDERS = 500;
export const RACERS = 100;
/** How the telephone numbers begin that each workflow tells something. */
export const PREFIXES = { orders: '34800', race: '34700' };
/** So many messages are on their way at once. */
export const PARALLEL = 5;

/** What there is to tell. */
export type Name = keyof typeof PREFIXES;

/** A workflow that tells many customers something when it is called, each one under a key of its own. */
export function telling(name: Name): WorkflowJson {
	const example = readExample('lovi-order-shipped');
	const tell = example.nodes.find((node) => node.name === 'Tell the customer') as WorkflowNode;
	const count = name === 'orders' ? ORDERS : RACERS;
	const json = workflow(count, {
		...tell,
		name: 'Tell',
		onError: 'continueRegularOutput',
		parameters: {
			...(tell.parameters as object),
			number: `=${PREFIXES[name]}{{ String($json.index).padStart(6, '0') }}`,
			// One without placeholders.
			template: { __rl: true, mode: 'list', value: 'welcome_message|en' },
			templateParametersMode: 'fields',
			options: {
				requestsPerMinute: 100_000,
				maxParallelRequests: PARALLEL,
				deduplicationKey: '={{ $json.index }}',
			},
		},
	});
	const [start, ...others] = json.nodes;
	const parameters = { httpMethod: 'POST', path: name, options: {} };
	const webhook = { type: 'n8n-nodes-base.webhook', typeVersion: 2, webhookId: name, parameters };
	return { ...json, nodes: [{ ...start, name: 'Start', ...webhook }, ...others] };
}

/** How the items of an execution ended. */
export function endings({ runData }: Execution): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { json } of runData.Tell?.[0]?.data?.main[0] ?? []) {
		const ending = json.duplicate === true ? 'duplicate' : String(json.outcome);
		counts[ending] = (counts[ending] ?? 0) + 1;
	}
	return counts;
}

/** How many of the numbers were told something again. */
export function doubles(numbers: string[]): number {
	return numbers.length - new Set(numbers).size;
}
