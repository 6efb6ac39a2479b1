import { returnAllFields } from '../../../shared/operation/fields';
import type { MluviiOperation } from '../../client';

/** GET /api/v1/Tags; whether it is paged is not documented (mluvii-api.md, section 8, CLI). */
export const getMany: MluviiOperation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many tags',
	description: 'Read many tags with their departments and colours',
	effect: 'read',
	properties: [...returnAllFields],
	async execute({ client, parameters }) {
		return await client.pagedRecords(
			{ path: '/api/v1/Tags', subject: 'The list of tags' },
			{ limit: parameters.limit(), mayBeUnpaged: true },
		);
	},
};
