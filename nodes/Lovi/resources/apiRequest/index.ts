import type { LoviResource } from '../../transport';
import { send } from './send.operation';

export const apiRequest: LoviResource = {
	value: 'apiRequest',
	name: 'API Request',
	operations: [send],
};
