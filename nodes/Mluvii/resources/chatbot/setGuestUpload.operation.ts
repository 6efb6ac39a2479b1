import { yesNo } from '../../../shared/operation/fields';
import { ask } from '../../chatbot/outgoing';
import { chatbotId, unconfirmedAnswer } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** Whether the guest may send files (mluvii-api.md, section 14). */
export const setGuestUpload = itemOperation({
	value: 'setGuestUpload',
	name: 'Set Guest Upload',
	action: 'Set whether the guest of a chatbot may send files',
	description: 'Let the guest send files, or do not',
	effect: 'write',
	fields: {
		chatbotId,
		sessionId,
		isAllowed: yesNo({
			displayName: 'Allow',
			default: true,
			description: 'Whether the guest may send files from now on',
		}),
		wait: unconfirmedAnswer,
	},
	async execute({ client, fields: { isAllowed, ...place } }) {
		const activity = isAllowed ? 'EnableGuestUpload' : 'DisableGuestUpload';
		return { ...(await ask(client, place, activity)), isAllowed };
	},
});
