import { contactLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

/** GET /api/v1/Contacts/{id} (mluvii-api.md, section 5; the path is a convention). */
export const get: MluviiOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get a contact',
	description: 'Read one contact of the directory',
	effect: 'read',
	properties: [contactLocator],
	async execute({ client, parameters }) {
		const id = parameters.id('contactId');
		return await client.record({
			method: 'GET',
			path: path`/api/v1/Contacts/${id}`,
			subject: `Contact ${id}`,
			isUnconfirmed: true,
		});
	},
};
