import { simplifyField } from '../../../shared/fields';
import { path } from '../../../shared/service';
import { sessionLocator } from '../../locators';
import type { MluviiOperation } from '../../transport';
import { simplifySession } from './simplify';

/** GET /api/v1/Sessions/{id} (mluvii-api.md, section 3, DOC). */
export const get: MluviiOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get a session',
	description: 'Read one session with its guest, operators, activities, tags and recordings',
	effect: 'read',
	properties: [sessionLocator, simplifyField],
	async execute({ client, parameters }) {
		const id = parameters.id('sessionId');
		const session = await client.record({
			method: 'GET',
			path: path`/api/v1/Sessions/${id}`,
			subject: `Session ${id}`,
		});
		return parameters.simplify ? simplifySession(session) : session;
	},
};
