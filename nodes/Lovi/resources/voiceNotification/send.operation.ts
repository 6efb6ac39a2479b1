import type { IDataObject } from 'n8n-workflow';
import { companyLocator } from '../../locators';
import { readAnalytics, readContact, readPace, readSending } from '../../notification';
import {
	analyticsFields,
	contactFieldList,
	recipientFields,
	sendingOptions,
} from '../../notificationFields';
import type { LoviOperation } from '../../client';
import { announce, notifyOne } from '../../notifications';
import { companyKey } from '../../companies';

/** POST /functions/v1/notify/voice (lovi-api.md, section 5). */
export const send: LoviOperation = {
	value: 'send',
	name: 'Send',
	action: 'Send a voice notification',
	description: 'Have a voice agent of Lovi call one person',
	effect: 'write',
	properties: [
		companyLocator,
		...recipientFields,
		{
			displayName: 'Agent ID',
			name: 'agentId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 8c1f0b7e-52c4-4e0e-9d0f-6a1c8f3e2b10',
			description: 'The voice agent that calls, as Lovi shows it',
		},
		contactFieldList,
		...analyticsFields,
	],
	options: sendingOptions,
	async execute({ client, parameters, index, count }) {
		const contact = readContact(parameters);
		const agentId = parameters.text('agentId');
		const call: IDataObject = {
			contact,
			recipient_id: parameters.text('recipientId'),
			agent_id: agentId,
			...readAnalytics(parameters),
			...readSending(parameters),
		};
		const perMinute = readPace(parameters);
		if (index === 0) announce(client, count, perMinute);
		const company = await companyKey(client, parameters.locator('company'));
		return await notifyOne(client, company, {
			path: '/functions/v1/notify/voice',
			body: call,
			numbers: [contact.number],
			isFlat: parameters.optionFlag('flatBody', false),
			perMinute,
			subject: `The agent "${agentId}"`,
		});
	},
};
