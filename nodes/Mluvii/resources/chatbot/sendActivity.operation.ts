import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { toText } from '../../../shared/base/text';
import * as validate from '../../../shared/operation/validate';
import { enumOptions } from '../../enums';
import { CHATBOT_ACTIVITY } from '../../generated/enums';
import { chatbotId } from '../../fields';
import { sessionLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

const FIELDS_LABEL = 'Activity Fields (JSON)';

/** POST /api/v1/Chatbot/{chatbotId}/activity (mluvii-api.md, section 14, DOC). */
export const sendActivity: MluviiOperation = {
	value: 'sendActivity',
	name: 'Send Activity',
	action: 'Send an activity as a chatbot',
	description:
		'Have the chatbot do something else than write, such as forward the session. What Mluvii answers comes to the callback URL of the chatbot.',
	effect: 'write',
	properties: [
		chatbotId,
		sessionLocator,
		{
			displayName: 'Activity',
			name: 'activity',
			type: 'options',
			options: enumOptions(CHATBOT_ACTIVITY),
			default: 'Typing',
			description: 'What the chatbot does',
		},
		{
			displayName: FIELDS_LABEL,
			name: 'activityFields',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. {"show": true}',
			description:
				'What this activity needs besides the session, by the documentation of chatbots in Mluvii. Forward needs operatorGroupId or userId.',
		},
	],
	async execute({ client, parameters }) {
		const id = parameters.id('chatbotId');
		const sessionId = parameters.id('sessionId');
		const activity = parameters.text('activity');
		const fields = validate.jsonObject(parameters.json('activityFields'), FIELDS_LABEL);
		if (activity === 'Forward') checkTarget(fields);
		await client.request({
			method: 'POST',
			path: path`/api/v1/Chatbot/${id}/activity`,
			body: { ...fields, activity, sessionId },
			subject: `Chatbot ${id} or session ${sessionId}`,
		});
		return { chatbotId: id, sessionId, activity, success: true };
	},
};

/** One of them must be set (mluvii-api.md, section 18.5). @throws UserError when neither is */
function checkTarget({ operatorGroupId, userId }: IDataObject): void {
	if (toText(operatorGroupId) !== '' || toText(userId) !== '') return;
	throw new UserError(`${FIELDS_LABEL} has neither "operatorGroupId" nor "userId"`, {
		description:
			'Forward needs one of them, such as {"operatorGroupId": 7299}. To let the routing of Mluvii choose, use the activity HandOff.',
	});
}
