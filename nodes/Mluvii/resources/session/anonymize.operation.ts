import { sessionLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

/** POST /api/v1/Sessions/{id}/anonymize, without a body (mluvii-api.md, section 3, CLI). */
export const anonymize: MluviiOperation = {
	value: 'anonymize',
	name: 'Anonymize',
	action: 'Anonymize a session',
	description: 'Remove what identifies the guest from a session; this cannot be undone',
	effect: 'write',
	properties: [sessionLocator],
	async execute({ client, parameters }) {
		const sessionId = parameters.id('sessionId');
		await client.request({
			method: 'POST',
			path: path`/api/v1/Sessions/${sessionId}/anonymize`,
			subject: `Session ${sessionId}`,
		});
		return { sessionId, success: true };
	},
};
