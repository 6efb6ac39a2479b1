import type {
	IDataObject,
	INodeProperties,
	INodePropertyMode,
	INodePropertyOptions,
} from 'n8n-workflow';
import { isResourceLocatorValue } from 'n8n-workflow';
import { toText } from '../base/text';
import type { Field, Fields, FieldSource, ListSearch, OptionalValues, Values } from './field';
import {
	combined,
	Entries,
	methodsOf,
	propertiesOf,
	readAdded,
	readFields,
	sortedProperties,
} from './field';
import type { Batching } from './operation';
import * as validate from './validate';

/*
 * The kinds of field that operations declare. Each of them takes what the panel shows, and says what its
 * value is.
 */

/** What the panel shows of a field, but for its name and type. */
export interface Panel extends Omit<INodeProperties, 'name' | 'type' | 'default' | 'options'> {
	default?: INodeProperties['default'];
}

type Check<Value> = (value: unknown, label: string, source: FieldSource) => Value;

/** A field with one property, whose value is what `check` makes of what was entered. */
export function field<Value>(
	property: Omit<INodeProperties, 'name'>,
	check: Check<Value>,
): Field<Value> {
	return {
		properties: (name) => [{ ...property, name }],
		read: (source, name) => check(source.value(name), source.label(property.displayName), source),
	};
}

/** Makes a kind of field with an input line, whose value is what `check` makes of what was entered. */
export function line<Value>(check: Check<Value>) {
	return (panel: Panel): Field<Value> => field({ type: 'string', default: '', ...panel }, check);
}

/** Text, trimmed, with something in it. */
export const text = line(validate.text);
/** Text, trimmed; empty if it was left empty. */
export const optionalText = line(validate.optionalText);
/** Text with something in it as it was entered, line breaks and blanks included. */
export const rawText = line((value, label) => {
	validate.text(value, label);
	return toText(value);
});
/** A record's number. */
export const id = line(validate.id);
/** A record's number; undefined if there is none. */
export const optionalId = line(validate.optionalId);
/** Record numbers, at least one, separated by commas. */
export const ids = line(validate.filledIds);
/** Texts, at least one, separated by commas. */
export const texts = line(validate.filledList);
/** Texts separated by commas; none if there are none. */
export const optionalTexts = line(validate.list);
/** Texts separated by commas, of which empty ones keep their places; none if all are empty. */
export const optionalTextsWithGaps = line(validate.listWithGaps);
/** An e-mail address. */
export const email = line(validate.email);

/** Whatever was entered, in a field of any type, for values that are checked together with others. */
export function anything(panel: Panel & Partial<INodeProperties>): Field<unknown> {
	return field({ type: 'string', default: '', ...panel }, (value) => value);
}

/** A date and time, as ISO 8601 in UTC. */
export function dateTime(panel: Panel): Field<string> {
	return field({ type: 'dateTime', default: '', ...panel }, (value, label, { timezone }) =>
		validate.pointInTime(value, label, timezone),
	);
}

/** A yes or no. */
export function yesNo(panel: Panel & { default: boolean }): Field<boolean> {
	return field({ type: 'boolean', ...panel }, validate.yesNo);
}

/**
 * Whether many items are handled with one request. Always and Never are stored as `true` and `false`, as they
 * were before there was Automatic.
 */
export function batching(panel: Panel): Field<Batching> {
	const options = [
		{ name: 'Always', value: true, description: 'Faster for many items' },
		{
			name: 'Automatic',
			value: 'automatic',
			description: 'As long as samples are the same when they are read one by one',
		},
		{ name: 'Never', value: false, description: 'One by one, whatever it takes' },
	];
	return field({ ...panel, type: 'options', options, default: 'automatic' }, validate.batching);
}

/** A number, checked and written as `check` does. */
export function number<Value>(
	panel: Panel & { default: number },
	check: Check<Value>,
): Field<Value> {
	return field({ type: 'number', ...panel }, check);
}

/** A JSON value; undefined if it was left empty. */
export function json(panel: Panel): Field<unknown> {
	return field({ type: 'json', default: '', ...panel }, validate.json);
}

/** A JSON object; without fields if it was left empty. */
export function jsonObject(panel: Panel): Field<IDataObject> {
	return field({ type: 'json', default: '{}', ...panel }, validate.jsonObject);
}

/** A choice in a list. */
interface Choice<Value extends string> {
	name: string;
	value: Value;
	description?: string;
}

/** The choices for values that are listed elsewhere, in words; by name. */
export function choicesFor<Value extends string>(
	values: readonly Value[],
	words: Record<Value, { name: string; description?: string }>,
): Array<Choice<Value>> {
	return values
		.map((value) => ({ ...words[value], value }))
		.sort((a, b) => a.name.localeCompare(b.name));
}

/** One of the choices of a list. */
export function choice<const Value extends string>(
	panel: Panel & { options: ReadonlyArray<Choice<Value>>; default: NoInfer<Value> },
): Field<Value> {
	const values = panel.options.map(({ value }) => value);
	return field({ ...panel, type: 'options', options: [...panel.options] }, (value, label) => {
		// "None" is stored as empty text where it is offered.
		const none = value === '' ? values.find((one) => one === '') : undefined;
		return none ?? validate.oneOf(value, label, values);
	});
}

/** One of the choices of a list, or another one that an expression gives: a service can have more. */
export function openChoice(
	panel: Panel & { options: INodePropertyOptions[]; default: string },
): Field<string> {
	return field({ type: 'options', ...panel }, validate.text);
}

/** Several choices of a list, at least one, or others that an expression gives. */
export function openChoices(panel: Panel & { options: INodePropertyOptions[] }): Field<string[]> {
	return field({ type: 'multiOptions', default: [], ...panel }, validate.filledList);
}

/** How a record was chosen, and which. */
export interface LocatorValue {
	mode: string;
	value: string;
}

/** The ways in which a record can be chosen: from a list that `search` fills, and others. */
export interface LocatorPanel extends Panel {
	/** Shown in the empty list, such as "Choose a session". */
	placeholder: string;
	/** The search of the list, under the name by which n8n calls it. */
	search: Record<string, ListSearch>;
	modes: INodePropertyMode[];
}

/** A record, chosen from a list or in another way. */
export function locator(panel: LocatorPanel): Field<LocatorValue> {
	return locatorField(panel, (source, name, label) => {
		const entered = source.value(name);
		if (!isResourceLocatorValue(entered)) {
			return { mode: 'id', value: validate.text(entered, label) };
		}
		return { mode: entered.mode, value: validate.text(source.recordId(name), label) };
	});
}

/** A record, chosen from a list, by its number, or in another way. */
export function recordId({
	exampleId,
	modes = [],
	...panel
}: Omit<LocatorPanel, 'modes'> & {
	exampleId: number;
	modes?: INodePropertyMode[];
}): Field<number> {
	const ways = {
		modes: [
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${exampleId}` },
			...modes,
		],
	} satisfies Partial<INodeProperties>;
	return locatorField({ ...panel, ...ways }, (source, name, label) =>
		validate.id(source.recordId(name), label),
	);
}

function locatorField<Value>(
	{ placeholder, search, modes, ...panel }: LocatorPanel,
	read: (source: FieldSource, name: string, label: string) => Value,
): Field<Value> {
	const [searchListMethod] = Object.keys(search);
	return {
		properties: (name) => [
			{
				type: 'resourceLocator',
				default: { mode: 'list', value: '' },
				required: true,
				...panel,
				name,
				modes: [
					{
						displayName: 'From List',
						name: 'list',
						type: 'list',
						placeholder,
						typeOptions: { searchListMethod, searchable: true },
					},
					...modes,
				],
			},
		],
		read: (source, name) => read(source, name, source.label(panel.displayName)),
		methods: { listSearch: search },
	};
}

/** Fields of which users add those that they need; undefined for the others. */
export function collection<F extends Fields>(panel: Panel, fields: F): Field<OptionalValues<F>> {
	return {
		properties: (name) => [
			{ type: 'collection', default: {}, ...panel, name, options: sortedProperties(fields) },
		],
		read: (source, name) =>
			readAdded(fields, source.collection(name, source.label(panel.displayName))),
		methods: methodsOf(fields),
	};
}

/** A list to which users add rows with these fields. */
export function rows<F extends Fields>(
	{ group, ...panel }: Panel & { group: { displayName: string; name: string } },
	fields: F,
): Field<Array<Values<F>>> {
	return {
		properties: (name) => [
			{
				type: 'fixedCollection',
				default: {},
				...panel,
				name,
				typeOptions: { multipleValues: true, ...panel.typeOptions },
				options: [{ ...group, values: propertiesOf(fields) }],
			},
		],
		read: (source, name) => {
			const label = source.label(panel.displayName);
			const entered = (source.value(name) ?? {}) as IDataObject;
			return validate
				.rows(entered[group.name], label)
				.map((row) => readFields(fields, new Entries(row, source.timezone, `${label}: `)));
		},
		methods: methodsOf(fields),
	};
}

/** Return All and Limit: the most records wanted; undefined for all. */
export const limit = combined(
	{
		returnAll: yesNo({
			displayName: 'Return All',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
		}),
		limit: number(
			{
				displayName: 'Limit',
				displayOptions: { show: { returnAll: [false] } },
				typeOptions: { minValue: 1 },
				default: 50,
				description: 'Max number of results to return',
			},
			validate.positiveInteger,
		),
	},
	(fields) => (fields.returnAll ? undefined : fields.limit),
);

/** The switch for operations whose records have more than ten fields. */
export const simplify = yesNo({
	displayName: 'Simplify',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
});
