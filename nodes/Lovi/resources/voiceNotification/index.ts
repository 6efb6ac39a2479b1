import type { LoviResource } from '../../operation';
import { send } from './send.operation';

export const voiceNotification: LoviResource = {
	value: 'voiceNotification',
	name: 'Voice Notification',
	operations: [send],
};
