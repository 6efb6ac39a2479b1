import { webhookLocator } from '../../locators';
import type { MluviiClient, MluviiOperation } from '../../client';
import { checkCallbackUrl } from '../../webhook/callbackUrl';
import { eventTypesField } from '../../webhook/events';
import { updateWebhook } from '../../webhook/registration';
import { newCallbackUrl, withoutSecret } from './fields';
import { path } from '../../../shared/http/path';

/** PUT /api/v1/Webhooks/{id}, always with both fields (mluvii-api.md, section 13.1, DOC). */
export const update: MluviiOperation = {
	value: 'update',
	name: 'Update',
	action: 'Update a webhook',
	description: 'Change the events and the address of a webhook',
	effect: 'write',
	properties: [webhookLocator, eventTypesField, newCallbackUrl],
	async execute({ client, parameters }) {
		const id = parameters.id('webhookId');
		const eventTypes = parameters.list('eventTypes');
		const entered = parameters.optionalText('callbackUrl');
		const callbackUrl =
			entered === ''
				? await storedAddress(client, id)
				: checkCallbackUrl(entered, newCallbackUrl.displayName);
		await updateWebhook(client, id, { eventTypes, callbackUrl });
		return withoutSecret({ id, eventTypes, callbackUrl });
	},
};

async function storedAddress(client: MluviiClient, id: number): Promise<string> {
	const { callbackUrl } = await client.record({
		method: 'GET',
		path: path`/api/v1/Webhooks/${id}`,
		subject: `Webhook ${id}`,
	});
	return checkCallbackUrl(callbackUrl, `The stored address of webhook ${id}`);
}
