import { ask } from '../../chatbot/outgoing';
import { chatbotId, waitForAnswer } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** As a chatbot (mluvii-api.md, section 14). */
export const getCallParameters = itemOperation({
	value: 'getCallParameters',
	name: 'Get Call Parameters',
	action: 'Get the call parameters of a session as a chatbot',
	description:
		'Read the values that are stored with the session. Session: Get Call Parameters does it without waiting for an answer.',
	effect: 'read',
	fields: { chatbotId, sessionId, wait: waitForAnswer() },
	async execute({ client, fields }) {
		return await ask(client, fields, 'GetCallParams');
	},
});
