import { sessionLocator, tagLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

/** DELETE /api/v1/Sessions/{id}/tags/{tagId}: by ID, without a body (mluvii-api.md, section 3, CLI). */
export const removeTag: MluviiOperation = {
	value: 'removeTag',
	name: 'Remove Tag',
	action: 'Remove a tag from a session',
	description: 'Take a tag off a session',
	effect: 'write',
	properties: [sessionLocator, tagLocator],
	async execute({ client, parameters }) {
		const sessionId = parameters.id('sessionId');
		const tagId = parameters.id('tagId');
		await client.request({
			method: 'DELETE',
			path: path`/api/v1/Sessions/${sessionId}/tags/${tagId}`,
			subject: `Session ${sessionId} or tag ${tagId}`,
		});
		return { sessionId, tagId, success: true };
	},
};
