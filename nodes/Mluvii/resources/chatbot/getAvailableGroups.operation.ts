import { optional } from '../../../shared/operation/field';
import { askForList } from '../../chatbot/outgoing';
import { chatbotId, waitForAnswer } from '../../fields/chatbot';
import { groups } from '../../fields/group';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** Of some groups, or by routing with the call parameters as they are now (mluvii-api.md, section 18.5). */
export const getAvailableGroups = itemOperation({
	value: 'getAvailableGroups',
	name: 'Get Available Groups',
	action: 'Get the groups that a chatbot can forward to',
	description:
		'Read whether groups are online, busy or offline, with their free slots; each group is an item',
	effect: 'read',
	fields: { chatbotId, sessionId, groups: optional(groups), wait: waitForAnswer() },
	async execute({ client, fields: { groups, ...place } }) {
		const fields = groups === undefined ? {} : { groupIds: groups };
		return await askForList(client, place, 'GetAvailableGroups', 'availableGroups', fields);
	},
});
