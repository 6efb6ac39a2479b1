import { webhookLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

/** DELETE /api/v1/Webhooks/{id}, never all of them at once (mluvii-api.md, section 13.1, DOC). */
export const deleteWebhook: MluviiOperation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a webhook',
	description:
		'Have Mluvii no longer call an address; whoever relies on it gets no events any more',
	effect: 'write',
	properties: [webhookLocator],
	async execute({ client, parameters }) {
		const id = parameters.id('webhookId');
		await client.request({
			method: 'DELETE',
			path: path`/api/v1/Webhooks/${id}`,
			subject: `Webhook ${id}`,
		});
		return { id, deleted: true };
	},
};
