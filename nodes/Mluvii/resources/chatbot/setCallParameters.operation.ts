import { ask } from '../../chatbot/outgoing';
import { callParameters } from '../../fields/callParameters';
import { chatbotId, unconfirmedAnswer } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** As a chatbot (mluvii-api.md, section 14). */
export const setCallParameters = itemOperation({
	value: 'setCallParameters',
	name: 'Set Call Parameters',
	action: 'Set the call parameters of a session as a chatbot',
	description:
		'Store values with the session. Session: Update Call Parameters does it without waiting for an answer.',
	effect: 'write',
	fields: { chatbotId, sessionId, callParameters, wait: unconfirmedAnswer },
	async execute({ client, fields: { callParameters: callParams, ...place } }) {
		return { ...(await ask(client, place, 'SetCallParams', { callParams })), callParams };
	},
});
