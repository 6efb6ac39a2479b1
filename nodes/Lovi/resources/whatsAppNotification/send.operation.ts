import { toText } from '../../../shared/base/text';
import { companyLocator } from '../../locators';
import { readContact, readMessage, readPace } from '../../notification';
import {
	analyticsFields,
	contactFieldList,
	recipientFields,
	sendingOptions,
	templateChoice,
} from '../../notificationFields';
import type { LoviOperation } from '../../client';
import { announce, notifyOne } from '../../notifications';
import { companyKey } from '../../companies';

/** POST /functions/v1/notify with one contact (lovi-api.md, section 4). */
export const send: LoviOperation = {
	value: 'send',
	name: 'Send',
	action: 'Send a WhatsApp notification',
	description: 'Send a WhatsApp message from an approved template to one person',
	effect: 'write',
	properties: [
		companyLocator,
		...recipientFields,
		...templateChoice,
		contactFieldList,
		...analyticsFields,
	],
	options: sendingOptions,
	async execute({ client, parameters, index, count }) {
		const contact = readContact(parameters);
		const message = readMessage(parameters);
		const perMinute = readPace(parameters);
		if (index === 0) announce(client, count, perMinute);
		const company = await companyKey(client, parameters.locator('company'));
		return await notifyOne(client, company, {
			path: '/functions/v1/notify',
			body: { contact, ...message },
			numbers: [contact.number],
			isFlat: parameters.optionFlag('flatBody', false),
			perMinute,
			subject: `The template "${toText(message.name_template)}"`,
		});
	},
};
