import type { LoviResource } from '../../client';
import { send } from './send.operation';

export const apiRequest: LoviResource = {
	value: 'apiRequest',
	name: 'API Request',
	operations: [send],
};
