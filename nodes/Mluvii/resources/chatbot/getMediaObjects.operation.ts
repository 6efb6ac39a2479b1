import { askForList } from '../../chatbot/outgoing';
import { chatbotId, waitForAnswer } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** The files that are stored in Mluvii (mluvii-api.md, section 14). */
export const getMediaObjects = itemOperation({
	value: 'getMediaObjects',
	name: 'Get Media Objects',
	action: 'Get the stored files that a chatbot can share',
	description:
		'Read the files that are stored in Mluvii, with the names by which Share File takes them; each file is an item',
	effect: 'read',
	fields: { chatbotId, sessionId, wait: waitForAnswer() },
	async execute({ client, fields }) {
		return await askForList(client, fields, 'GetMediaObjects', 'fileStoreItems');
	},
});
