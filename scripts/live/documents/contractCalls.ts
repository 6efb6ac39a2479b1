import type { Contract, ContractCall } from '../../../test/support/contracts';
import { objectsOf, property } from '../json';

/** The names of a call's query parameters, without the one of its login. */
export function queryIn(contract: Contract, { parameters = [] }: ContractCall): string[] {
	return parameters.flatMap(({ $ref, ...own }) => {
		const parameter = $ref === undefined ? own : contract.components.parameters[lastOf($ref)];
		return nameInQuery(parameter);
	});
}

/** The names of the query parameters that a call may log in with. */
export function loginQueryIn(contract: Contract, call: ContractCall): string[] {
	const security = property(call, 'security') ?? property(contract, 'security');
	const schemes = property(contract.components, 'securitySchemes');
	return objectsOf(security)
		.flatMap((one) => Object.keys(one))
		.flatMap((name) => nameInQuery(property(schemes, name)));
}

function nameInQuery(parameter: unknown): string[] {
	const name = property(parameter, 'name');
	return property(parameter, 'in') === 'query' && typeof name === 'string' ? [name] : [];
}

/** The schema of the JSON that comes with status 200, undefined where there is none. */
export function answerIn(contract: Contract, { responses = {} }: ContractCall): unknown {
	const answer: unknown = responses['200'];
	const reference = property(answer, '$ref');
	if (typeof reference !== 'string') return jsonIn(answer);
	return jsonIn(property(property(contract.components, 'responses'), lastOf(reference)));
}

/** The schema of the JSON that a call is sent, undefined where there is none. */
export function requestIn(call: ContractCall): unknown {
	return jsonIn(property(call, 'requestBody'));
}

function jsonIn(message: unknown): unknown {
	return property(property(property(message, 'content'), 'application/json'), 'schema');
}

function lastOf(reference: string): string {
	return reference.split('/').at(-1) ?? '';
}
