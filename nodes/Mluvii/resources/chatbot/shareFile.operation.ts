import { combined, shownWith } from '../../../shared/operation/field';
import { choice, text } from '../../../shared/operation/fields';
import { ask } from '../../chatbot/outgoing';
import { chatbotId, unconfirmedAnswer } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { webAddress } from '../../fields/webAddress';
import { itemOperation } from '../../operation';

/** A file by its address, or one of Get Media Objects by its name (mluvii-api.md, section 18.5). */
const file = combined(
	{
		fileFrom: choice({
			displayName: 'File From',
			options: [
				{ name: 'Media Object', value: 'mediaObject' },
				{ name: 'URL', value: 'url' },
			],
			default: 'url',
			description: 'Where the file is',
		}),
		url: shownWith(
			{ fileFrom: ['url'] },
			webAddress({
				displayName: 'URL',
				placeholder: 'e.g. https://example.com/price-list.pdf',
				description: 'The address of the file, where the guest can open it without a login',
			}),
		),
		mediaObject: shownWith(
			{ fileFrom: ['mediaObject'] },
			text({
				displayName: 'Media Object',
				placeholder: 'e.g. price-list.pdf',
				description: 'The name of a file that is stored in Mluvii, as Get Media Objects returns it',
			}),
		),
	},
	(fields) => (fields.fileFrom === 'url' ? { url: fields.url } : { name: fields.mediaObject }),
);

export const shareFile = itemOperation({
	value: 'shareFile',
	name: 'Share File',
	action: 'Share a file with the guest as a chatbot',
	description: 'Show a file to the guest, by its address or out of the files stored in Mluvii',
	effect: 'write',
	sends: true,
	fields: { chatbotId, sessionId, file, wait: unconfirmedAnswer },
	async execute({ client, fields: { file, ...place } }) {
		return await ask(client, place, 'ShareFile', file);
	},
});
