import { chatbotId } from '../../fields';
import { sessionLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

/** POST /api/v1/Chatbot/{chatbotId}/activity with a Text (mluvii-api.md, section 14, DOC). */
export const sendText: MluviiOperation = {
	value: 'sendText',
	name: 'Send Text',
	action: 'Send a text as a chatbot',
	description: 'Write a message into a session in which the chatbot takes part',
	effect: 'write',
	properties: [
		chatbotId,
		sessionLocator,
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			required: true,
			placeholder: 'e.g. Your order is on its way.',
			description: 'What the chatbot says; strong, em and a may be used as HTML',
		},
	],
	async execute({ client, parameters }) {
		const id = parameters.id('chatbotId');
		const sessionId = parameters.id('sessionId');
		const text = parameters.rawText('text');
		await client.request({
			method: 'POST',
			path: path`/api/v1/Chatbot/${id}/activity`,
			body: { activity: 'Text', sessionId, timestamp: new Date().toISOString(), text },
			subject: `Chatbot ${id} or session ${sessionId}`,
		});
		return { chatbotId: id, sessionId, text, success: true };
	},
};
