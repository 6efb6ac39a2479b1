import { returnAllFields } from '../../../shared/operation/fields';
import type { MluviiOperation } from '../../client';

/** GET /api/v1/Departments (mluvii-api.md, section 9; the path is a convention, and whether it is paged is not documented). */
export const getMany: MluviiOperation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many departments',
	description: 'Read many of the departments of the company; Mluvii also calls them tenants',
	effect: 'read',
	properties: [...returnAllFields],
	async execute({ client, parameters }) {
		return await client.pagedRecords(
			{ path: '/api/v1/Departments', subject: 'The list of departments', isUnconfirmed: true },
			{ limit: parameters.limit(), mayBeUnpaged: true },
		);
	},
};
