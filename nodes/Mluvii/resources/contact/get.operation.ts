import { contactId } from '../../fields/contact';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

export const get = itemOperation({
	value: 'get',
	name: 'Get',
	action: 'Get a contact from the contact directory',
	description: 'Read one contact of the directory',
	effect: 'read',
	fields: { contactId },
	async execute({ client, fields: { contactId } }) {
		return await client.record({
			...endpoints.getContact({ id: contactId }),
			subject: `Contact ${contactId}`,
		});
	},
});
