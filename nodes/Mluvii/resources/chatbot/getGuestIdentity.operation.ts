import { ask } from '../../chatbot/outgoing';
import { chatbotId, waitForAnswer } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** By which IDs other services know the guest (mluvii-api.md, sections 14 and 18.5). */
export const getGuestIdentity = itemOperation({
	value: 'getGuestIdentity',
	name: 'Get Guest Identity',
	action: 'Get the identity of the guest of a chatbot',
	description:
		'Read by which IDs the guest is known: in the browser, on Facebook, WhatsApp or Apple, or by phone',
	effect: 'read',
	fields: { chatbotId, sessionId, wait: waitForAnswer() },
	async execute({ client, fields }) {
		return await ask(client, fields, 'GetGuestIdentity');
	},
});
