import { path } from '../../../shared/service';
import * as validate from '../../../shared/validate';
import { CHATBOT_ACTIVITY, enumOptions } from '../../enums';
import { chatbotId } from '../../fields';
import { sessionLocator } from '../../locators';
import type { MluviiOperation } from '../../transport';

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
			displayName: 'Activity Fields (JSON)',
			name: 'activityFields',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. {"show": true}',
			description:
				'What this activity needs besides the session, by the documentation of chatbots in Mluvii',
		},
	],
	async execute({ client, parameters }) {
		const id = parameters.id('chatbotId');
		const sessionId = parameters.id('sessionId');
		const activity = parameters.choice('activity');
		const fields = validate.jsonObject(parameters.json('activityFields'), 'Activity Fields (JSON)');
		await client.request({
			method: 'POST',
			path: path`/api/v1/Chatbot/${id}/activity`,
			body: { ...fields, activity, sessionId },
			subject: `Chatbot ${id} or session ${sessionId}`,
		});
		return { chatbotId: id, sessionId, activity, success: true };
	},
};
