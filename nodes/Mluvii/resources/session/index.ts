import type { MluviiResource } from '../../transport';
import { get } from './get.operation';
import { getMany } from './getMany.operation';

export const session: MluviiResource = {
	value: 'session',
	name: 'Session',
	operations: [get, getMany],
};
