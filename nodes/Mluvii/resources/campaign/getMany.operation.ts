import { returnAllFields, simplifyField } from '../../../shared/operation/fields';
import { idFilter } from '../../fields';
import type { MluviiOperation } from '../../client';
import { simplifyCampaign } from './simplify';

/** GET /api/v1/Campaigns (mluvii-api.md, section 6; path and paging are conventions). */
export const getMany: MluviiOperation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many campaigns',
	description: 'Read many phone and WhatsApp campaigns',
	effect: 'read',
	properties: [
		...returnAllFields,
		simplifyField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			description: 'Only campaigns that meet all of these are returned',
			options: [
				{
					displayName: 'Department ID',
					name: 'departmentId',
					type: 'string',
					default: '',
					placeholder: 'e.g. 62',
					description: 'Only campaigns of this department',
				},
			],
		},
	],
	async execute({ client, parameters }) {
		const isSimple = parameters.simplify;
		const campaigns = await client.pagedRecords(
			{
				path: '/api/v1/Campaigns',
				query: idFilter(parameters, 'departmentId', 'Department ID'),
				subject: 'The list of campaigns',
				isUnconfirmed: true,
			},
			{ limit: parameters.limit(), mayBeUnpaged: true },
		);
		return isSimple ? campaigns.map(simplifyCampaign) : campaigns;
	},
};
