import { path } from '../../../shared/service';
import { webhookLocator } from '../../locators';
import type { MluviiOperation } from '../../transport';
import { readWebhook, webhookFields, withoutSecret } from './fields';

/** PUT /api/v1/Webhooks/{id} (mluvii-api.md, section 13.1, DOC). */
export const update: MluviiOperation = {
	value: 'update',
	name: 'Update',
	action: 'Update a webhook',
	description: 'Change the events and the address of a webhook',
	effect: 'write',
	properties: [webhookLocator, ...webhookFields],
	async execute({ client, parameters }) {
		const id = parameters.id('webhookId');
		const webhook = readWebhook(parameters);
		await client.request({
			method: 'PUT',
			path: path`/api/v1/Webhooks/${id}`,
			body: webhook,
			subject: `Webhook ${id}`,
		});
		return withoutSecret({ id, ...webhook });
	},
};
