import { webhookLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { withoutSecret } from './fields';
import { path } from '../../../shared/http/path';

/** GET /api/v1/Webhooks/{id} (mluvii-api.md, section 13.1, DOC). */
export const get: MluviiOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get a webhook',
	description: 'Read one webhook; a password in its address is hidden',
	effect: 'read',
	properties: [webhookLocator],
	async execute({ client, parameters }) {
		const id = parameters.id('webhookId');
		const webhook = await client.record({
			method: 'GET',
			path: path`/api/v1/Webhooks/${id}`,
			subject: `Webhook ${id}`,
		});
		return withoutSecret(webhook);
	},
};
