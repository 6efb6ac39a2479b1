import { rawText } from '../../../shared/operation/fields';
import { chatbotId } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** Write as a chatbot: the activity Text (mluvii-api.md, section 14). */
export const sendText = itemOperation({
	value: 'sendText',
	name: 'Send Text',
	action: 'Send a text as a chatbot',
	description: 'Write a message into a session in which the chatbot takes part',
	effect: 'write',
	fields: {
		chatbotId,
		sessionId,
		text: rawText({
			displayName: 'Text',
			typeOptions: { rows: 3 },
			required: true,
			placeholder: 'e.g. Your order is on its way.',
			description: 'What the chatbot says; strong, em and a may be used as HTML',
		}),
	},
	async execute({ client, fields: { chatbotId, sessionId, text } }) {
		await client.request({
			...endpoints.sendChatbotActivity({ chatbotId }),
			body: { activity: 'Text', sessionId, timestamp: new Date().toISOString(), text },
			subject: `Chatbot ${chatbotId} or session ${sessionId}`,
		});
		return { chatbotId, sessionId, text, success: true };
	},
});
