import type { LoviResource } from '../../client';
import { send } from './send.operation';

export const voiceNotification: LoviResource = {
	value: 'voiceNotification',
	name: 'Voice Notification',
	operations: [send],
};
