import type { MluviiResource } from '../../client';
import { send } from './send.operation';

export const apiRequest: MluviiResource = {
	value: 'apiRequest',
	name: 'API Request',
	operations: [send],
};
