import { findCompany } from '../../companies';
import { company } from '../../fields/company';
import { itemOperation } from '../../operation';

/** Read the key of one company, out of the list of all. */
export const get = itemOperation({
	value: 'get',
	name: 'Get',
	action: 'Get the active API key of a company',
	description: 'Read the active API key of one company',
	effect: 'read',
	fields: { company },
	async execute({ client, fields: { company } }) {
		return await findCompany(client, company);
	},
});
