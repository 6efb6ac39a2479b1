import { yesNo } from '../../../shared/operation/fields';
import { ask } from '../../chatbot/outgoing';
import { chatbotId, waitForAnswer } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** Whether the guest may write (mluvii-api.md, section 14). */
export const setGuestInput = itemOperation({
	value: 'setGuestInput',
	name: 'Set Guest Input',
	action: 'Set whether the guest of a chatbot may write',
	description: 'Let the guest write, or do not',
	effect: 'write',
	fields: {
		chatbotId,
		sessionId,
		isAllowed: yesNo({
			displayName: 'Allow',
			default: true,
			description: 'Whether the guest may write from now on',
		}),
		wait: waitForAnswer(),
	},
	async execute({ client, fields: { isAllowed, ...place } }) {
		const activity = isAllowed ? 'EnableGuestInput' : 'DisableGuestInput';
		return { ...(await ask(client, place, activity)), isAllowed };
	},
});
