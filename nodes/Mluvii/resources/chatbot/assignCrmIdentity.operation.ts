import { toText } from '../../../shared/base/text';
import { optionalId } from '../../../shared/operation/fields';
import { ask, refusal } from '../../chatbot/outgoing';
import { chatbotId, unconfirmedAnswer } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { itemOperation } from '../../operation';

/** Without an ID, Mluvii makes a contact; `reason` says why it did not (mluvii-api.md, section 18.5). */
export const assignCrmIdentity = itemOperation({
	value: 'assignCrmIdentity',
	name: 'Assign CRM Identity',
	action: 'Assign a contact to the guest of a chatbot',
	description: 'Say which contact the guest is, or have Mluvii make a new one',
	effect: 'write',
	fields: {
		chatbotId,
		sessionId,
		crmIdentityId: optionalId({
			displayName: 'CRM Identity ID',
			placeholder: 'e.g. 500003',
			description:
				'The number of the contact, as Find CRM Identity returns it; if empty, a new contact is made',
		}),
		wait: unconfirmedAnswer,
	},
	async execute({ client, fields: { crmIdentityId, ...place } }) {
		const fields = crmIdentityId === undefined ? {} : { existingCrmIdentityId: crmIdentityId };
		const answer = await ask(client, place, 'AssignCrmIdentity', fields);
		const isAssigned = answer.created === true || toText(answer.crmIdentityId) !== '';
		if (!isAssigned && toText(answer.reason) !== '') throw refusal(toText(answer.reason));
		return answer;
	},
});
