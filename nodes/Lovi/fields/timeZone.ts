import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { offsetAt, writeOffset } from '../../shared/base/localTime';
import type { Field } from '../../shared/operation/field';
import { field } from '../../shared/operation/fields';
import * as validate from '../../shared/operation/validate';
import { enteredText } from './search';

/** A time zone by its name in the IANA list, old names included; empty if there is none. */
export const timeZone: Field<string> = {
	...field(
		{
			displayName: 'Time Zone Name or ID',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'getTimeZones' },
			default: '',
			description:
				'The zone in which Scheduled Time is meant where it has no offset of its own. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		validate.optionalText,
	),
	methods: { loadOptions: { getTimeZones } },
};

/** The zones that this n8n knows, with their offsets now, and the stored one, which may be there under a newer name. */
async function getTimeZones(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const stored = enteredText(this, 'options.timezone');
	const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);
	if (validate.isTimeZone(stored)) zones.add(stored);
	const now = Date.now();
	const options = [...zones]
		.sort((a, b) => a.localeCompare(b))
		.map((zone) => ({ name: `${zone} (UTC${writeOffset(offsetAt(now, zone))})`, value: zone }));
	return await Promise.resolve(options);
}
