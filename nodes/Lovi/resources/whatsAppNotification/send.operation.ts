import { toText } from '../../../shared/base/text';
import {
	message,
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
	action: 'Send a WhatsApp notification',
	description: 'Send a WhatsApp message from an approved template to one person',
	effect: 'write',
	fields: { ...recipientFields, message, ...notificationFields },
	options: sendingOptions,
	async execute({ client, fields, options, index, count }) {
		const { company, number, message, contactFields } = fields;
		const body = {
			contact: { number, ...contactFields },
			...message,
			...notificationBody(fields, options),
		};
		const perMinute = requestsPerMinute(options);
		if (index === 0) announce(client, count, perMinute);
		return await notifyOne(client, await companyKey(client, company), {
			endpoint: endpoints.notifyWhatsApp(),
			body,
			numbers: [number],
			isFlat: options.flatBody === true,
			perMinute,
			subject: `The template "${toText(message.name_template)}"`,
		});
	},
});
