import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { mapped } from '../../../shared/operation/field';
import { collection, id, limit, text } from '../../../shared/operation/fields';
import { CONTACT_EMAIL, CONTACT_NAME, CONTACT_PHONE } from '../../fields/contactData';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

const PAIR = { filterField: 'Field Key', filterValue: 'Field Value' } as const;

/** The query; with only one of field and value, all contacts would come back. */
const filters = mapped(
	collection(
		{
			displayName: 'Filters',
			placeholder: 'Add filter',
			description: 'Only contacts that meet all of these are returned',
			builderHint: {
				propertyHint:
					'To find a contact, set filterField and filterValue, always both: oo1_guest_email with an e-mail address, or oo1_guest_phone with a phone number.',
			},
		},
		{
			departmentId: id({
				displayName: 'Department ID',
				placeholder: 'e.g. 62',
				description: 'Only contacts of the department with this number',
			}),
			filterField: text({
				displayName: PAIR.filterField,
				default: CONTACT_EMAIL,
				placeholder: `e.g. ${CONTACT_EMAIL}`,
				description: `The key of the field in which to look for Field Value: ${CONTACT_EMAIL}, ${CONTACT_PHONE}, ${CONTACT_NAME}, or one of your own`,
			}),
			filterValue: text({
				displayName: PAIR.filterValue,
				placeholder: 'e.g. nora@example.com',
				description: 'What the field given as Field Key must hold, such as an e-mail address',
			}),
		},
	),
	(query): IDataObject => {
		const { filterField, filterValue } = query;
		if ((filterField === undefined) !== (filterValue === undefined)) {
			const label = filterField === undefined ? PAIR.filterField : PAIR.filterValue;
			throw new UserError(`${label} is empty`, {
				description:
					'Field Key and Field Value belong together: fill in the other one under Filters, or remove both.',
			});
		}
		return { ...query };
	},
);

export const getMany = itemOperation({
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many contacts, or find some by email or phone',
	description: 'Read many contacts of the directory, or find those with a certain value',
	effect: 'read',
	fields: { limit, filters },
	async execute({ client, fields: { limit, filters } }) {
		return await client.pagedRecords(
			{ ...endpoints.listContacts(), query: filters, subject: 'The list of contacts' },
			{ limit },
		);
	},
});
