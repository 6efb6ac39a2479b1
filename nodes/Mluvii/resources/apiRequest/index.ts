import type { MluviiResource } from '../../operation';
import { send } from './send.operation';

export const apiRequest: MluviiResource = {
	value: 'apiRequest',
	name: 'API Request',
	operations: [send],
};
