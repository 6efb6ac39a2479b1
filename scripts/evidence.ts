import { markdownTable } from 'markdown-table';
import type { Contract, ContractCall } from '../test/support/contracts';
import { callNamed, callsOf } from '../test/support/contracts';

/*
 * How sure each call is, as the generated code and the documents say it. All of it follows from the contracts.
 */

/** From what was seen on the live service to what is put together; the contracts explain them. */
const EVIDENCE = ['LIVE', 'DOC', 'OFF', 'CLI', 'NEW', 'REPO', 'SEED', 'convention'];

/** What a table shows of a resource of a node. */
interface ShownResource {
	value: string;
	name: string;
	operations: Array<{ value: string; name: string; description: string }>;
}

/** Whether the path of a call is so little established that "not found" may mean the path. */
export function isUnconfirmed(call: ContractCall): boolean {
	return call['x-evidence'] === 'convention' || call['x-unconfirmed'] === true;
}

/** The endpoint of a call as a line of code, with its evidence in a comment. */
export function endpointOf(call: ContractCall): string {
	const settings = isUnconfirmed(call) ? ', { isUnconfirmed: true }' : '';
	return `/** ${call.summary} (evidence: ${shown(call, ', ')}). */
export const ${call.operationId} = endpoint('${call.method}', '${call.path}'${settings});`;
}

/** The operations of a node in Markdown, in the order in which the editor shows them. */
export function operationTable(contract: Contract, resources: ShownResource[]): string {
	const rows = resources.flatMap((resource) =>
		resource.operations.map(({ name, value, description }) => [
			`${resource.name}: ${name}`,
			description.replace(/\.$/, ''),
			evidenceOf(contract, `${resource.value}.${value}`),
		]),
	);
	return markdownTable([['Operation', 'What it does', 'Evidence'], ...rows]);
}

/**
 * How many calls have which evidence, in Markdown; what no call has is left out, except for LIVE.
 *
 * @param contracts by the names that the columns get
 */
export function evidenceTable(contracts: Record<string, Contract>): string {
	const all = Object.values(contracts).map(callsOf);
	const row = (title: string, isMeant: (call: ContractCall) => boolean) => [
		title,
		...all.map((calls) => String(calls.filter(isMeant).length)),
	];
	const present = EVIDENCE.filter(
		(evidence) => evidence === 'LIVE' || all.flat().some((call) => call['x-evidence'] === evidence),
	);
	return markdownTable(
		[
			['Evidence', ...Object.keys(contracts)],
			...present.map((evidence) => row(evidence, (call) => call['x-evidence'] === evidence)),
			row('All calls', () => true),
			row('Of these, calls that the check sends', (call) => call['x-live'] === 'safe'),
		],
		{ align: ['l', ...all.map(() => 'r')] },
	);
}

/** How sure the calls of an operation are; what API Request calls is up to the user. */
function evidenceOf(contract: Contract, name: string): string {
	const operation = contract['x-node-operations'][name];
	if (operation === undefined) return '-';
	return operation.evidence ?? shown(callNamed(contract, operation.calls[0]), ' ');
}

/** The evidence of a call, and the day on which it was seen where it was. */
function shown(call: ContractCall, separator: string): string {
	const { 'x-evidence': evidence, 'x-verified': day } = call;
	return day === undefined ? evidence : evidence + separator + day;
}
