import { askForList } from '../../chatbot/outgoing';
import { chatbotId, waitForAnswer } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** The hero cards that are set up in Mluvii (mluvii-api.md, section 14). */
export const getHeroCards = itemOperation({
	value: 'getHeroCards',
	name: 'Get Hero Cards',
	action: 'Get the hero cards that a chatbot can send',
	description:
		'Read the hero cards that are set up in Mluvii, with their IDs and languages; each card is an item',
	effect: 'read',
	fields: { chatbotId, sessionId, wait: waitForAnswer() },
	async execute({ client, fields }) {
		return await askForList(client, fields, 'GetHeroCards', 'heroCards');
	},
});
