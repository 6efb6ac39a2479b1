import { webhookId } from '../../fields/webhook';
import { itemOperation } from '../../operation';
import { redactWebhook } from '../../webhook/callbackUrl';
import { readWebhook } from '../../webhook/registration';

export const get = itemOperation({
	value: 'get',
	name: 'Get',
	action: 'Get a webhook with its events and URL',
	description: 'Read one webhook; a password in its address is hidden',
	effect: 'read',
	fields: { webhookId },
	async execute({ client, fields: { webhookId } }) {
		return redactWebhook(await readWebhook(client, webhookId));
	},
});
