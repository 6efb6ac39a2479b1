import { returnAllFields } from '../../../shared/operation/fields';
import type { MluviiOperation } from '../../client';

/** GET /api/v1/Groups (mluvii-api.md, section 9; the path is a convention, and whether it is paged is not documented). */
export const getMany: MluviiOperation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many groups',
	description: 'Read many of the groups of operators',
	effect: 'read',
	properties: [...returnAllFields],
	async execute({ client, parameters }) {
		return await client.pagedRecords(
			{ path: '/api/v1/Groups', subject: 'The list of groups', isUnconfirmed: true },
			{ limit: parameters.limit(), mayBeUnpaged: true },
		);
	},
};
