import { userLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

/** PUT /api/v1/Users/{id}/enabled (mluvii-api.md, section 4, CLI). */
export const setEnabled: MluviiOperation = {
	value: 'setEnabled',
	name: 'Set Enabled',
	action: 'Enable or disable a user',
	description: 'Allow a user to log in, or no longer',
	effect: 'write',
	properties: [
		userLocator,
		{
			displayName: 'Enabled',
			name: 'isEnabled',
			type: 'boolean',
			default: true,
			description: 'Whether the user may log in',
		},
	],
	async execute({ client, parameters }) {
		const userId = parameters.id('userId');
		const isEnabled = parameters.flag('isEnabled');
		await client.request({
			method: 'PUT',
			path: path`/api/v1/Users/${userId}/enabled`,
			body: { isEnabled },
			subject: `User ${userId}`,
		});
		return { userId, isEnabled, success: true };
	},
};
