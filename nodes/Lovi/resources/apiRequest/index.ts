import type { LoviResource } from '../../operation';
import { send } from './send.operation';

export const apiRequest: LoviResource = {
	value: 'apiRequest',
	name: 'API Request',
	description: 'Any part of the Lovi API that the other resources do not cover',
	operations: [send],
};
