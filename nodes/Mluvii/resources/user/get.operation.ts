import { userLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

/** GET /api/v1/Users/{id} (mluvii-api.md, section 4, DOC). */
export const get: MluviiOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get a user',
	description: 'Read one user with departments, groups and roles',
	effect: 'read',
	properties: [userLocator],
	async execute({ client, parameters }) {
		const id = parameters.id('userId');
		return await client.record({
			method: 'GET',
			path: path`/api/v1/Users/${id}`,
			subject: `User ${id}`,
		});
	},
};
