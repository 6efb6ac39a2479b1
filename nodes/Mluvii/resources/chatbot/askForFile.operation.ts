import { ask } from '../../chatbot/outgoing';
import { chatbotId, waitForAnswer } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** Prompt for a file (mluvii-api.md, sections 14 and 18.5). */
export const askForFile = itemOperation({
	value: 'askForFile',
	name: 'Ask for File',
	action: 'Ask the guest for a file as a chatbot',
	description: 'Show the guest where to upload a file, and get its address',
	effect: 'write',
	sends: true,
	fields: { chatbotId, sessionId, wait: waitForAnswer(120) },
	async execute({ client, fields }) {
		return await ask(client, fields, 'ChatbotOpenFileUploadPrompt');
	},
});
