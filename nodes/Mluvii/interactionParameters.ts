import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { ItemParameters } from '../shared/operation/parameters';
import { toText } from '../shared/base/text';
import * as validate from '../shared/operation/validate';

/*
 * Named values that Mluvii stores with sessions ("call parameters") and e-mail threads ("parameters").
 */

const LABEL = 'Call Parameters';

/** The fields with which values are filled in, one by one or as JSON. */
export const callParameterFields: INodeProperties[] = [
	{
		displayName: 'Specify Call Parameters',
		name: 'callParametersMode',
		type: 'options',
		options: [
			{ name: 'Using Fields Below', value: 'fields' },
			{ name: 'Using JSON', value: 'json' },
		],
		default: 'fields',
		description: 'How to fill in the values',
	},
	{
		displayName: LABEL,
		name: 'callParameters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		displayOptions: { show: { callParametersMode: ['fields'] } },
		placeholder: 'Add call parameter',
		default: {},
		description: 'The values to store with the session',
		options: [
			{
				displayName: LABEL,
				name: 'parameters',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. order_number',
						description: 'The name of the call parameter, as Mluvii shows it',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. 10452',
						description: 'What to store',
					},
				],
			},
		],
	},
	{
		displayName: 'Call Parameters (JSON)',
		name: 'callParametersJson',
		type: 'json',
		displayOptions: { show: { callParametersMode: ['json'] } },
		default: '{}',
		placeholder: 'e.g. {"order_number": "10452"}',
		description: 'The values to store with the session, by name',
	},
];

/**
 * What was filled in, by name; Mluvii stores text only (mluvii-api.md, section 3).
 *
 * @throws UserError that names the value which is missing, double, or not text
 */
export function readCallParameters(parameters: ItemParameters): Record<string, string> {
	const rows =
		parameters.choice('callParametersMode') === 'json'
			? Object.entries(validate.jsonObject(parameters.json('callParametersJson'), LABEL))
			: parameters
					.rows('callParameters', 'parameters')
					.map(({ name, value }) => [validate.text(name, `${LABEL}: Name`), value] as const);
	if (rows.length === 0) {
		throw new UserError(`${LABEL} is empty`, { description: 'Add at least one call parameter.' });
	}
	const values = new Map<string, string>();
	for (const [name, value] of rows) {
		if (values.has(name)) throw new UserError(`${LABEL} has "${name}" twice`);
		validate.optionalText(value, `${LABEL}: ${name}`);
		values.set(name, toText(value));
	}
	return Object.fromEntries(values);
}

/** The values of stored parameters by name, out of Mluvii's list of them. */
export function valuesByName(stored: IDataObject[]): IDataObject {
	return Object.fromEntries(stored.map(({ name, value }) => [toText(name), value]));
}
