import { UserError } from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import { combined } from '../../shared/operation/field';
import { anything, optionalText, optionalTexts, rows } from '../../shared/operation/fields';
import * as validate from '../../shared/operation/validate';

/*
 * Keys of contact fields that every Mluvii has (mluvii-api.md, sections 3 and 5).
 */
export const CONTACT_NAME = 'oo1_guest_ident';
export const CONTACT_EMAIL = 'oo1_guest_email';
export const CONTACT_PHONE = 'oo1_guest_phone';

/** Mluvii publishes no limit; a refused request takes so many contacts with it. */
export const CONTACTS_PER_REQUEST = 1000;

const CUSTOM_FIELDS = 'Custom Fields';

/** The data of a contact, by field: `{ field: [values] }` (mluvii-api.md, section 5). */
export type ContactData = Record<string, string[]>;

/** What a contact is filled in with, by field. */
export const contactData = combined(
	{
		fullName: optionalText({
			displayName: 'Name',
			placeholder: 'e.g. Nora Novák',
			description: `The name of the contact (field ${CONTACT_NAME})`,
		}),
		email: optionalTexts({
			displayName: 'Email',
			placeholder: 'name@email.com',
			description: `The e-mail address, or several addresses separated by commas (field ${CONTACT_EMAIL})`,
		}),
		phone: optionalTexts({
			displayName: 'Phone',
			placeholder: 'e.g. +420601234567',
			description: `The phone number, or several numbers separated by commas (field ${CONTACT_PHONE})`,
		}),
		customFields: rows(
			{
				displayName: CUSTOM_FIELDS,
				placeholder: 'Add field',
				description:
					'Other fields of the contact directory. A field that comes several times gets several values, and one without a value is left out.',
				group: { displayName: 'Fields', name: 'fields' },
			},
			{
				key: anything({
					displayName: 'Key',
					placeholder: 'e.g. customer_number',
					description: 'The key of the field, as the contact directory of Mluvii shows it',
				}),
				value: anything({
					displayName: 'Value',
					placeholder: 'e.g. 10452',
					description: 'What to store',
				}),
			},
		),
	},
	({ fullName, email, phone, customFields }): ContactData => {
		const data = new Map<string, string[]>();
		if (fullName !== '') data.set(CONTACT_NAME, [fullName]);
		if (email.length > 0) data.set(CONTACT_EMAIL, email);
		if (phone.length > 0) data.set(CONTACT_PHONE, phone);
		for (const row of customFields) addCustomField(data, row);
		if (data.size === 0) {
			throw new UserError(`Name, Email, Phone and ${CUSTOM_FIELDS} are all empty`, {
				description:
					'A contact needs at least one of them. If they come from expressions, check that the earlier step has the values for this item.',
			});
		}
		return Object.fromEntries(data);
	},
);

function addCustomField(data: Map<string, string[]>, row: { key: unknown; value: unknown }): void {
	const value = validate.optionalText(row.value, `${CUSTOM_FIELDS}: ${toText(row.key)}`);
	if (value === '') return;
	const key = validate.text(row.key, `${CUSTOM_FIELDS}: Key`);
	data.set(key, [...(data.get(key) ?? []), value]);
}
