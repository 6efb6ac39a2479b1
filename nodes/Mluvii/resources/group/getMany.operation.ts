import { limit } from '../../../shared/operation/fields';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** List groups. Whether the list is paged is not documented. */
export const getMany = itemOperation({
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many groups of operators',
	description: 'Read many of the groups of operators',
	effect: 'read',
	fields: { limit },
	async execute({ client, fields: { limit } }) {
		return await client.pagedRecords(
			{ ...endpoints.listGroups(), subject: 'The list of groups' },
			{ limit, mayBeUnpaged: true },
		);
	},
});
