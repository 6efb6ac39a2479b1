import { limit, yesNo } from '../../../shared/operation/fields';
import { companyKeys } from '../../companies';
import { itemOperation } from '../../operation';

export const getMany = itemOperation({
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many API keys with their companies',
	description: 'Read the API keys of many companies: all that your login may act for',
	effect: 'read',
	fields: { limit },
	options: {
		includeInactive: yesNo({
			displayName: 'Include Inactive',
			default: true,
			description: 'Whether to return keys that can no longer be used as well',
		}),
	},
	async execute({ client, fields: { limit }, options: { includeInactive = false } }) {
		const keys = await companyKeys(client);
		return keys
			.filter((company) => company.is_active || includeInactive)
			.slice(0, limit)
			.map((company) => ({ ...company }));
	},
});
