import {
	notificationFields,
	recipientFields,
	sendingOptions,
	voiceAgent,
	voiceBody,
} from '../../fields/notification';
import * as endpoints from '../../generated/endpoints';
import { notifyOne } from '../../notifications';
import { itemOperation } from '../../operation';

export const send = itemOperation({
	value: 'send',
	name: 'Send',
	action: 'Send a voice notification by calling one person',
	description: 'Have a voice agent of Lovi call one person',
	effect: 'write',
	sends: true,
	fields: { ...recipientFields, ...voiceAgent, ...notificationFields },
	options: sendingOptions,
	async execute({ client, fields, options, count }) {
		const { company, number, agentId } = fields;
		const body = voiceBody(fields, options);
		return await notifyOne(client, {
			endpoint: endpoints.notifyVoice(),
			company,
			body,
			numbers: [number],
			isFlat: options.flatBody === true,
			perMinute: options.requestsPerMinute,
			requests: count,
			subject: `The agent "${agentId}"`,
		});
	},
});
