import { ask } from '../../chatbot/outgoing';
import { chatbotId, waitForAnswer } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** The activity ObtainCrmIdentity, which changes nothing (mluvii-api.md, sections 14 and 18.5). */
export const findCrmIdentity = itemOperation({
	value: 'findCrmIdentity',
	name: 'Find CRM Identity',
	action: 'Find which contacts the guest of a chatbot can be',
	description:
		'Read which contact is assigned to the guest, and which ones match, each with a score from 0 to 100',
	effect: 'read',
	fields: { chatbotId, sessionId, wait: waitForAnswer() },
	async execute({ client, fields }) {
		return await ask(client, fields, 'ObtainCrmIdentity');
	},
});
