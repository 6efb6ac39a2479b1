import { callbackUrl } from '../../fields';
import type { MluviiOperation } from '../../client';
import { checkCallbackUrl } from '../../webhook/callbackUrl';
import { eventTypesField } from '../../webhook/events';
import { upsertWebhook } from '../../webhook/registration';
import { withoutSecret } from './fields';

/** POST /api/v1/Webhooks; 409 names the webhook that has the address already (mluvii-api.md, section 13.1, DOC). */
export const create: MluviiOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create a webhook',
	description:
		'Have Mluvii call an address when something happens; a webhook that calls it already is updated',
	effect: 'write',
	properties: [eventTypesField, callbackUrl],
	async execute({ client, parameters }) {
		const webhook = {
			eventTypes: parameters.list('eventTypes'),
			callbackUrl: checkCallbackUrl(parameters.text('callbackUrl'), callbackUrl.displayName),
		};
		const id = await upsertWebhook(client, webhook);
		return withoutSecret({ id, ...webhook });
	},
};
