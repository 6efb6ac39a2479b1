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
	shownWith,
	sortedProperties,
} from './field';
import type { Batching } from './operation';
import { checkEach } from './problems';
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
interface Choice<Value extends string> extends validate.Choice<Value> {
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

/** One of the choices of a list, which an expression can give by value or by name. */
export function choice<const Value extends string>(
	panel: Panel & { options: ReadonlyArray<Choice<Value>>; default: NoInfer<Value> },
): Field<Value> {
	return field({ ...panel, type: 'options', options: [...panel.options] }, (value, label) => {
		// "None" is stored as empty text where it is offered.
		const none = value === '' ? panel.options.find((one) => one.value === '') : undefined;
		return none ? none.value : validate.oneOf(value, label, panel.options);
	});
}

/** One of the choices of a list, or another one that an expression gives: a service can have more. */
export function openChoice(
	panel: Panel & { options: INodePropertyOptions[]; default: string },
): Field<string> {
	return field({ type: 'options', ...panel }, (value, label) =>
		validate.oneOfOrOther(value, label, panel.options),
	);
}

/** Several choices of a list, at least one, or others that an expression gives. */
export function openChoices(panel: Panel & { options: INodePropertyOptions[] }): Field<string[]> {
	return field({ type: 'multiOptions', default: [], ...panel }, (value, label) =>
		validate
			.filledList(value, label)
			.map((part) => validate.oneOfOrOther(part, label, panel.options)),
	);
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

/** For n8n's AI builder, which would make up records otherwise. */
const HOW_TO_CHOOSE =
	"Use mode 'list' with an empty value where the user is to choose, and one of the other modes where the value comes from the user, an earlier step or $fromAI. Never invent a value.";

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
				builderHint: { propertyHint: HOW_TO_CHOOSE },
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
			return checkEach(validate.rows(entered[group.name], label), (row) =>
				readFields(fields, new Entries(row, source.timezone, `${label}: `)),
			);
		},
		methods: methodsOf(fields),
	};
}

const returnAll = yesNo({
	displayName: 'Return All',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
});

function limitWith(most: number, displayOptions: INodeProperties['displayOptions']): Field<number> {
	return number(
		{
			displayName: 'Limit',
			displayOptions,
			typeOptions: { minValue: 1 },
			default: most,
			description: 'Max number of results to return',
		},
		validate.positiveInteger,
	);
}

/** Return All and Limit: the most records to read; undefined for all. Tools give fewer if nothing else is said. */
export const limit: Field<number | undefined> = limitOf({ inTools: 10 });

/** Return All and Limit, with so many records in tools if nothing else is said. */
export function limitOf({ inTools }: { inTools: number }): Field<number | undefined> {
	const inNodes = limitWith(50, { show: { returnAll: [false] }, hide: { '@tool': [true] } });
	const ofTools = limitWith(inTools, { show: { returnAll: [false], '@tool': [true] } });
	return {
		properties: () => [
			...returnAll.properties('returnAll'),
			...inNodes.properties('limit'),
			...ofTools.properties('limit'),
		],
		read: (source) => {
			if (returnAll.read(source, 'returnAll')) return undefined;
			const most = inNodes.read(source, 'limit');
			return source.tool ? source.tool.limitTo(most) : most;
		},
	};
}

const output = choice({
	displayName: 'Output',
	displayOptions: { show: { '@tool': [true] } },
	options: [
		{ name: 'Raw', value: 'raw', description: 'Everything that the service answers' },
		{ name: 'Selected Fields', value: 'selectedFields', description: 'Only fields that you name' },
		{
			name: 'Simplified',
			value: 'simplified',
			description: 'What is mostly needed, without fields that have no value',
		},
	],
	default: 'simplified',
	description:
		'What the model gets of each record; less costs less, and leaves less to be confused by',
});

/** What a tool that reads gives the model of each record, and which fields, where they are selected. */
export const toolOutput = combined(
	{
		output,
		outputFields: shownWith(
			{ output: ['selectedFields'] },
			texts({
				displayName: 'Fields to Include',
				displayOptions: { show: { '@tool': [true] } },
				placeholder: 'e.g. id, guest.language, tags.name',
				description:
					'The names of the fields, separated by commas; with dots for fields within others and within lists',
			}),
		),
	},
	(fields) => ({
		kind: fields.output,
		fields: fields.output === 'selectedFields' ? fields.outputFields : [],
	}),
);

const simplifyInNodes = yesNo({
	displayName: 'Simplify',
	displayOptions: { hide: { '@tool': [true] } },
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
});

/** The switch for operations whose records have more than ten fields; tools have Output in its place. */
export const simplify: Field<boolean> = {
	properties: (name) => simplifyInNodes.properties(name),
	read: (source, name) =>
		source.tool
			? output.read(source, 'output') === 'simplified'
			: simplifyInNodes.read(source, name),
};
