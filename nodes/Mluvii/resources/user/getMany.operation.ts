import { returnAllFields } from '../../../shared/fields';
import * as validate from '../../../shared/validate';
import type { MluviiOperation } from '../../transport';

/** GET /api/v1/Users, not paged (mluvii-api.md, section 4, OFF). */
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
		const { companyId } = parameters.collection('filters');
		const query = { companyId: validate.optionalId(companyId, 'Company ID') };
		return await client.unpagedRecords(
			{ path: '/api/v1/Users', query, subject: 'The list of users' },
			{ limit: parameters.limit() },
		);
	},
};
