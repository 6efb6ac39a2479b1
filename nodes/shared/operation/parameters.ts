import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeParameters,
	INodeProperties,
	NodeParameterValueType,
} from 'n8n-workflow';
import { isResourceLocatorValue } from 'n8n-workflow';
import type { FieldSource } from './field';
import { Entries, isEmpty } from './field';
import { fromInputFields, NEEDS_ENGINE } from './expressionFastPath';
import { isToolExecution } from './toolExecution';
import * as validate from './validate';

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
	private readonly timezone: string;

	/** @param fields the operation's fields, for the ways in which a record can be chosen */
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly fields: INodeProperties[],
	) {
		this.input = context.getInputData();
		this.stored = context.getNode().parameters;
		this.isTool = isToolExecution(context);
		this.timezone = context.getTimezone();
	}

	/** The parameters of one input item; `tool` cuts its answer to size for a language model. */
	forItem(index: number, tool?: FieldSource['tool']): FieldSource {
		return {
			timezone: this.timezone,
			tool,
			value: (name) => this.read(name, index, false),
			recordId: (name) => this.read(name, index, true),
			isLeftEmpty: (name) => this.isLeftEmpty(name),
			collection: (name, label) => {
				const entries = validate.entries(this.read(name, index, false), label);
				return new Entries(entries, this.timezone, '', this.stored[name]);
			},
			label: (displayName) => displayName,
		};
	}

	/** The value of a parameter for an item; `extract` takes the ID out of a resource locator. */
	private read(name: string, index: number, extract: boolean): unknown {
		const key = `${name}/${extract}`;
		if (this.constants.has(key)) return this.constants.get(key);
		if (holdsExpression(this.stored[name])) {
			const value = this.fromInput(name, index, extract);
			return value === NEEDS_ENGINE ? this.evaluate(name, index, extract) : value;
		}
		this.constants.set(key, this.evaluate(name, index, extract));
		return this.constants.get(key);
	}

	private isLeftEmpty(name: string): boolean {
		return isEmpty(this.stored[name] ?? '');
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
