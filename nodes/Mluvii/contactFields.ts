import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { ItemParameters } from '../shared/operation/parameters';
import { toText } from '../shared/base/text';
import * as validate from '../shared/operation/validate';

/*
 * Keys of contact fields that every Mluvii has (mluvii-api.md, sections 3 and 5).
 */
export const CONTACT_NAME = 'oo1_guest_ident';
export const CONTACT_EMAIL = 'oo1_guest_email';
export const CONTACT_PHONE = 'oo1_guest_phone';

/** Mluvii publishes no limit; a refused request takes so many contacts with it. */
export const CONTACTS_PER_REQUEST = 1000;

const CUSTOM_FIELDS = 'Custom Fields';

/** The fields with which a contact is filled in. */
export const contactFields: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'fullName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Nora Novák',
		description: `The name of the contact (field ${CONTACT_NAME})`,
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'name@email.com',
		description: `The e-mail address, or several separated by commas (field ${CONTACT_EMAIL})`,
	},
	{
		displayName: 'Phone',
		name: 'phone',
		type: 'string',
		default: '',
		placeholder: 'e.g. +420601234567',
		description: `The phone number, or several separated by commas (field ${CONTACT_PHONE})`,
	},
	{
		displayName: CUSTOM_FIELDS,
		name: 'customFields',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add field',
		default: {},
		description:
			'Other fields of the contact directory. A field that comes several times gets several values, and one without a value is left out.',
		options: [
			{
				displayName: 'Fields',
				name: 'fields',
				values: [
					{
						displayName: 'Key',
						name: 'key',
						type: 'string',
						default: '',
						placeholder: 'e.g. customer_number',
						description: 'The key of the field, as the contact directory of Mluvii shows it',
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
];

/**
 * What was filled in, by field: `{ field: [values] }` (mluvii-api.md, section 5).
 *
 * @throws UserError that names the field which is missing or cannot be sent
 */
export function readContactFields(parameters: ItemParameters): Record<string, string[]> {
	const name = parameters.optionalText('fullName');
	const fields = new Map<string, string[]>();
	if (name !== '') fields.set(CONTACT_NAME, [name]);
	for (const [key, parameter] of [
		[CONTACT_EMAIL, 'email'],
		[CONTACT_PHONE, 'phone'],
	] as const) {
		const values = parameters.optionalList(parameter);
		if (values.length > 0) fields.set(key, values);
	}
	for (const row of parameters.rows('customFields', 'fields')) addCustomField(fields, row);
	if (fields.size === 0) {
		throw new UserError(`Name, Email, Phone and ${CUSTOM_FIELDS} are all empty`, {
			description:
				'A contact needs at least one of them. If they come from expressions, check that the earlier step has the values for this item.',
		});
	}
	return Object.fromEntries(fields);
}

function addCustomField(fields: Map<string, string[]>, row: IDataObject): void {
	const value = validate.optionalText(row.value, `${CUSTOM_FIELDS}: ${toText(row.key)}`);
	if (value === '') return;
	const key = validate.text(row.key, `${CUSTOM_FIELDS}: Key`);
	fields.set(key, [...(fields.get(key) ?? []), value]);
}
