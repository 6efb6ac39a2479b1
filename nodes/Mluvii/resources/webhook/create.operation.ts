import { callbackUrl } from '../../fields/callbackUrl';
import { itemOperation } from '../../operation';
import { redactWebhook } from '../../webhook/callbackUrl';
import { eventTypes } from '../../webhook/events';
import { upsertWebhook } from '../../webhook/registration';

/** Create a webhook, or update the one that has the address already. */
export const create = itemOperation({
	value: 'create',
	name: 'Create',
	action: 'Create a webhook that reports events to a URL',
	description:
		'Have Mluvii call an address when something happens; a webhook that calls it already is updated',
	effect: 'write',
	fields: { eventTypes, callbackUrl },
	async execute({ client, fields: webhook }) {
		const id = await upsertWebhook(client, webhook);
		return redactWebhook({ id, ...webhook });
	},
});
