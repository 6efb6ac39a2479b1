import { webhookId } from '../../fields/webhook';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** Delete a webhook, never all of them at once. */
export const deleteWebhook = itemOperation({
	value: 'delete',
	name: 'Delete',
	action: 'Delete a webhook, which stops its events',
	description:
		'Have Mluvii no longer call an address; whoever relies on it gets no events any more',
	effect: 'write',
	fields: { webhookId },
	async execute({ client, fields: { webhookId: id } }) {
		await client.request({ ...endpoints.deleteWebhook({ id }), subject: `Webhook ${id}` });
		return { id, deleted: true };
	},
});
