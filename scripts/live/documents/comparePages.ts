import type { Contract, ContractCall } from '../../../test/support/contracts';
import { callsOf } from '../../../test/support/contracts';
import type { Finding } from '../report';
import { loginQueryIn, queryIn, requestIn } from './contractCalls';
import { Findings } from './findings';
import type { JsonObject } from '../json';
import { isName, isObject, isPath, property } from '../json';
import type { ShownCall } from './readMarkdown';
import { referredTo } from './schema';

/** With fewer pages a call may well be on one that was not found. */
const ENOUGH_PAGES = 3;

/**
 * Compares the calls that pages show with a contract.
 *
 * @param pages the calls of each page
 */
export function comparePages(contract: Contract, pages: ShownCall[][]): Finding[] {
	const findings = new Findings();
	const shown = pages.flat();
	for (const call of shown) {
		const known = knownCall(contract, call);
		if (known === undefined) {
			const name = nameOf(call);
			if (name !== undefined) findings.add(name, 'The call is described, and not in the contract');
			continue;
		}
		const query = [...queryIn(contract, known), ...loginQueryIn(contract, known)];
		for (const name of call.query)
			if (isName(name) && !query.includes(name))
				findings.add(known.operationId, `A query parameter ${name} is described`);
		for (const name of unknownFields(contract, requestIn(known), call.body))
			findings.add(known.operationId, `A field ${name} of the body is described`);
	}
	if (pages.filter((calls) => calls.length > 0).length < ENOUGH_PAGES) return findings.list();
	for (const call of callsOf(contract))
		if (!shown.some((one) => isSame(one, call)))
			findings.add(call.operationId, `${call.method} ${call.path} is not described`);
	return findings.list();
}

/** The call of a contract that a page shows. */
export function knownCall(contract: Contract, shown: ShownCall): ContractCall | undefined {
	return callsOf(contract).find((call) => isSame(shown, call));
}

/** Such as `POST /functions/v1/notify`; undefined where it is not fit to be repeated. */
export function nameOf({ method, path }: ShownCall): string | undefined {
	return isPath(path) ? [method, path].filter((part) => part !== undefined).join(' ') : undefined;
}

function isSame({ method, path }: ShownCall, call: ContractCall): boolean {
	return path === call.path && (method === undefined || method === call.method);
}

/** The fields of an example that a schema forbids, such as `contact.name`. */
function unknownFields(contract: Contract, schema: unknown, value: unknown): string[] {
	if (Array.isArray(value)) {
		const items = property(schema, 'items');
		return [...new Set(value.flatMap((item) => unknownFields(contract, items, item)))];
	}
	if (!isObject(value)) return [];
	const forms = formsOf(contract as unknown as JsonObject, schema).map((form) =>
		Object.entries(value).flatMap(([name, field]) => {
			const known = property(form.properties, name);
			if (known !== undefined)
				return unknownFields(contract, known, field).map((inner) => `${name}.${inner}`);
			const patterns = Object.keys(isObject(form.patternProperties) ? form.patternProperties : {});
			const isKnown =
				form.additionalProperties !== false ||
				patterns.some((pattern) => new RegExp(pattern).test(name));
			return isKnown || !isName(name) ? [] : [name];
		}),
	);
	// Where there are several forms, the example is of the one that it fits best.
	return forms.sort((a, b) => a.length - b.length)[0] ?? [];
}

/** The forms that an object may have. */
function formsOf(contract: JsonObject, schema: unknown): JsonObject[] {
	if (!isObject(schema)) return [];
	const { target } = referredTo(contract, schema);
	if (target !== undefined) return formsOf(contract, target);
	const isForm = ['properties', 'patternProperties', 'additionalProperties'].some(
		(key) => schema[key] !== undefined,
	);
	return isForm ? [schema] : [schema.then, schema.else].flatMap((form) => formsOf(contract, form));
}
