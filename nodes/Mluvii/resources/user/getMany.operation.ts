import { returnAllFields } from '../../../shared/operation/fields';
import { idFilter } from '../../fields';
import type { MluviiOperation } from '../../client';

/** GET /api/v1/Users; whether it is paged is not documented (mluvii-api.md, section 4, OFF). */
export const getMany: MluviiOperation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many users',
	description: 'Read many users with departments, groups and roles',
	effect: 'read',
	properties: [
		...returnAllFields,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			description: 'Only users that meet all of these are returned',
			options: [
				{
					displayName: 'Company ID',
					name: 'companyId',
					type: 'string',
					default: '',
					placeholder: 'e.g. 12',
					description: 'Only users of this company; needed only for keys that see several',
				},
			],
		},
	],
	async execute({ client, parameters }) {
		return await client.pagedRecords(
			{
				path: '/api/v1/Users',
				query: idFilter(parameters, 'companyId', 'Company ID'),
				subject: 'The list of users',
			},
			{ limit: parameters.limit(), mayBeUnpaged: true },
		);
	},
};
