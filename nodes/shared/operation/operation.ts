import type { IBinaryData, IDataObject, INodeParameters, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { ItemParameters } from './parameters';
import { toText } from '../base/text';
import type { Effect } from '../http/verdict';

/** Everything that an operation gets for one input item. */
export interface Item<Client> {
	/** The service, for this run of the node. */
	client: Client;
	/** The item's own parameter values. */
	parameters: ItemParameters;
	/** The item's place in the input, from 0. */
	index: number;
	/** How many items there are. */
	count: number;
	/** Tells the user something beside the output, such as what a service leaves open; once per run. */
	hint: (message: string) => void;
}

interface OperationDescription {
	/** Stored in workflows; never changes. */
	value: string;
	/** Shown in the Operation list. */
	name: string;
	/** Shown in the node picker, in sentence case. */
	action: string;
	description: string;
	/** Where it depends on what the user chose, it is worked out from the stored parameters. */
	effect: Effect | ((stored: INodeParameters) => Effect);
	/** The operation's own fields; where they show is added by `assembleProperties`. */
	properties: INodeProperties[];
	/** Rarely needed fields, shown under Options beside Max Parallel Requests. */
	options?: INodeProperties[];
}

/** A record with files beside its JSON, by the names of their output fields. */
export class RecordWithFiles {
	constructor(
		readonly json: IDataObject,
		readonly files: Record<string, IBinaryData>,
	) {}
}

/** What an operation gives for one input item; several records give several output items. */
export type ItemResult = IDataObject | IDataObject[] | RecordWithFiles[];

/** An operation that handles each input item by itself. */
export interface ItemOperation<Client> extends OperationDescription {
	execute(item: Item<Client>): Promise<ItemResult>;
	/** Another way for many items, where the user chooses it by the option of this name. */
	batch?: Batch<Client> & { option: string };
}

/** An operation that handles many input items with one request, where the service has a call for many. */
export interface BatchOperation<Client, Entry = unknown>
	extends OperationDescription, Batch<Client, Entry> {}

/**
 * How many input items are handled with one request. All items are read before the first request is sent,
 * so that a slip in the last one does not leave half done.
 */
export interface Batch<Client, Entry = unknown> {
	/** The most items in one request; no limit if left out. */
	batchSize?: number;
	/** Whether items that are equal in everything are one and the same, to be sent once. */
	mergesEqual?: boolean;
	/** Reads and checks one item; items with the same key can go out in one request. */
	read(item: Item<Client>): BatchEntry<Entry>;
	/**
	 * Sends the entries of one request, and returns for each of them, in order, its record, or why there is
	 * none. What is thrown concerns all of them. With `hint`, it tells the user something beside the output.
	 */
	send(
		client: Client,
		key: string,
		entries: Entry[],
		hint: Item<Client>['hint'],
	): Promise<Array<IDataObject | Error>>;
}

/** What one item adds to a request. */
export interface BatchEntry<Entry> {
	key: string;
	entry: Entry;
}

/** One thing that a node can do: its fields and its behaviour side by side. */
export type Operation<Client> = ItemOperation<Client> | BatchOperation<Client>;

/** A kind of record, with its operations in the order in which the editor shows them. */
export interface Resource<Client> {
	value: string;
	name: string;
	operations: Array<Operation<Client>>;
}

const DEFAULT_PARALLEL: Record<Effect, number> = { read: 10, write: 1 };

/** What a node with these stored parameters does to the service. */
export function effectOf({ effect }: OperationDescription, stored: INodeParameters): Effect {
	return typeof effect === 'function' ? effect(stored) : effect;
}

/** How many requests a run has in flight at once unless the user says otherwise. */
export function defaultParallel(effect: Effect): number {
	return DEFAULT_PARALLEL[effect];
}

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
			options: resources.map(({ name, value }) => ({ name, value })),
			default: mostUsed,
		},
		...resources.map(operationList),
		...resources.flatMap((resource) =>
			resource.operations.flatMap((operation) => operationFields(resource, operation)),
		),
	];
}

/**
 * Finds what the user chose.
 *
 * @throws Error when the node stores a resource or operation that this version does not have
 */
export function findOperation<Client>(
	resources: Array<Resource<Client>>,
	resource: string,
	operation: string,
): Operation<Client> {
	const found = resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	if (!found)
		throw new Error(
			`This version of the node has no operation ${toText(resource)}: ${toText(operation)}`,
		);
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
		[...operation.properties, optionsCollection(operation)],
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

function maxParallelRequests({ effect }: OperationDescription): INodeProperties {
	return {
		displayName: 'Max Parallel Requests',
		name: 'maxParallelRequests',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: defaultParallel(effect === 'read' ? 'read' : 'write'),
		description: parallelDescription(effect),
	};
}

function parallelDescription(effect: OperationDescription['effect']): string {
	const what = 'How many requests may be in flight at once.';
	const { read, write } = DEFAULT_PARALLEL;
	if (effect === 'read') return `${what} Lower it if the service is slow or refuses requests.`;
	const order = 'With more than one, the service may receive the items in another order.';
	if (effect === 'write') return `${what} ${order}`;
	return `${what} Without this option, ${read} for what only reads, and ${write} for everything else. ${order}`;
}
