import { webhookLocator } from '../../locators';
import type { MluviiOperation } from '../../transport';
import { updateWebhook } from '../../webhook/registration';
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
		await updateWebhook(client, id, webhook);
		return withoutSecret({ id, ...webhook });
	},
};
