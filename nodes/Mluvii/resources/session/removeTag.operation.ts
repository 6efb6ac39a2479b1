import { sessionId } from '../../fields/session';
import { tagId } from '../../fields/tag';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** Remove a tag, by its ID and without a body. */
export const removeTag = itemOperation({
	value: 'removeTag',
	name: 'Remove Tag',
	action: 'Remove a tag from a session',
	description: 'Take a tag off a session',
	effect: 'write',
	fields: { sessionId, tagId },
	async execute({ client, fields: { sessionId, tagId } }) {
		await client.request({
			...endpoints.removeSessionTag({ id: sessionId, tagId }),
			subject: `Session ${sessionId} or tag ${tagId}`,
		});
		return { sessionId, tagId, success: true };
	},
});
