import type { LoviResource } from '../../operation';
import { preview } from './preview.operation';
import { send } from './send.operation';

export const voiceNotification: LoviResource = {
	value: 'voiceNotification',
	name: 'Voice Notification',
	description: 'Phone calls in which a voice agent of Lovi talks to a person',
	operations: [send, preview],
};
