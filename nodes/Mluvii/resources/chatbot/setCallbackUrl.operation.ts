import { callbackUrl, chatbotId } from '../../fields';
import type { MluviiOperation } from '../../client';
import { checkCallbackUrl, redactSecret, secretsIn } from '../../webhook/callbackUrl';
import { path } from '../../../shared/http/path';

/** PUT /api/v1/Chatbot/{chatbotId}?callbackUrl={url} (mluvii-api.md, section 14, CLI). */
export const setCallbackUrl: MluviiOperation = {
	value: 'setCallbackUrl',
	name: 'Set Callback URL',
	action: 'Set the callback URL of a chatbot',
	description: 'Set where Mluvii sends what happens in the sessions of a chatbot',
	effect: 'write',
	properties: [chatbotId, callbackUrl],
	async execute({ client, parameters }) {
		const id = parameters.id('chatbotId');
		const address = checkCallbackUrl(parameters.text('callbackUrl'), 'Callback URL');
		await client.request({
			method: 'PUT',
			path: path`/api/v1/Chatbot/${id}`,
			query: { callbackUrl: address },
			subject: `Chatbot ${id}`,
			secrets: secretsIn(address),
		});
		return { chatbotId: id, callbackUrl: redactSecret(address), success: true };
	},
};
