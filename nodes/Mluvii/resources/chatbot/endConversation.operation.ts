import { act } from '../../chatbot/outgoing';
import { chatbotId } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** End the session (mluvii-api.md, section 14). */
export const endConversation = itemOperation({
	value: 'endConversation',
	name: 'End Conversation',
	action: 'End the conversation of a chatbot with a guest',
	description: 'End a session in which the chatbot takes part; this cannot be undone',
	effect: 'write',
	fields: { chatbotId, sessionId },
	async execute({ client, fields }) {
		return await act(client, fields, 'EndConversation');
	},
});
