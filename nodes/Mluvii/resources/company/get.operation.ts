import { companyId } from '../../fields/company';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

export const get = itemOperation({
	value: 'get',
	name: 'Get',
	action: 'Get the name, language and time zone of a company',
	description: 'Read a company with its name, language and time zone',
	effect: 'read',
	fields: { companyId },
	async execute({ client, fields: { companyId } }) {
		return await client.record({
			...endpoints.getCompany({ id: companyId }),
			subject: `Company ${companyId}`,
		});
	},
});
