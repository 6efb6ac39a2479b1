import { yesNo } from '../../../shared/operation/fields';
import { act } from '../../chatbot/outgoing';
import { chatbotId } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** Show that the chatbot writes, as far as the guest's channel can (mluvii-api.md, section 14). */
export const showTyping = itemOperation({
	value: 'showTyping',
	name: 'Show Typing',
	action: 'Show the guest that a chatbot is typing, or no longer',
	description:
		'Show in the chat that the chatbot writes, where the channel can: in web chats and Apple Messages',
	effect: 'write',
	fields: {
		chatbotId,
		sessionId,
		isShown: yesNo({
			displayName: 'Show',
			default: true,
			description: 'Whether to show that the chatbot is typing; if off, it is shown no longer',
		}),
	},
	async execute({ client, fields: { isShown, ...place } }) {
		return { ...(await act(client, place, 'Typing', { show: isShown })), isShown };
	},
});
