import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeProperties,
	INodePropertyOptions,
	ResourceMapperFields,
} from 'n8n-workflow';
import { isResourceLocatorValue, updateDisplayOptions } from 'n8n-workflow';
import { isObject } from '../base/records';
import type { Problems } from './problems';
import * as validate from './validate';

/*
 * What a field is, and how fields are put together. The kinds of field that there are: fields.ts.
 */

/**
 * A field of an operation, declared once: what the panel shows, and how its value is read, checked and typed.
 * Its name is the key under which it stands in the operation's fields, and under which workflows store it.
 */
export interface Field<Value> {
	/** What the panel shows; several fields where one value is put together from them. */
	properties(name: string): INodeProperties[];
	/** The value, checked. @throws UserError that names the field whose value cannot be used */
	read(source: FieldSource, name: string): Value;
	/** What n8n calls to fill the field's list. */
	methods?: FieldMethods;
}

/** Where fields find their values: in an item's parameters, in a collection, or in a row of a list. */
export interface FieldSource {
	/** The time zone in which dates without one are meant. */
	readonly timezone: string;
	/** Where a language model gets the answer, what cuts it to size. */
	readonly tool?: {
		/** Says that so many records are wanted; returns how many to read. */
		limitTo(most: number): number;
	};
	/** What was entered, with expressions worked out. */
	value(name: string): unknown;
	/** The ID in a field with which a record is chosen. */
	recordId(name: string): unknown;
	/**
	 * Whether a field was left empty in the panel. An expression that gives nothing does not count: without its
	 * value, something else would happen than was meant.
	 */
	isLeftEmpty(name: string): boolean;
	/** The entries of a collection. @throws UserError when an expression gave something else */
	collection(name: string, label: string): FieldSource;
	/** How messages name a field. */
	label(displayName: string): string;
}

/** What n8n calls by name while a node is being set up. */
export interface FieldMethods {
	/** Finds records for a list in which one is chosen. */
	listSearch?: Record<string, ListSearch>;
	/** Reads the choices of a field that takes several. */
	loadOptions?: Record<string, (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>>;
	/** Reads the fields of a form. */
	resourceMapping?: Record<string, (this: ILoadOptionsFunctions) => Promise<ResourceMapperFields>>;
}

/** Finds the records whose names have the filter in them, one page at a time. */
export type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** Fields by their names. */
export type Fields = Record<string, Field<unknown>>;

/** The type of a field's value. */
export type ValueOf<F> = F extends Field<infer Value> ? Value : never;

/** The values of fields, by their names. */
export type Values<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name]> };

/** The values of the fields of a collection; undefined for those that were not added or left empty. */
export type OptionalValues<F extends Fields> = Partial<Values<F>>;

/** What the panel shows of fields, in their order. */
export function propertiesOf(fields: Fields): INodeProperties[] {
	return Object.entries(fields).flatMap(([name, field]) => field.properties(name));
}

/**
 * What the panel shows of the fields of a collection, by the names shown.
 *
 * @throws Error for a field that is put together from others, of which nobody knows whether it was added
 */
export function sortedProperties(fields: Fields): INodeProperties[] {
	const properties = propertiesOf(fields);
	const foreign = properties.find(({ name }) => !(name in fields));
	if (foreign) throw new Error(`${foreign.displayName} is no entry of a collection by itself`);
	return properties.sort((a, b) => a.displayName.localeCompare(b.displayName));
}

/** What n8n calls for the lists of these fields. */
export function methodsOf(fields: Fields): FieldMethods {
	return mergeMethods(Object.values(fields).map(({ methods }) => methods));
}

/** All of several fields' methods together. @throws Error for two methods of the same name */
export function mergeMethods(all: Array<FieldMethods | undefined>): Required<FieldMethods> {
	const merged = { listSearch: {}, loadOptions: {}, resourceMapping: {} };
	for (const methods of all) {
		for (const kind of ['listSearch', 'loadOptions', 'resourceMapping'] as const) {
			const known = merged[kind] as Record<string, unknown>;
			for (const [name, method] of Object.entries(methods?.[kind] ?? {})) {
				if ((known[name] ??= method) !== method) throw new Error(`There are two ${name}`);
			}
		}
	}
	return merged;
}

/** Reads all fields. @throws UserError for the first one whose value cannot be used */
export function readFields<F extends Fields>(fields: F, source: FieldSource): Values<F> {
	const values = Object.entries(fields).map(([name, field]) => [name, field.read(source, name)]);
	return Object.fromEntries(values) as Values<F>;
}

/** Reads the fields of a collection that were added and filled in. @throws UserError like `readFields` */
export function readAdded<F extends Fields>(fields: F, source: FieldSource): OptionalValues<F> {
	return readFields(addedOf(fields, source), source);
}

/** The fields of a collection that were added and filled in. */
export function addedOf<F extends Fields>(fields: F, source: FieldSource): F {
	const added = Object.entries(fields).filter(([name]) => !source.isLeftEmpty(name));
	return Object.fromEntries(added) as F;
}

/** Reads all fields, also behind one whose value cannot be used; why it cannot is collected. */
export function readUsable<F extends Fields>(
	fields: F,
	source: FieldSource,
	problems: Problems,
): OptionalValues<F> {
	const values = Object.entries(fields).map(([name, field]) => [
		name,
		problems.collect(() => field.read(source, name)),
	]);
	return Object.fromEntries(values) as OptionalValues<F>;
}

/** The values of fields, each of them read when it is asked for. */
function fieldsOnDemand<F extends Fields>(fields: F, source: FieldSource): Values<F> {
	const values = {};
	for (const [name, field] of Object.entries(fields)) {
		Object.defineProperty(values, name, { enumerable: true, get: () => field.read(source, name) });
	}
	return values as Values<F>;
}

/**
 * One value put together from several fields.
 *
 * @param combine gets their values; those that it does not ask for are not read, as they may not be shown
 */
export function combined<F extends Fields, Value>(
	fields: F,
	combine: (values: Values<F>) => Value,
): Field<Value> {
	return {
		properties: () => propertiesOf(fields),
		read: (source) => combine(fieldsOnDemand(fields, source)),
		methods: methodsOf(fields),
	};
}

/** A field whose value becomes another one. */
export function mapped<From, To>(field: Field<From>, map: (value: From) => To): Field<To> {
	return { ...field, read: (source, name) => map(field.read(source, name)) };
}

/** A field that may be left empty in the panel; undefined if it was. */
export function optional<Value>(field: Field<Value>): Field<Value | undefined> {
	return {
		...adjusted(field, { required: undefined }),
		read: (source, name) => (source.isLeftEmpty(name) ? undefined : field.read(source, name)),
	};
}

/** A field that the panel shows differently. */
export function adjusted<Value>(
	field: Field<Value>,
	changes: Partial<INodeProperties>,
): Field<Value> {
	return {
		...field,
		properties: (name) => field.properties(name).map((property) => ({ ...property, ...changes })),
	};
}

/** A field that is shown only with these values of others. */
export function shownWith<Value>(
	show: NonNullable<INodeProperties['displayOptions']>['show'],
	field: Field<Value>,
): Field<Value> {
	return { ...field, properties: (name) => updateDisplayOptions({ show }, field.properties(name)) };
}

/** Fields within others: the entries of a collection, or a row of a list. */
export class Entries implements FieldSource {
	private readonly stored: IDataObject;

	/**
	 * @param prefix what stands before the names of the fields in messages
	 * @param stored the entries as the workflow stores them; none where all of them come from an expression
	 */
	constructor(
		private readonly entries: IDataObject,
		readonly timezone: string,
		private readonly prefix = '',
		stored: unknown = {},
	) {
		this.stored = isObject(stored) ? (stored as IDataObject) : {};
	}

	value(name: string): unknown {
		return this.entries[name];
	}

	recordId(name: string): unknown {
		return this.entries[name];
	}

	isLeftEmpty(name: string): boolean {
		return !(name in this.entries) || isEmpty(this.stored[name]);
	}

	collection(name: string, label: string): FieldSource {
		const entries = validate.entries(this.entries[name], label);
		return new Entries(entries, this.timezone, this.prefix, this.stored[name]);
	}

	label(displayName: string): string {
		return this.prefix + displayName;
	}
}

/** Whether a field was left empty in the panel, by the value that the workflow stores. */
export function isEmpty(stored: unknown): boolean {
	if (isResourceLocatorValue(stored)) return isEmpty(stored.value);
	return stored === '' || stored === null || (Array.isArray(stored) && stored.length === 0);
}
