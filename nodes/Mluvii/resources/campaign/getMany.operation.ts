import { collection, id, limit, simplify } from '../../../shared/operation/fields';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';
import { simplifyCampaign } from './simplify';

/** List campaigns; that the list is paged is a convention. */
export const getMany = itemOperation({
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many phone and WhatsApp campaigns',
	description: 'Read many phone and WhatsApp campaigns',
	effect: 'read',
	fields: {
		limit,
		simplify,
		filters: collection(
			{
				displayName: 'Filters',
				placeholder: 'Add filter',
				description: 'Only campaigns that meet all of these are returned',
			},
			{
				departmentId: id({
					displayName: 'Department ID',
					placeholder: 'e.g. 62',
					description: 'Only campaigns of the department with this number',
				}),
			},
		),
	},
	async execute({ client, fields: { limit, simplify, filters } }) {
		return await client.pagedRecords(
			{ ...endpoints.listCampaigns(), query: { ...filters }, subject: 'The list of campaigns' },
			{ limit, mayBeUnpaged: true, simplify: simplify ? simplifyCampaign : undefined },
		);
	},
});
