import type { MluviiResource } from '../../operation';
import { send } from './send.operation';

export const apiRequest: MluviiResource = {
	value: 'apiRequest',
	name: 'API Request',
	description: 'Any part of the Mluvii Public API that the other resources do not cover',
	operations: [send],
};
