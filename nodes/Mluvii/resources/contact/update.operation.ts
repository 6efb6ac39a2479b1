import { contactFields, readContactFields } from '../../contactFields';
import { contactLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

/** PUT /api/v1/Contacts/{id} (mluvii-api.md, section 5, CLI). */
export const update: MluviiOperation = {
	value: 'update',
	name: 'Update',
	action: 'Update a contact',
	description:
		'Change fields of a contact. Mluvii does not document whether fields that are left out keep their values, so fill in all that the contact should have.',
	effect: 'write',
	properties: [contactLocator, ...contactFields],
	async execute({ client, parameters, hint }) {
		const id = parameters.id('contactId');
		const data = readContactFields(parameters);
		await client.request({
			method: 'PUT',
			path: path`/api/v1/Contacts/${id}`,
			body: data,
			subject: `Contact ${id}`,
		});
		hint(UNKNOWN);
		return { id, data, success: true };
	},
};

const UNKNOWN =
	'Mluvii does not document whether fields that are not named keep their values. Contact: Get shows what is stored now.';
