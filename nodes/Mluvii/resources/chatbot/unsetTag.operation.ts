import { act } from '../../chatbot/outgoing';
import { chatbotId } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { tagName } from '../../fields/tag';
import { itemOperation } from '../../operation';

/** Unset Tag by its name, where Session: Remove Tag takes its ID (mluvii-api.md, section 14). */
export const unsetTag = itemOperation({
	value: 'unsetTag',
	name: 'Unset Tag',
	action: 'Unset a tag of a session as a chatbot',
	description: 'Take a tag off a session in which the chatbot takes part',
	effect: 'write',
	fields: { chatbotId, sessionId, tagName },
	async execute({ client, fields: { tagName, ...place } }) {
		return { ...(await act(client, place, 'UnsetTag', { name: tagName })), tagName };
	},
});
