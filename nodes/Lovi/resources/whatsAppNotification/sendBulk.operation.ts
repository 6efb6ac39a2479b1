import { BULK, bulkEntry, bulkNotification, bulkOptions } from '../../bulk';
import { message, notificationFields, recipientFields } from '../../fields/notification';
import { checkFirst, notify } from '../../notifications';
import { batchOperation } from '../../operation';

/** Send a message to up to 100 contacts with one request; how that is done: bulk.ts. */
export const sendBulk = batchOperation({
	value: 'sendBulk',
	name: 'Send Bulk',
	action: 'Send a WhatsApp message in bulk to many people',
	description:
		'Send a WhatsApp message from an approved template to many people: input items with the same template and settings go out together, up to 100 in a request. A contact that comes twice with the same values gets one message.',
	effect: 'write',
	sends: true,
	fields: { ...recipientFields, message, ...notificationFields },
	options: bulkOptions,
	...BULK,
	read({ fields, options, count }) {
		return bulkEntry(fields, options, count);
	},
	async check(client, request, contact) {
		await checkFirst(client, bulkNotification(request, [contact]));
	},
	async send(client, request, contacts, hint) {
		return await notify(client, { ...bulkNotification(request, contacts), hint });
	},
});
