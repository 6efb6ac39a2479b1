import { contactId } from '../../fields/contact';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

export const deleteContact = itemOperation({
	value: 'delete',
	name: 'Delete',
	action: 'Delete a contact from the directory permanently',
	description: 'Remove a contact from the directory; this cannot be undone',
	effect: 'write',
	fields: { contactId },
	async execute({ client, fields: { contactId: id } }) {
		await client.request({ ...endpoints.deleteContact({ id }), subject: `Contact ${id}` });
		return { id, deleted: true };
	},
});
