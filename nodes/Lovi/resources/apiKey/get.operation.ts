import { companyLocator } from '../../locators';
import type { LoviOperation } from '../../client';
import { findCompany } from '../../companies';

/** POST /functions/v1/api_keys, one entry of it (lovi-api.md, section 2). */
export const get: LoviOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get an API key',
	description: 'Read the active API key of one company',
	effect: 'read',
	properties: [companyLocator],
	async execute({ client, parameters }) {
		return await findCompany(client, parameters.locator('company'));
	},
};
