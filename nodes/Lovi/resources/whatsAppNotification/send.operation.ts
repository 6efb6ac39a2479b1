import { toText } from '../../../shared/base/text';
import {
	message,
	notificationBody,
	notificationFields,
	recipientFields,
	requestsPerMinute,
	sendingOptions,
} from '../../fields/notification';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** Send a message to one contact. */
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
		if (index === 0) client.announce(count, perMinute);
		return await client.notifyOne(await client.companyKey(company), {
			...endpoints.notifyWhatsApp(),
			body,
			numbers: [number],
			isFlat: options.flatBody === true,
			perMinute,
			subject: `The template "${toText(message.name_template)}"`,
		});
	},
});
