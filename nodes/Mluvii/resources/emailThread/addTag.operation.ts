import { emailThreadId } from '../../fields/emailThread';
import { tagName } from '../../fields/tag';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** Add a tag, by its name. */
export const addTag = itemOperation({
	value: 'addTag',
	name: 'Add Tag',
	action: 'Add a tag to an email thread',
	description: 'Mark an e-mail thread with a tag',
	effect: 'write',
	fields: { emailThreadId, tagName },
	async execute({ client, fields: { emailThreadId, tagName } }) {
		await client.request({
			...endpoints.addEmailThreadTag({ id: emailThreadId, tagName }),
			subject: `E-mail thread ${emailThreadId} or tag "${tagName}"`,
		});
		return { emailThreadId, tagName, success: true };
	},
});
