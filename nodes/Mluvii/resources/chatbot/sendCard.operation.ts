import { choice } from '../../../shared/operation/fields';
import { act } from '../../chatbot/outgoing';
import { cards } from '../../fields/cards';
import { chatbotId } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** Cards of the Bot Framework: the activity RichCardList (mluvii-api.md, section 14). */
export const sendCard = itemOperation({
	value: 'sendCard',
	name: 'Send Card',
	action: 'Send cards to the guest of a session as a chatbot',
	description:
		'Show one or more cards with text, an image and buttons. Which channels show them is in the documentation of Mluvii.',
	effect: 'write',
	sends: true,
	fields: {
		chatbotId,
		sessionId,
		cards,
		layout: choice({
			displayName: 'Layout',
			options: [
				{ name: 'Carousel', value: 'Carousel', description: 'Beside each other' },
				{ name: 'List', value: 'List', description: 'Below each other' },
			],
			default: 'List',
			description: 'How several cards are shown',
		}),
	},
	async execute({ client, fields: { cards: items, layout, ...place } }) {
		const timestamp = new Date().toISOString();
		const sent = await act(client, place, 'RichCardList', { timestamp, items, layout });
		return { ...sent, cardCount: items.length };
	},
});
