import * as validate from '../../../shared/operation/validate';
import { tagNameLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { emailThreadId } from './fields';
import { path } from '../../../shared/http/path';

/** PUT /api/v1/EmailThreads/{id}/tags/{tagName}: by name (mluvii-api.md, section 7, CLI). */
export const addTag: MluviiOperation = {
	value: 'addTag',
	name: 'Add Tag',
	action: 'Add a tag to an email thread',
	description: 'Mark an e-mail thread with a tag',
	effect: 'write',
	properties: [emailThreadId, tagNameLocator],
	async execute({ client, parameters }) {
		const emailThreadId = parameters.id('emailThreadId');
		const tagName = validate.pathPart(parameters.locator('tagName').value, 'Tag');
		await client.request({
			method: 'PUT',
			path: path`/api/v1/EmailThreads/${emailThreadId}/tags/${tagName}`,
			subject: `E-mail thread ${emailThreadId} or tag "${tagName}"`,
		});
		return { emailThreadId, tagName, success: true };
	},
};
