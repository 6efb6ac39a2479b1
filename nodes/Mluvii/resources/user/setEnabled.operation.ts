import { yesNo } from '../../../shared/operation/fields';
import { userId } from '../../fields/user';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

export const setEnabled = itemOperation({
	value: 'setEnabled',
	name: 'Set Enabled',
	action: 'Set whether a user may log in',
	description: 'Allow a user to log in, or no longer',
	effect: 'write',
	fields: {
		userId,
		isEnabled: yesNo({
			displayName: 'Enabled',
			default: true,
			description: 'Whether the user may log in',
		}),
	},
	async execute({ client, fields: { userId, isEnabled } }) {
		await client.request({
			...endpoints.setUserEnabled({ id: userId }),
			body: { isEnabled },
			subject: `User ${userId}`,
		});
		return { userId, isEnabled, success: true };
	},
});
