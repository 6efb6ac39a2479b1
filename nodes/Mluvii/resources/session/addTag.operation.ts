import { sessionLocator, tagLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

/** PUT /api/v1/Sessions/{id}/tags/{tagId}: by ID, without a body (mluvii-api.md, section 3, CLI). */
export const addTag: MluviiOperation = {
	value: 'addTag',
	name: 'Add Tag',
	action: 'Add a tag to a session',
	description: 'Mark a session with a tag of its department',
	effect: 'write',
	properties: [sessionLocator, tagLocator],
	async execute({ client, parameters }) {
		const sessionId = parameters.id('sessionId');
		const tagId = parameters.id('tagId');
		await client.request({
			method: 'PUT',
			path: path`/api/v1/Sessions/${sessionId}/tags/${tagId}`,
			subject: `Session ${sessionId} or tag ${tagId}`,
		});
		return { sessionId, tagId, success: true };
	},
};
