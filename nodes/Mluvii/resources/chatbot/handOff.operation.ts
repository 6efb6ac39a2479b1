import { act } from '../../chatbot/outgoing';
import { chatbotId } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** Back to routing, which is evaluated anew (mluvii-api.md, section 18.5). */
export const handOff = itemOperation({
	value: 'handOff',
	name: 'Hand Off',
	action: 'Hand off a session from a chatbot to the routing',
	description:
		'Have the routing of Mluvii choose who takes over: an operator, the queue, or the offline form if nobody is there. The chatbot is disconnected.',
	effect: 'write',
	fields: { chatbotId, sessionId },
	async execute({ client, fields }) {
		return await act(client, fields, 'HandOff');
	},
});
