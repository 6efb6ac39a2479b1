import type { MluviiResource } from '../../transport';
import { send } from './send.operation';

export const apiRequest: MluviiResource = {
	value: 'apiRequest',
	name: 'API Request',
	operations: [send],
};
