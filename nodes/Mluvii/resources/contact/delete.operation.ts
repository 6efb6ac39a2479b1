import { contactLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

/** DELETE /api/v1/Contacts/{id} (mluvii-api.md, section 5; the path is a convention). */
export const deleteContact: MluviiOperation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a contact',
	description: 'Remove a contact from the directory; this cannot be undone',
	effect: 'write',
	properties: [contactLocator],
	async execute({ client, parameters }) {
		const id = parameters.id('contactId');
		await client.request({
			method: 'DELETE',
			path: path`/api/v1/Contacts/${id}`,
			subject: `Contact ${id}`,
			isUnconfirmed: true,
		});
		return { id, deleted: true };
	},
};
