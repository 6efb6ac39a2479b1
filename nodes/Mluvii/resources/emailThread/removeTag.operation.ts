import { emailThreadId } from '../../fields/emailThread';
import { tagName } from '../../fields/tag';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** Remove a tag, by its name. */
export const removeTag = itemOperation({
	value: 'removeTag',
	name: 'Remove Tag',
	action: 'Remove a tag from an email thread',
	description: 'Take a tag off an e-mail thread',
	effect: 'write',
	fields: { emailThreadId, tagName },
	async execute({ client, fields: { emailThreadId, tagName } }) {
		await client.request({
			...endpoints.removeEmailThreadTag({ id: emailThreadId, tagName }),
			subject: `E-mail thread ${emailThreadId} or tag "${tagName}"`,
		});
		return { emailThreadId, tagName, success: true };
	},
});
