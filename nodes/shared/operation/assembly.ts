import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { INITIAL_LIMIT } from '../http/concurrencyLimit';
import type { FieldMethods } from './field';
import { mergeMethods } from './field';
import { toolOutput } from './fields';
import type { Operation, OperationDescription, Resource } from './operation';

/**
 * Builds a node's fields: the Resource list, an Operation list for each resource, and each operation's
 * fields, shown where they belong.
 *
 * @param mostUsed the resource that a new node starts with
 */
export function assembleProperties<Client>(
	resources: Array<Resource<Client>>,
	mostUsed: string,
): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ name, value, description }) => ({ name, value, description })),
			default: mostUsed,
		},
		...resources.map(operationList),
		...resources.flatMap((resource) =>
			resource.operations.flatMap((operation) => operationFields(resource, operation)),
		),
	];
}

/** What n8n calls for the lists of a node's fields. */
export function assembleMethods<Client>(
	resources: Array<Resource<Client>>,
): Required<FieldMethods> {
	return mergeMethods(
		resources.flatMap(({ operations }) => operations.map(({ methods }) => methods)),
	);
}

/**
 * Finds what the user chose.
 *
 * @throws Error when the node stores a resource or operation that this version does not have
 */
export function findOperation<Client>(
	resources: Array<Resource<Client>>,
	resource = '',
	operation = '',
): Operation<Client> {
	const found = resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	if (!found)
		throw new Error(`This version of the node has no operation ${resource}: ${operation}`);
	return found;
}

function operationList<Client>(resource: Resource<Client>): INodeProperties {
	const first = resource.operations[0]?.value ?? '';
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource.value] } },
		options: resource.operations.map(({ name, value, action, description }) => ({
			name,
			value,
			action,
			description,
		})),
		default: first,
	};
}

function operationFields<Client>(
	resource: Resource<Client>,
	operation: Operation<Client>,
): INodeProperties[] {
	return updateDisplayOptions(
		{ show: { resource: [resource.value], operation: [operation.value] } },
		[
			...operation.properties,
			...(operation.effect === 'read' ? toolOutput.properties('') : []),
			optionsCollection(operation),
		],
	);
}

function optionsCollection(operation: OperationDescription): INodeProperties {
	const options = [...(operation.options ?? []), maxParallelRequests(operation)];
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		description: 'Settings that are rarely needed',
		options: options.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

function maxParallelRequests({ effect, parallel }: OperationDescription): INodeProperties {
	const preset = effect === 'read' ? (parallel ?? INITIAL_LIMIT) : 1;
	return {
		displayName: 'Max Parallel Requests',
		name: 'maxParallelRequests',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: preset,
		description: parallelDescription(effect, parallel),
	};
}

function parallelDescription(effect: OperationDescription['effect'], parallel?: number): string {
	const what = 'How many requests may be in flight at once.';
	const automatic = parallel ?? 'as many as the service answers without delay';
	if (effect === 'read') return `${what} Without this option, ${automatic}.`;
	const order = 'With more than one, the service may receive the items in another order.';
	if (effect === 'write') return `${what} ${order}`;
	return `${what} Without this option, ${automatic} for what only reads, and one for everything else. ${order}`;
}
