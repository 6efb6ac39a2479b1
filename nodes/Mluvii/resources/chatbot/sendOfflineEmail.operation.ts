import { rawText, text } from '../../../shared/operation/fields';
import { act } from '../../chatbot/outgoing';
import { chatbotId } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** What the offline form of the widget would send, which it needs (mluvii-api.md, section 18.5). */
export const sendOfflineEmail = itemOperation({
	value: 'sendOfflineEmail',
	name: 'Send Offline Email',
	action: 'Send an offline e-mail of the guest as a chatbot',
	description:
		'Send what the guest would send with the offline form, which must be set up for the widget',
	effect: 'write',
	sends: true,
	fields: {
		chatbotId,
		sessionId,
		subject: text({
			displayName: 'Subject',
			required: true,
			placeholder: 'e.g. Call me back',
			description: 'The subject of the e-mail',
		}),
		message: rawText({
			displayName: 'Message',
			typeOptions: { rows: 3 },
			required: true,
			placeholder: 'e.g. My order 10452 has not arrived.',
			description: 'What the e-mail says',
		}),
		location: text({
			displayName: 'Location',
			required: true,
			placeholder: 'e.g. Order bot',
			description: 'Where the e-mail comes from, in words of your own',
		}),
	},
	async execute({ client, fields: { chatbotId, sessionId, ...email } }) {
		const sent = await act(client, { chatbotId, sessionId }, 'SendGuestOfflineEmail', email);
		return { ...sent, subject: email.subject };
	},
});
