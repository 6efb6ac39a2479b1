import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
	NodeParameterValueType,
} from 'n8n-workflow';
import { isResourceLocatorValue } from 'n8n-workflow';
import { fromInputFields, NEEDS_ENGINE } from './expressionFastPath';
import { toText } from '../base/text';
import { isToolExecution } from './toolExecution';
import * as validate from './validate';

/** A resource locator's value: how the record was chosen, and which. */
export interface LocatorValue {
	mode: string;
	value: string;
}

/**
 * Reads parameters for all items of a run. Each reading costs about a millisecond in n8n 2.41, so a value
 * without expressions is read once for all items, and a field of the input item is read from there. Not so in
 * a tool: what n8n takes `$json` for is not always the item that the tool gets.
 */
export class RunParameters {
	private readonly constants = new Map<string, unknown>();
	private readonly input: INodeExecutionData[];
	private readonly stored: INodeParameters;
	private readonly isTool: boolean;

	/** @param fields the operation's fields and options, for the names that messages use */
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly fields: INodeProperties[],
	) {
		this.input = context.getInputData();
		this.stored = context.getNode().parameters;
		this.isTool = isToolExecution(context);
	}

	/** The reader for one input item. */
	forItem(index: number): ItemParameters {
		return new ItemParameters(this, index);
	}

	/** The value of a parameter for an item; `extract` takes the ID out of a resource locator. */
	read(name: string, index: number, extract: boolean): unknown {
		const key = `${name}/${extract}`;
		if (this.constants.has(key)) return this.constants.get(key);
		if (holdsExpression(this.stored[name])) {
			const value = this.fromInput(name, index, extract);
			return value === NEEDS_ENGINE ? this.evaluate(name, index, extract) : value;
		}
		this.constants.set(key, this.evaluate(name, index, extract));
		return this.constants.get(key);
	}

	/** The entries of a collection as the workflow stores them, with expressions not worked out. */
	storedCollection(name: string): IDataObject {
		const stored = this.stored[name];
		// The whole collection can be an expression, whose entries are all meant.
		return typeof stored === 'object' && stored !== null ? (stored as IDataObject) : {};
	}

	/** Whether a field was left empty in the panel, as opposed to an expression that gave nothing. */
	isLeftEmpty(name: string): boolean {
		const stored = this.stored[name] ?? '';
		return isEmpty(isResourceLocatorValue(stored) ? stored.value : stored);
	}

	/** The values that a list offers. */
	choices(name: string): string[] {
		const options = (this.field(name)?.options ?? []) as INodePropertyOptions[];
		return options.map(({ value }) => String(value));
	}

	/** The field's name as the user sees it. */
	label(name: string): string {
		return this.field(name)?.displayName ?? name;
	}

	/** The time zone in which dates without one are meant. */
	get timezone(): string {
		return this.context.getTimezone();
	}

	private fromInput(name: string, index: number, extract: boolean): unknown {
		if (this.isTool) return NEEDS_ENGINE;
		const value = fromInputFields(this.stored[name], this.input[index]?.json ?? {});
		if (!extract || typeof value !== 'object') return value;
		if (!isResourceLocatorValue(value)) return NEEDS_ENGINE;
		const mode = this.field(name)?.modes?.find((one) => one.name === value.mode);
		return mode?.extractValue ? NEEDS_ENGINE : value.value;
	}

	private evaluate(name: string, index: number, extract: boolean): unknown {
		return this.context.getNodeParameter(name, index, undefined, { extractValue: extract });
	}

	private field(name: string): INodeProperties | undefined {
		return this.fields.find((field) => field.name === name);
	}
}

function holdsExpression(value: NodeParameterValueType | undefined): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	if (typeof value !== 'object' || value === null) return false;
	return Object.values(value as IDataObject).some((part) =>
		holdsExpression(part as NodeParameterValueType),
	);
}

/** Whether a field was left empty in the panel, by the value that the workflow stores. */
export function isEmpty(stored: unknown): boolean {
	return stored === '' || stored === null || (Array.isArray(stored) && stored.length === 0);
}

/** The parameters of one input item, checked. What is wrong is said with the field's name. */
export class ItemParameters {
	constructor(
		private readonly run: RunParameters,
		private readonly index: number,
	) {}

	/** The time zone in which dates without one are meant. */
	get timezone(): string {
		return this.run.timezone;
	}

	/** Text, trimmed. @throws UserError when it is empty */
	text(name: string): string {
		return validate.text(this.run.read(name, this.index, false), this.run.label(name));
	}

	/** Text, trimmed; empty if it was left empty. @throws UserError when it is not text */
	optionalText(name: string): string {
		return validate.optionalText(this.run.read(name, this.index, false), this.run.label(name));
	}

	/** Text as it was entered, line breaks and blanks included. @throws UserError when it is blank */
	rawText(name: string): string {
		this.text(name);
		return toText(this.run.read(name, this.index, false));
	}

	/** One of the values that the field offers. @throws UserError when it is none of them */
	choice(name: string): string {
		const value = this.run.read(name, this.index, false);
		const choices = this.run.choices(name);
		// "None" is stored as empty text where it is offered.
		if (value === '' && choices.includes('')) return '';
		return validate.oneOf(value, this.run.label(name), choices);
	}

	/** A switch. @throws UserError when it is neither yes nor no */
	flag(name: string): boolean {
		return validate.yesNo(this.run.read(name, this.index, false), this.run.label(name));
	}

	/** A switch under Options. @throws UserError when it was added and is neither yes nor no */
	optionFlag(name: string, byDefault: boolean): boolean {
		const options = this.collection('options');
		return name in options ? validate.yesNo(options[name], this.run.label(name)) : byDefault;
	}

	/** A whole number of at least 1. @throws UserError when it is none */
	positiveInteger(name: string): number {
		return validate.positiveInteger(this.run.read(name, this.index, false), this.run.label(name));
	}

	/** The most records wanted by Return All and Limit; undefined for all. */
	limit(): number | undefined {
		return this.flag('returnAll') ? undefined : this.positiveInteger('limit');
	}

	/** The numeric ID in a text field or resource locator. @throws UserError when it is none */
	id(name: string): number {
		return validate.id(this.run.read(name, this.index, true), this.run.label(name));
	}

	/**
	 * The numeric ID in a field that may be left empty; undefined if it was.
	 *
	 * @throws UserError when it is none, also when an expression gave nothing: without it, something else
	 * would happen than was meant
	 */
	optionalId(name: string): number | undefined {
		return this.run.isLeftEmpty(name) ? undefined : this.id(name);
	}

	/** Several numeric IDs, from a list or text with commas. @throws UserError when there is none */
	ids(name: string): number[] {
		return validate.filledIds(this.run.read(name, this.index, false), this.run.label(name));
	}

	/** Several values, from a list or text with commas. @throws UserError when there is none */
	list(name: string): string[] {
		return validate.filledList(this.run.read(name, this.index, false), this.run.label(name));
	}

	/** Several values, from a list or text with commas; none if there are none. */
	optionalList(name: string): string[] {
		return validate.list(this.run.read(name, this.index, false), this.run.label(name));
	}

	/** How a record was chosen, and which. @throws UserError when nothing was chosen */
	locator(name: string): LocatorValue {
		const raw = this.run.read(name, this.index, false);
		const label = this.run.label(name);
		if (!isResourceLocatorValue(raw)) return { mode: 'id', value: validate.text(raw, label) };
		return { mode: raw.mode, value: validate.text(this.run.read(name, this.index, true), label) };
	}

	/** A collection of fields, such as Options or Filters. */
	collection(name: string): IDataObject {
		return (this.run.read(name, this.index, false) ?? {}) as IDataObject;
	}

	/**
	 * A collection whose entries narrow something down: without those that were left empty in the panel, but
	 * with those whose expression gave nothing, which would widen it if they were left out.
	 */
	filledIn(name: string): IDataObject {
		const stored = this.run.storedCollection(name);
		const entries = Object.entries(this.collection(name));
		return Object.fromEntries(entries.filter(([entry]) => !isEmpty(stored[entry])));
	}

	/** Whether the operation's records are to be cut down to what is mostly needed. */
	get simplify(): boolean {
		return this.flag('simplify');
	}

	/** The rows of a fixed collection that allows several. @throws UserError when they are none */
	rows(name: string, group: string): IDataObject[] {
		return validate.rows(this.collection(name)[group], this.run.label(name));
	}

	/** A JSON field, parsed; undefined if it was left empty. @throws UserError when it is no JSON */
	json(name: string): unknown {
		return validate.json(this.run.read(name, this.index, false), this.run.label(name));
	}
}
