import { returnAllFields } from '../../../shared/operation/fields';
import type { LoviOperation } from '../../client';
import { companyKeys } from '../../companies';

/** POST /functions/v1/api_keys (lovi-api.md, section 2). */
export const getMany: LoviOperation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many API keys',
	description: 'Read the API keys of many companies: all that your login may act for',
	effect: 'read',
	properties: returnAllFields,
	options: [
		{
			displayName: 'Include Inactive',
			name: 'includeInactive',
			type: 'boolean',
			default: true,
			description: 'Whether to return keys that can no longer be used as well',
		},
	],
	async execute({ client, parameters }) {
		const includeInactive = parameters.optionFlag('includeInactive', false);
		const limit = parameters.limit();
		const keys = await companyKeys(client);
		return keys
			.filter((company) => company.is_active || includeInactive)
			.slice(0, limit)
			.map((company) => ({ ...company }));
	},
};
