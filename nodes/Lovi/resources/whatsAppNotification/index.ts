import type { LoviResource } from '../../transport';
import { send } from './send.operation';

export const whatsAppNotification: LoviResource = {
	value: 'whatsAppNotification',
	name: 'WhatsApp Notification',
	operations: [send],
};
