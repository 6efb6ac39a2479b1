import { contactId } from '../../fields/contact';
import { contactData } from '../../fields/contactData';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

export const update = itemOperation({
	value: 'update',
	name: 'Update',
	action: 'Update the fields of a contact',
	description:
		'Change fields of a contact. Mluvii does not document whether fields that are left out keep their values, so fill in all that the contact should have.',
	effect: 'write',
	fields: { contactId, contactData },
	async execute({ client, fields: { contactId: id, contactData: data }, hint }) {
		await client.request({
			...endpoints.updateContact({ id }),
			body: data,
			subject: `Contact ${id}`,
		});
		hint(UNKNOWN);
		return { id, data, success: true };
	},
});

const UNKNOWN =
	'Mluvii does not document whether fields that are not named keep their values. Contact: Get shows what is stored now.';
