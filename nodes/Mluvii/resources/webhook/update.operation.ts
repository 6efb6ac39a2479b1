import { toText } from '../../../shared/base/text';
import { line } from '../../../shared/operation/fields';
import type { MluviiClient } from '../../client';
import { webhookId } from '../../fields/webhook';
import { itemOperation } from '../../operation';
import { checkCallbackUrl, redactWebhook } from '../../webhook/callbackUrl';
import { eventTypes } from '../../webhook/events';
import { readWebhook, updateWebhook } from '../../webhook/registration';

/** Change a webhook; Mluvii wants both of its fields each time. */
export const update = itemOperation({
	value: 'update',
	name: 'Update',
	action: 'Update the events and URL of a webhook',
	description: 'Change the events and the address of a webhook',
	effect: 'write',
	fields: {
		webhookId,
		eventTypes,
		// The stored one can be kept, because its password is not shown anywhere.
		callbackUrl: line((value, label) =>
			toText(value).trim() === '' ? undefined : checkCallbackUrl(value, label),
		)({
			displayName: 'Callback URL',
			placeholder: 'e.g. https://example.com/mluvii',
			description:
				'The address that Mluvii calls from now on. Leave it empty to keep the stored one, with its password.',
		}),
	},
	async execute({ client, fields: { webhookId: id, eventTypes, callbackUrl: entered } }) {
		const callbackUrl = entered ?? (await storedAddress(client, id));
		await updateWebhook(client, id, { eventTypes, callbackUrl });
		return redactWebhook({ id, eventTypes, callbackUrl });
	},
});

async function storedAddress(client: MluviiClient, id: number): Promise<string> {
	const { callbackUrl } = await readWebhook(client, id);
	return checkCallbackUrl(callbackUrl, `The stored address of webhook ${id}`);
}
