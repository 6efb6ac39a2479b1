import { adjusted, combined, shownWith } from '../../../shared/operation/field';
import { choice } from '../../../shared/operation/fields';
import { act } from '../../chatbot/outgoing';
import { chatbotId } from '../../fields/chatbot';
import { groupId } from '../../fields/group';
import { sessionId } from '../../fields/session';
import { userId } from '../../fields/user';
import { itemOperation } from '../../operation';

/** n8n asks for both of them when the target is an expression, so none can be required by itself. */
const OPTIONAL = { required: undefined };

/** Exactly one target; to let routing choose is Hand Off (mluvii-api.md, section 18.5). */
const target = combined(
	{
		target: choice({
			displayName: 'Forward To',
			options: [
				{ name: 'Group', value: 'group' },
				{ name: 'Operator', value: 'user' },
			],
			default: 'group',
			description: 'Who takes over the session',
		}),
		groupId: shownWith({ target: ['group'] }, adjusted(groupId, OPTIONAL)),
		userId: shownWith({ target: ['user'] }, adjusted(userId, OPTIONAL)),
	},
	(fields) =>
		fields.target === 'group' ? { operatorGroupId: fields.groupId } : { userId: fields.userId },
);

export const forward = itemOperation({
	value: 'forward',
	name: 'Forward',
	action: 'Forward a session as a chatbot to a group or operator',
	description:
		'Hand the session over to a group or an operator, even if they are busy. To have the routing of Mluvii choose, use Hand Off.',
	effect: 'write',
	fields: { chatbotId, sessionId, target },
	async execute({ client, fields: { target, ...place } }) {
		return { ...(await act(client, place, 'Forward', target)), ...target };
	},
});
