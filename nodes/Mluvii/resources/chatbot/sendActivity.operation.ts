import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { toText } from '../../../shared/base/text';
import { jsonObject, openChoice } from '../../../shared/operation/fields';
import { combined } from '../../../shared/operation/field';
import { sendActivity as send } from '../../chatbot/outgoing';
import { enumOptions } from '../../enums';
import { chatbotId } from '../../fields/chatbot';
import { sessionId } from '../../fields/session';
import { CHATBOT_ACTIVITY } from '../../generated/lists';
import { itemOperation } from '../../operation';

const FIELDS_LABEL = 'Activity Fields (JSON)';

/** An activity with the fields that it needs (mluvii-api.md, section 14). */
const activity = combined(
	{
		activity: openChoice({
			displayName: 'Activity',
			options: enumOptions(CHATBOT_ACTIVITY),
			default: 'Typing',
			description: 'What the chatbot does',
		}),
		activityFields: jsonObject({
			displayName: FIELDS_LABEL,
			placeholder: 'e.g. {"show": true}',
			description:
				'What this activity needs besides the session, by the documentation of chatbots in Mluvii. Forward needs operatorGroupId or userId.',
		}),
	},
	({ activity, activityFields }) => {
		if (activity === 'Forward') checkTarget(activityFields);
		return { ...activityFields, activity };
	},
);

export const sendActivity = itemOperation({
	value: 'sendActivity',
	name: 'Send Activity',
	action: 'Send an activity to a session as a chatbot',
	description:
		'Have the chatbot do what no other operation does, by the name of the activity and its fields. What Mluvii answers comes to the callback URL of the chatbot.',
	effect: 'write',
	sends: true,
	fields: { chatbotId, sessionId, activity },
	async execute({ client, fields: { chatbotId, sessionId, activity } }) {
		const sent = await send(client, { chatbotId, sessionId }, activity);
		return { ...sent, activity: activity.activity };
	},
});

/** One of them must be set (mluvii-api.md, section 18.5). @throws UserError when neither is */
function checkTarget({ operatorGroupId, userId }: IDataObject): void {
	if (toText(operatorGroupId) !== '' || toText(userId) !== '') return;
	throw new UserError(`${FIELDS_LABEL} has neither "operatorGroupId" nor "userId"`, {
		description:
			'Forward needs one of them, such as {"operatorGroupId": 7299}. To let the routing of Mluvii choose, use the activity HandOff.',
	});
}
