import type { IDataObject } from 'n8n-workflow';
import { optionalText, rawText, rows, text } from '../../../shared/operation/fields';
import { sendActivity } from '../../chatbot/outgoing';
import { chatbotId } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/**
 * Write as a chatbot: the activity Text, or with quick replies the classic form, which alone has them
 * (mluvii-api.md, section 14).
 */
export const sendText = itemOperation({
	value: 'sendText',
	name: 'Send Text',
	action: 'Send a text to the guest of a session as a chatbot',
	description:
		'Write a message into a session in which the chatbot takes part, with quick replies if you like',
	effect: 'write',
	sends: true,
	fields: {
		chatbotId,
		sessionId,
		text: rawText({
			displayName: 'Text',
			typeOptions: { rows: 3 },
			required: true,
			placeholder: 'e.g. Your order is on its way.',
			description: 'What the chatbot says; strong, em and a may be used as HTML',
		}),
		quickReplies: rows(
			{
				displayName: 'Quick Replies',
				placeholder: 'Add quick reply',
				description:
					'Buttons with which the guest can reply, where the channel has them: web chats and Facebook',
				group: { displayName: 'Quick Replies', name: 'replies' },
			},
			{
				title: text({
					displayName: 'Title',
					placeholder: 'e.g. Yes, please',
					description: 'What the button says',
				}),
				value: optionalText({
					displayName: 'Value',
					placeholder: 'e.g. yes',
					description: 'What the guest says by choosing it; the title if empty',
				}),
			},
		),
	},
	async execute({ client, fields: { text, quickReplies, ...place } }) {
		const written = { timestamp: new Date().toISOString(), text };
		const actions = quickReplies.map(({ title, value }): IDataObject => ({
			type: 'imBack',
			title,
			value: value || title,
		}));
		const sent = await sendActivity(
			client,
			place,
			actions.length === 0
				? { activity: 'Text', ...written }
				: { type: 'message', ...written, suggestedActions: { actions } },
		);
		return { ...sent, text };
	},
});
