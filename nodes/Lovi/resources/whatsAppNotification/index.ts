import type { LoviResource } from '../../operation';
import { send } from './send.operation';
import { sendBulk } from './sendBulk.operation';

export const whatsAppNotification: LoviResource = {
	value: 'whatsAppNotification',
	name: 'WhatsApp Notification',
	operations: [send, sendBulk],
};
