import { sessionId } from '../../fields/session';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** Anonymize a session; the request has no body. */
export const anonymize = itemOperation({
	value: 'anonymize',
	name: 'Anonymize',
	action: 'Anonymize the guest of a session permanently',
	description: 'Remove what identifies the guest from a session; this cannot be undone',
	effect: 'write',
	fields: { sessionId },
	async execute({ client, fields: { sessionId } }) {
		await client.request({
			...endpoints.anonymizeSession({ id: sessionId }),
			subject: `Session ${sessionId}`,
		});
		return { sessionId, success: true };
	},
});
