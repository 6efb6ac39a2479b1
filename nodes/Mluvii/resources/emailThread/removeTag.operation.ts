import * as validate from '../../../shared/operation/validate';
import { tagNameLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { emailThreadId } from './fields';
import { path } from '../../../shared/http/path';

/** DELETE /api/v1/EmailThreads/{id}/tags/{tagName}: by name (mluvii-api.md, section 7, CLI). */
export const removeTag: MluviiOperation = {
	value: 'removeTag',
	name: 'Remove Tag',
	action: 'Remove a tag from an email thread',
	description: 'Take a tag off an e-mail thread',
	effect: 'write',
	properties: [emailThreadId, tagNameLocator],
	async execute({ client, parameters }) {
		const emailThreadId = parameters.id('emailThreadId');
		const tagName = validate.pathPart(parameters.locator('tagName').value, 'Tag');
		await client.request({
			method: 'DELETE',
			path: path`/api/v1/EmailThreads/${emailThreadId}/tags/${tagName}`,
			subject: `E-mail thread ${emailThreadId} or tag "${tagName}"`,
		});
		return { emailThreadId, tagName, success: true };
	},
};
