import { adjusted, optional } from '../../../shared/operation/field';
import { askForList } from '../../chatbot/outgoing';
import { chatbotId, waitForAnswer } from '../../fields/chatbot';
import { groupId } from '../../fields/group';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** Of one group, or by routing with the call parameters as they are now (mluvii-api.md, section 18.5). */
export const getAvailableOperators = itemOperation({
	value: 'getAvailableOperators',
	name: 'Get Available Operators',
	action: 'Get the operators that a chatbot can forward to',
	description: 'Read who could take over the session now; each operator is an item',
	effect: 'read',
	fields: {
		chatbotId,
		sessionId,
		groupId: adjusted(optional(groupId), {
			description:
				'Only operators of this group; if empty, those to whom the routing of Mluvii would lead',
		}),
		wait: waitForAnswer(),
	},
	async execute({ client, fields: { groupId, ...place } }) {
		const fields = groupId === undefined ? {} : { groupId };
		return await askForList(client, place, 'GetAvailableOperators', 'availableOperators', fields);
	},
});
