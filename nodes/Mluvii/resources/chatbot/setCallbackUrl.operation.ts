import * as registration from '../../chatbot/registration';
import { callbackUrl } from '../../fields/callbackUrl';
import { chatbotId } from '../../fields/chatbot';
import { itemOperation } from '../../operation';
import { redactSecret } from '../../webhook/callbackUrl';

/** Set where a chatbot is called; the address goes into the query. */
export const setCallbackUrl = itemOperation({
	value: 'setCallbackUrl',
	name: 'Set Callback URL',
	action: 'Set the callback URL that a chatbot reports to',
	description: 'Set where Mluvii sends what happens in the sessions of a chatbot',
	effect: 'write',
	fields: { chatbotId, callbackUrl },
	async execute({ client, fields: { chatbotId, callbackUrl } }) {
		await registration.setCallbackUrl(client, chatbotId, callbackUrl);
		return { chatbotId, callbackUrl: redactSecret(callbackUrl), success: true };
	},
});
