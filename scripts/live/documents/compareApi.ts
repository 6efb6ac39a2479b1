import type { Contract } from '../../../test/support/contracts';
import { callsOf } from '../../../test/support/contracts';
import type { Finding, JsonType } from '../report';
import { answerIn, queryIn } from './contractCalls';
import { Findings } from './findings';
import type { JsonObject } from '../json';
import { isName } from '../json';
import type { DescribedCall, Description } from './openApi';
import type { Part } from './schema';
import { shapeOf } from './schema';

/**
 * Compares the OpenAPI documents of a service with its contract.
 *
 * @param areAll whether every document that the service has could be read. If not, the calls of a resource that
 * none of them describes are not missing.
 */
export function compareApi(
	contract: Contract,
	descriptions: Description[],
	areAll: boolean,
): Finding[] {
	const findings = new Findings();
	const paths = descriptions.flatMap(({ calls }) => calls.map(({ path }) => path));
	for (const call of callsOf(contract)) {
		const description = descriptions.find(({ calls }) => calls.some((one) => isSame(one, call)));
		const described = description?.calls.find((one) => isSame(one, call));
		if (description === undefined || described === undefined) {
			const isPathKnown = paths.some((path) => keyOf(path) === keyOf(call.path));
			if (isPathKnown) {
				findings.add(call.operationId, `The path is described, but not with ${call.method}`);
			} else if (paths.some((path) => areaOf(path, areAll) === areaOf(call.path, areAll))) {
				findings.add(call.operationId, `${call.method} ${call.path} is not described`);
			}
			continue;
		}
		compareQueries(findings, call.operationId, queryIn(contract, call), described.query);
		const mine = { schema: answerIn(contract, call), place: call.operationId };
		if (mine.schema === undefined || described.answer === undefined) continue;
		const theirs = { schema: described.answer, place: '' };
		compareSchemas(
			{ contract: contract as unknown as JsonObject, document: description.root, findings },
			mine,
			theirs,
		);
	}
	return findings.list();
}

/** Whether a contract has a described call. */
export function isInContract(contract: Contract, described: DescribedCall): boolean {
	return callsOf(contract).some((call) => isSame(described, call));
}

interface Comparison {
	contract: JsonObject;
	document: JsonObject;
	findings: Findings;
}

/** Goes through two schemas side by side, as deep as both of them go. */
function compareSchemas(
	comparison: Comparison,
	contractPart: Part,
	documentPart: Part,
	seen = new Map<unknown, Set<string>>(),
): void {
	const mine = shapeOf(comparison.contract, contractPart);
	const theirs = shapeOf(comparison.document, documentPart);
	const places = seen.get(documentPart.schema) ?? new Set();
	seen.set(documentPart.schema, places);
	if (places.has(contractPart.place)) return;
	places.add(contractPart.place);
	const { findings } = comparison;
	compareTypes(findings, contractPart.place, mine.types, theirs.types);
	if (mine.items !== undefined && theirs.items !== undefined)
		compareSchemas(comparison, mine.items, theirs.items, seen);
	// One of them leaves open which fields there are.
	if (mine.properties.size === 0 || theirs.properties.size === 0) return;
	const left = new Map(theirs.properties);
	for (const [name, part] of mine.properties) {
		const same = [...left.keys()].find((other) => other.toLowerCase() === name.toLowerCase());
		const described = left.has(name) ? name : same;
		const other = described === undefined ? undefined : left.get(described);
		if (described === undefined || other === undefined) {
			findings.add(part.place, 'The field is not described');
			continue;
		}
		left.delete(described);
		if (described !== name) findings.add(part.place, `The field is described as ${described}`);
		compareSchemas(comparison, part, other, seen);
	}
	for (const name of [...left.keys()].filter(isName))
		findings.add(`${mine.place}.${name}`, 'A field is described that the contract does not have');
}

/** That the contract also allows null is only careful, and no difference. */
function compareTypes(
	findings: Findings,
	place: string,
	mine: Set<JsonType> | undefined,
	theirs: Set<JsonType> | undefined,
): void {
	if (mine === undefined || theirs === undefined) return;
	const isExpected = (type: JsonType): boolean =>
		mine.has(type) || (type === 'integer' && mine.has('number'));
	const isDescribed = (type: JsonType): boolean =>
		type === 'null' || theirs.has(type) || (type === 'number' && theirs.has('integer'));
	if ([...theirs].every(isExpected) && [...mine].every(isDescribed)) return;
	const said = (types: Set<JsonType>): string => [...types].join(' or ');
	findings.add(place, `Described as ${said(theirs)}, in the contract it is ${said(mine)}`);
}

function compareQueries(
	findings: Findings,
	place: string,
	mine: string[],
	theirs: DescribedCall['query'],
): void {
	const lower = (names: string[]): Set<string> => new Set(names.map((name) => name.toLowerCase()));
	const described = lower(theirs.map(({ name }) => name));
	const known = lower(mine);
	for (const name of mine.filter((one) => !described.has(one.toLowerCase())))
		findings.add(place, `The query parameter ${name} is not described`);
	for (const { name, isRequired } of theirs)
		if (isRequired && isName(name) && !known.has(name.toLowerCase()))
			findings.add(place, `The query parameter ${name} is described as required`);
}

function isSame(one: DescribedCall, other: { method: string; path: string }): boolean {
	return one.method === other.method && keyOf(one.path) === keyOf(other.path);
}

/** A path regardless of case, and of what its parameters are called. */
function keyOf(path: string): string {
	return path
		.toLowerCase()
		.replace(/\/v\{[^{}]*version[^{}]*\}(?=\/)/, '/v1') // as ASP.NET writes it
		.replace(/\{[^{}]*\}/g, '{}')
		.replace(/\/+$/, '');
}

/** What a document covers as a whole: `/api/v1`, or `/api/v1/sessions`. */
function areaOf(path: string, isWide: boolean): string {
	return keyOf(path)
		.split('/')
		.slice(0, isWide ? 3 : 4)
		.join('/');
}
