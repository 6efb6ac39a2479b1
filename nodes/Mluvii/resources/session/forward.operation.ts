import { adjusted, combined, shownWith } from '../../../shared/operation/field';
import { choice, optionalText, text } from '../../../shared/operation/fields';
import { chatbotId } from '../../fields/chatbot';
import { groupId } from '../../fields/group';
import { sessionId } from '../../fields/session';
import { userId } from '../../fields/user';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** n8n asks for all of them when the target is an expression, so none can be required by itself. */
const OPTIONAL = { required: undefined };

/** Exactly one target, as the model of the request wants (mluvii-api.md, section 3). */
const target = combined(
	{
		target: choice({
			displayName: 'Forward To',
			options: [
				{ name: 'Chatbot', value: 'chatbot' },
				{ name: 'Group', value: 'group' },
				{ name: 'Phone Number', value: 'phoneNumber' },
				{ name: 'User', value: 'user' },
			],
			default: 'group',
			description: 'Who takes over the session',
		}),
		chatbotId: shownWith({ target: ['chatbot'] }, adjusted(chatbotId, OPTIONAL)),
		groupId: shownWith({ target: ['group'] }, adjusted(groupId, OPTIONAL)),
		phoneNumber: shownWith(
			{ target: ['phoneNumber'] },
			text({
				displayName: 'Phone Number',
				placeholder: 'e.g. +420601234567',
				description: 'The phone number that takes over the call, such as +420601234567',
			}),
		),
		userId: shownWith({ target: ['user'] }, adjusted(userId, OPTIONAL)),
	},
	(fields) => {
		switch (fields.target) {
			case 'chatbot':
				return { chatbotId: fields.chatbotId };
			case 'phoneNumber':
				return { phoneNumber: fields.phoneNumber };
			case 'user':
				return { userId: fields.userId };
			case 'group':
				return { operatorGroupId: fields.groupId };
		}
	},
);

export const forward = itemOperation({
	value: 'forward',
	name: 'Forward',
	action: 'Forward a session to a user, group, chatbot or phone',
	description: 'Hand a session over to an operator, a group, a chatbot or a phone number',
	effect: 'write',
	fields: {
		sessionId,
		target,
		note: optionalText({
			displayName: 'Note',
			typeOptions: { rows: 3 },
			placeholder: 'e.g. Asks about invoice 2024-117',
			description: 'What whoever takes over should know; left out if empty',
		}),
	},
	async execute({ client, fields: { sessionId, target, note } }) {
		await client.request({
			...endpoints.forwardSession({ id: sessionId }),
			body: { ...target, ...(note === '' ? {} : { note }) },
			subject: `Session ${sessionId}`,
		});
		return { sessionId, ...target, success: true };
	},
});
