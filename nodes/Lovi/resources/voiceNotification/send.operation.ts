import { text } from '../../../shared/operation/fields';
import {
	notificationBody,
	notificationFields,
	recipientFields,
	requestsPerMinute,
	sendingOptions,
} from '../../fields/notification';
import { companyKey } from '../../companies';
import * as endpoints from '../../generated/endpoints';
import { announce, notifyOne } from '../../notifications';
import { itemOperation } from '../../operation';

export const send = itemOperation({
	value: 'send',
	name: 'Send',
	action: 'Send a voice notification',
	description: 'Have a voice agent of Lovi call one person',
	effect: 'write',
	fields: {
		...recipientFields,
		agentId: text({
			displayName: 'Agent ID',
			required: true,
			placeholder: 'e.g. 8c1f0b7e-52c4-4e0e-9d0f-6a1c8f3e2b10',
			description: 'The voice agent that calls, as Lovi shows it',
		}),
		...notificationFields,
	},
	options: sendingOptions,
	async execute({ client, fields, options, index, count }) {
		const { company, number, agentId, contactFields } = fields;
		const body = {
			contact: { number, ...contactFields },
			agent_id: agentId,
			...notificationBody(fields, options),
		};
		const perMinute = requestsPerMinute(options);
		if (index === 0) announce(client, count, perMinute);
		return await notifyOne(client, await companyKey(client, company), {
			endpoint: endpoints.notifyVoice(),
			body,
			numbers: [number],
			isFlat: options.flatBody === true,
			perMinute,
			subject: `The agent "${agentId}"`,
		});
	},
});
