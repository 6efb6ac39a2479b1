import { limit } from '../../../shared/operation/fields';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** List departments. Whether the list is paged is not documented. */
export const getMany = itemOperation({
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many departments of the company',
	description: 'Read many of the departments of the company; Mluvii also calls them tenants',
	effect: 'read',
	fields: { limit },
	async execute({ client, fields: { limit } }) {
		return await client.pagedRecords(
			{ ...endpoints.listDepartments(), subject: 'The list of departments' },
			{ limit, mayBeUnpaged: true },
		);
	},
});
