import { id } from '../../shared/operation/fields';

/** A chatbot; Mluvii documents no list of them. */
export const chatbotId = id({
	displayName: 'Chatbot ID',
	required: true,
	placeholder: 'e.g. 4',
	description: 'The number of the chatbot, as its page in the administration of Mluvii shows it',
});
