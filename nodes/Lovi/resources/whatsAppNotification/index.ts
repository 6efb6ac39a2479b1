import type { LoviResource } from '../../operation';
import { preview } from './preview.operation';
import { send } from './send.operation';
import { sendBulk } from './sendBulk.operation';

export const whatsAppNotification: LoviResource = {
	value: 'whatsAppNotification',
	name: 'WhatsApp Notification',
	description: 'WhatsApp messages from an approved template, to one person or to many',
	operations: [send, sendBulk, preview],
};
