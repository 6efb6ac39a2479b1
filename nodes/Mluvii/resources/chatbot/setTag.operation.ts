import { act } from '../../chatbot/outgoing';
import { chatbotId } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { tagName } from '../../fields/tag';
import { itemOperation } from '../../operation';

/** Set Tag by its name, where Session: Add Tag takes its ID (mluvii-api.md, section 14). */
export const setTag = itemOperation({
	value: 'setTag',
	name: 'Set Tag',
	action: 'Set a tag on a session as a chatbot',
	description: 'Mark a session in which the chatbot takes part with a tag',
	effect: 'write',
	fields: { chatbotId, sessionId, tagName },
	async execute({ client, fields: { tagName, ...place } }) {
		return { ...(await act(client, place, 'SetTag', { name: tagName })), tagName };
	},
});
