import { sessionId } from '../../fields/session';
import { tagId } from '../../fields/tag';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** Add a tag, by its ID and without a body. */
export const addTag = itemOperation({
	value: 'addTag',
	name: 'Add Tag',
	action: 'Add a tag to a session',
	description: 'Mark a session with a tag of its department',
	effect: 'write',
	fields: { sessionId, tagId },
	async execute({ client, fields: { sessionId, tagId } }) {
		await client.request({
			...endpoints.addSessionTag({ id: sessionId, tagId }),
			subject: `Session ${sessionId} or tag ${tagId}`,
		});
		return { sessionId, tagId, success: true };
	},
});
