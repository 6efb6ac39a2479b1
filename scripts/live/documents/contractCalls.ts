import type { Contract, ContractCall } from '../../../test/support/contracts';
import { objectsOf, property } from './json';

/** The names of a call's query parameters, with the one of its login. */
export function queryIn(contract: Contract, call: ContractCall): string[] {
	const own = (call.parameters ?? []).map(({ $ref, ...parameter }) =>
		$ref === undefined ? parameter : contract.components.parameters[lastOf($ref)],
	);
	const { security = property(contract, 'security') } = call as { security?: unknown };
	const schemes = objectsOf(security)
		.flatMap((one) => Object.keys(one))
		.map((name) => property(property(contract.components, 'securitySchemes'), name));
	return [...own, ...objectsOf(schemes)].flatMap((parameter) =>
		parameter?.in === 'query' && typeof parameter.name === 'string' ? parameter.name : [],
	);
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
