import type { LoviResource } from '../operation';
import { apiKey } from './apiKey';
import { apiRequest } from './apiRequest';
import { companyToken } from './companyToken';
import { template } from './template';
import { voiceNotification } from './voiceNotification';
import { whatsAppNotification } from './whatsAppNotification';

/** Everything that the Lovi node can do, in the order in which the editor shows it. */
export const resources: LoviResource[] = [
	apiKey,
	apiRequest,
	companyToken,
	template,
	voiceNotification,
	whatsAppNotification,
];
