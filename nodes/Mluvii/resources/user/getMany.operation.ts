import { collection, id, limit } from '../../../shared/operation/fields';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** List users. Whether the list is paged is not documented. */
export const getMany = itemOperation({
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many users with departments, groups and roles',
	description: 'Read many users with departments, groups and roles',
	effect: 'read',
	fields: {
		limit,
		filters: collection(
			{
				displayName: 'Filters',
				placeholder: 'Add filter',
				description: 'Only users that meet all of these are returned',
			},
			{
				companyId: id({
					displayName: 'Company ID',
					placeholder: 'e.g. 12',
					description:
						'Only users of the company with this number; needed only for keys that see several',
				}),
			},
		),
	},
	async execute({ client, fields: { limit, filters } }) {
		return await client.pagedRecords(
			{ ...endpoints.listUsers(), query: { ...filters }, subject: 'The list of users' },
			{ limit, mayBeUnpaged: true },
		);
	},
});
