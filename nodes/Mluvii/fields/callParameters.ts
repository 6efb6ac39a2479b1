import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import { combined, shownWith } from '../../shared/operation/field';
import { anything, choice, jsonObject, rows, text } from '../../shared/operation/fields';
import * as validate from '../../shared/operation/validate';

const LABEL = 'Call Parameters';

/** Values to store with a session, by name; Mluvii stores text only (mluvii-api.md, section 3). */
export const callParameters = combined(
	{
		callParametersMode: choice({
			displayName: 'Specify Call Parameters',
			options: [
				{ name: 'Using Fields Below', value: 'fields' },
				{ name: 'Using JSON', value: 'json' },
			],
			default: 'fields',
			description: 'How to fill in the values',
		}),
		callParameters: shownWith(
			{ callParametersMode: ['fields'] },
			rows(
				{
					displayName: LABEL,
					placeholder: 'Add call parameter',
					description: 'The values to store with the session',
					group: { displayName: LABEL, name: 'parameters' },
				},
				{
					name: text({
						displayName: 'Name',
						placeholder: 'e.g. order_number',
						description: 'The name of the call parameter, as Mluvii shows it',
					}),
					value: anything({
						displayName: 'Value',
						placeholder: 'e.g. 10452',
						description: 'What to store, as text',
					}),
				},
			),
		),
		callParametersJson: shownWith(
			{ callParametersMode: ['json'] },
			jsonObject({
				displayName: 'Call Parameters (JSON)',
				placeholder: 'e.g. {"order_number": "10452"}',
				description: 'The values to store with the session, by name',
			}),
		),
	},
	(fields): Record<string, string> => {
		const entered =
			fields.callParametersMode === 'json'
				? Object.entries(fields.callParametersJson)
				: fields.callParameters.map(({ name, value }) => [name, value] as const);
		if (entered.length === 0) {
			throw new UserError(`${LABEL} is empty`, { description: 'Add at least one call parameter.' });
		}
		const values = new Map<string, string>();
		for (const [name, value] of entered) {
			if (values.has(name)) throw new UserError(`${LABEL} has "${name}" twice`);
			validate.optionalText(value, `${LABEL}: ${name}`);
			values.set(name, toText(value));
		}
		return Object.fromEntries(values);
	},
);

/** The values of stored parameters by name, out of Mluvii's list of them. */
export function valuesByName(stored: IDataObject[]): IDataObject {
	return Object.fromEntries(stored.map(({ name, value }) => [toText(name), value]));
}
