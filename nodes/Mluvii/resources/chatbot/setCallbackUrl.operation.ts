import { callbackUrl } from '../../fields/callbackUrl';
import { chatbotId } from '../../fields/chatbot';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';
import { redactSecret, secretsIn } from '../../webhook/callbackUrl';

/** Set where a chatbot is called; the address goes into the query. */
export const setCallbackUrl = itemOperation({
	value: 'setCallbackUrl',
	name: 'Set Callback URL',
	action: 'Set the callback URL of a chatbot',
	description: 'Set where Mluvii sends what happens in the sessions of a chatbot',
	effect: 'write',
	fields: { chatbotId, callbackUrl },
	async execute({ client, fields: { chatbotId, callbackUrl } }) {
		await client.request({
			...endpoints.setChatbotCallbackUrl({ chatbotId }),
			query: { callbackUrl },
			subject: `Chatbot ${chatbotId}`,
			secrets: secretsIn(callbackUrl),
		});
		return { chatbotId, callbackUrl: redactSecret(callbackUrl), success: true };
	},
});
