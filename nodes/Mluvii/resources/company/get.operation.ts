import { companyLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

/** GET /api/v1/Companies/{id} (mluvii-api.md, section 9, OFF). */
export const get: MluviiOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get a company',
	description: 'Read a company with its name, language and time zone',
	effect: 'read',
	properties: [companyLocator],
	async execute({ client, parameters }) {
		const id = parameters.id('companyId');
		return await client.record({
			method: 'GET',
			path: path`/api/v1/Companies/${id}`,
			subject: `Company ${id}`,
		});
	},
};
