import { putOrCreate } from '../../webhook/registration';
import type { MluviiOperation } from '../../transport';
import { readWebhook, webhookFields, withoutSecret } from './fields';

/** POST /api/v1/Webhooks; 409 names the webhook that has the address already (mluvii-api.md, section 13.1, DOC). */
export const create: MluviiOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create a webhook',
	description:
		'Have Mluvii call an address when something happens; a webhook that calls it already is updated',
	effect: 'write',
	properties: webhookFields,
	async execute({ client, parameters }) {
		const webhook = readWebhook(parameters);
		const id = await putOrCreate(client, webhook);
		return withoutSecret({ id, ...webhook });
	},
};
