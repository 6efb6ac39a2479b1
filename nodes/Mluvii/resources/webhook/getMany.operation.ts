import { limit } from '../../../shared/operation/fields';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';
import { redactWebhook } from '../../webhook/callbackUrl';

/** List webhooks. Whether the list is paged is not documented. */
export const getMany = itemOperation({
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many webhooks of the company',
	description: 'Read many webhooks of the company; passwords in their addresses are hidden',
	effect: 'read',
	fields: { limit },
	async execute({ client, fields: { limit } }) {
		const webhooks = await client.pagedRecords(
			{ ...endpoints.listWebhooks(), subject: 'The list of webhooks' },
			{ limit, mayBeUnpaged: true },
		);
		return webhooks.map(redactWebhook);
	},
});
