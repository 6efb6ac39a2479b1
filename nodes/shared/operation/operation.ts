import type { IBinaryData, IDataObject, INodeProperties } from 'n8n-workflow';
import type { Effect } from '../http/verdict';
import type { Field, FieldMethods, Fields, FieldSource, OptionalValues, Values } from './field';
import { deduplicationOptions } from './deduplicationFields';
import {
	addedOf,
	mergeMethods,
	methodsOf,
	propertiesOf,
	readAdded,
	readFields,
	readUsable,
	sortedProperties,
} from './field';
import type { ItemFiles } from './itemFiles';
import { Problems } from './problems';

/*
 * An operation is declared by `itemOperation`, `batchOperation` or `surveyOperation` of its service, with its
 * fields and what it does side by side. What the rest of the framework works with are the `ItemOperation`,
 * `BatchOperation` and `SurveyOperation` that come out of it.
 */

/** What an operation says of itself. */
interface Declaration<F extends Fields, O extends Fields> {
	/** Stored in workflows; never changes. */
	value: string;
	/** Shown in the Operation list. */
	name: string;
	/** Shown in the node picker, in sentence case. */
	action: string;
	description: string;
	/** Where it depends on what the user chose, it is worked out from the values of the fields. */
	effect: Effect | ((valueOf: FieldSource['value']) => Effect);
	/** Why a language model cannot use it as a tool, and what to do instead; left out where it can. */
	notForModels?: { message: string; description: string };
	/**
	 * Whether it sends something that must not go out twice, so that it takes a Deduplication Key; or the values
	 * of parameters with which it does not.
	 */
	sends?: true | HiddenWith;
	/** How many requests it has in flight at once; left out where that is found out, or for writes. */
	parallel?: number;
	/** Whether the newest records come last, so that a limit keeps the last ones. */
	newestLast?: boolean;
	/** The operation's own fields; where they show is added by `assembleProperties`. */
	fields: F;
	/** Rarely needed fields, shown under Options beside Max Parallel Requests. */
	options?: O;
}

/** The values of parameters with which something is hidden. */
export type HiddenWith = NonNullable<NonNullable<INodeProperties['displayOptions']>['hide']>;

/** An input item as the runner hands it to an operation. */
export interface Item<Client> {
	/** The service, for this run of the node. */
	client: Client;
	/** The item's own parameter values. */
	parameters: FieldSource;
	/** The item's place in the input, from 0. */
	index: number;
	/** How many items there are. */
	count: number;
	/** The item's files. */
	files: ItemFiles;
	/** Tells the user something beside the output, such as what a service leaves open; once per run. */
	hint: (message: string) => void;
}

/** Everything that an operation gets for one input item. */
interface Input<Client, F extends Fields, O extends Fields> extends Omit<
	Item<Client>,
	'parameters'
> {
	/** The values of the fields, all of them checked. */
	fields: Values<F>;
	/** The values of the options that were added. */
	options: OptionalValues<O>;
}

/** How many input items are handled with one request, where the service has a call for many. */
interface BatchDeclaration<Client, F extends Fields, O extends Fields, Key, Entry> {
	/** The most items in one request; no limit if left out. */
	batchSize?: number;
	/** Whether items that are equal in everything are one and the same, to be sent once. */
	mergesEqual?: boolean;
	/** What one item adds to a request; items with equal keys, as JSON, can go out in one. */
	read: (input: Input<Client, F, O>) => BatchEntry<Key, Entry>;
	/** Refuses an entry for what only the service can tell, after all items were read. @throws what is wrong with it */
	check?: (client: Client, key: Key, entry: Entry) => Promise<void>;
	/**
	 * Sends the entries of one request, and returns for each of them, in order, its record, or why there is
	 * none. What is thrown concerns all of them. With `hint`, it tells the user something beside the output.
	 */
	send: (
		client: Client,
		key: Key,
		entries: Entry[],
		hint: Item<Client>['hint'],
	) => Promise<Array<IDataObject | Error>>;
}

/** What a survey gets of an input item, whose fields may be unusable. */
export interface Surveyed<F extends Fields, O extends Fields> {
	/** The item's place in the input, from 0. */
	index: number;
	/** The values of the fields; undefined for those that cannot be used. */
	fields: OptionalValues<F>;
	/** The values of the options that were added and can be used. */
	options: OptionalValues<O>;
	/** Why others cannot. */
	problems: Problems;
}

/** How the records of many input items are looked up with one request. */
interface LookUpDeclaration<Client, F extends Fields, O extends Fields, Entry> {
	/** The option by which the user decides about it, for the whole run. */
	option: Record<string, Field<Batching>>;
	/** The most items in one request. */
	batchSize: number;
	/** What to look up for one item. */
	read: (input: Input<Client, F, O>) => Entry;
	/** Looks up so many with one request; for each, in order, what `execute` gives, or nothing if it was not found. */
	find: (client: Client, entries: Entry[]) => Promise<Array<IDataObject | undefined>>;
	/** Tells the user that they were read one by one, because `find` failed or gave something else. */
	refuted: string;
}

/**
 * Whether records are looked up with one request for many items: always, never, or as long as samples are the
 * same when they are read one by one.
 */
export type Batching = 'automatic' | boolean;

/** What one item adds to a request. */
export interface BatchEntry<Key, Entry> {
	key: Key;
	entry: Entry;
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

/** What an operation says of itself, with its fields as n8n describes them. */
export interface OperationDescription extends Omit<
	Declaration<Fields, Fields>,
	'fields' | 'options'
> {
	properties: INodeProperties[];
	options?: INodeProperties[];
	/** What n8n calls for the lists of its fields. */
	methods?: FieldMethods;
}

/** An operation that handles each input item by itself. */
export interface ItemOperation<Client> extends OperationDescription {
	/** The item's values, checked. */
	read: (item: Item<Client>) => unknown;
	execute: (item: Item<Client>) => Promise<ItemResult>;
	/** Another way for many items. */
	lookUp?: LookUp<Client>;
}

/** How the records of many input items are looked up with one request. */
export interface LookUp<Client> extends Omit<
	LookUpDeclaration<Client, Fields, Fields, unknown>,
	'option' | 'read'
> {
	/** The name of the option. */
	option: string;
	read: (item: Item<Client>) => unknown;
}

/** An operation that handles many input items with one request. */
export interface BatchOperation<Client> extends OperationDescription, Batch<Client> {}

/**
 * How many input items are handled with one request. All items are read and checked before the first request
 * is sent, so that a slip in the last one does not leave half done.
 */
export interface Batch<Client> extends Omit<
	BatchDeclaration<Client, Fields, Fields, unknown, unknown>,
	'read'
> {
	read: (item: Item<Client>) => BatchEntry<unknown, unknown>;
}

/**
 * An operation that looks at all input items together, also at those that cannot be used, and changes nothing.
 */
export interface SurveyOperation<Client> extends OperationDescription {
	/** The item's values, as far as they can be used. */
	read: (item: Item<Client>) => unknown;
	/** Gives a record for each item, in order. */
	survey: (client: Client, items: unknown[]) => Promise<IDataObject[]>;
}

/** One thing that a node can do: its fields and its behaviour side by side. */
export type Operation<Client> =
	ItemOperation<Client> | BatchOperation<Client> | SurveyOperation<Client>;

/** A kind of record, with its operations in the order in which the editor shows them. */
export interface Resource<Client> {
	value: string;
	name: string;
	/** What kind of record it is, for people who do not know the service, and for n8n's AI builder. */
	description: string;
	operations: Array<Operation<Client>>;
}

/** How the operations of a service are declared: one item at a time, many with one request, or all in one view. */
export function operationsOf<Client>() {
	function itemOperation<F extends Fields, O extends Fields, Entry>({
		execute,
		lookUp,
		...declaration
	}: Declaration<F, O> & {
		execute: (input: Input<Client, F, O>) => Promise<ItemResult>;
		lookUp?: LookUpDeclaration<Client, F, O, Entry>;
	}): ItemOperation<Client> {
		return {
			...described({ ...declaration, options: { ...declaration.options, ...lookUp?.option } }),
			read: (item) => {
				const { fields, options } = inputOf(item, declaration);
				return [fields, options];
			},
			execute: async (item) => await execute(inputOf(item, declaration)),
			lookUp: lookUp && lookUpOf(declaration, lookUp),
		};
	}

	function batchOperation<F extends Fields, O extends Fields, Key, Entry>(
		declaration: Declaration<F, O> & BatchDeclaration<Client, F, O, Key, Entry>,
	): BatchOperation<Client> {
		return { ...described(declaration), ...batchOf(declaration, declaration) };
	}

	function surveyOperation<F extends Fields, O extends Fields>({
		survey,
		...declaration
	}: Declaration<F, O> & {
		effect: 'read';
		survey: (client: Client, items: Array<Surveyed<F, O>>) => Promise<IDataObject[]>;
	}): SurveyOperation<Client> {
		return {
			...described(declaration),
			read: (item) => surveyed(item, declaration),
			survey: async (client, items) => await survey(client, items as Array<Surveyed<F, O>>),
		};
	}

	return { itemOperation, batchOperation, surveyOperation };
}

function described<F extends Fields, O extends Fields>({
	fields,
	options,
	...description
}: Declaration<F, O>): OperationDescription {
	const { sends } = description;
	const all = sends ? { ...options, ...deduplicationOptions(sends) } : options;
	return {
		...description,
		properties: propertiesOf(fields),
		options: all && sortedProperties(all),
		methods: mergeMethods([methodsOf(fields), options && methodsOf(options)]),
	};
}

function batchOf<Client, F extends Fields, O extends Fields, Key, Entry>(
	declaration: Declaration<F, O>,
	{ batchSize, mergesEqual, read, check, send }: BatchDeclaration<Client, F, O, Key, Entry>,
): Batch<Client> {
	return {
		batchSize,
		mergesEqual,
		read: (item) => read(inputOf(item, declaration)),
		check:
			check &&
			(async (client, key, entry) => {
				await check(client, key as Key, entry as Entry);
			}),
		send: async (client, key, entries, hint) =>
			await send(client, key as Key, entries as Entry[], hint),
	};
}

function lookUpOf<Client, F extends Fields, O extends Fields, Entry>(
	declaration: Declaration<F, O>,
	{ option, read, find, ...lookUp }: LookUpDeclaration<Client, F, O, Entry>,
): LookUp<Client> {
	const [name = ''] = Object.keys(option);
	return {
		...lookUp,
		option: name,
		read: (item) => read(inputOf(item, declaration)),
		find: async (client, entries) => await find(client, entries as Entry[]),
	};
}

function inputOf<Client, F extends Fields, O extends Fields>(
	{ parameters, ...item }: Item<Client>,
	{ fields, options }: Declaration<F, O>,
): Input<Client, F, O> {
	return {
		...item,
		fields: readFields(fields, parameters),
		options: options ? readAdded(options, parameters.collection('options', 'Options')) : {},
	};
}

function surveyed<Client, F extends Fields, O extends Fields>(
	{ parameters, index }: Item<Client>,
	{ fields, options }: Declaration<F, O>,
): Surveyed<F, O> {
	const problems = new Problems();
	const added = options && problems.collect(() => parameters.collection('options', 'Options'));
	return {
		index,
		problems,
		fields: readUsable(fields, parameters, problems),
		options: options && added ? readUsable(addedOf(options, added), added, problems) : {},
	};
}

/**
 * What an operation does to the service.
 *
 * @param valueOf gives the fields of an item, or for a whole run what is stored of them
 */
export function effectOf({ effect }: OperationDescription, valueOf: FieldSource['value']): Effect {
	return typeof effect === 'function' ? effect(valueOf) : effect;
}
