import { toText } from '../../../shared/base/text';
import {
	message,
	notificationFields,
	recipientFields,
	sendingOptions,
	templateCheck,
	templateOptions,
	whatsAppBody,
} from '../../fields/notification';
import * as endpoints from '../../generated/endpoints';
import { notifyOne } from '../../notifications';
import { itemOperation } from '../../operation';

export const send = itemOperation({
	value: 'send',
	name: 'Send',
	action: 'Send a WhatsApp message from a template to one person',
	description: 'Send a WhatsApp message from an approved template to one person',
	effect: 'write',
	sends: true,
	fields: { ...recipientFields, message, ...notificationFields },
	options: { ...sendingOptions, ...templateOptions },
	async execute({ client, fields, options, count, hint }) {
		const { company, number, message } = fields;
		const body = whatsAppBody(fields, options);
		return await notifyOne(client, {
			endpoint: endpoints.notifyWhatsApp(),
			company,
			body,
			numbers: [number],
			isFlat: options.flatBody === true,
			perMinute: options.requestsPerMinute,
			requests: count,
			subject: `The template "${toText(message.body.name_template)}"`,
			check: templateCheck(fields, options),
			hint,
		});
	},
});
