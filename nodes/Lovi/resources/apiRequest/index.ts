import type { LoviResource } from '../../operation';
import { send } from './send.operation';

export const apiRequest: LoviResource = {
	value: 'apiRequest',
	name: 'API Request',
	operations: [send],
};
