import { optionalText } from '../../../shared/operation/fields';
import { ask } from '../../chatbot/outgoing';
import { chatbotId, waitForAnswer } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** By the guest's browser; the activity that answers is GuestLocation (mluvii-api.md, sections 14 and 18.5). */
export const askForLocation = itemOperation({
	value: 'askForLocation',
	name: 'Ask for Location',
	action: 'Ask the guest for a location as a chatbot',
	description: 'Have the browser of the guest ask for the place, and get its coordinates',
	effect: 'write',
	sends: true,
	fields: {
		chatbotId,
		sessionId,
		text: optionalText({
			displayName: 'Text',
			typeOptions: { rows: 3 },
			placeholder: 'e.g. Where shall we send the technician?',
			description: 'What the guest reads beside the question; left out if empty',
		}),
		wait: waitForAnswer(120),
	},
	async execute({ client, fields: { text, ...place } }) {
		return await ask(client, place, 'RequestLocation', text === '' ? {} : { text });
	},
});
