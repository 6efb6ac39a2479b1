import type { MluviiResource } from '../../transport';
import { getMany } from './getMany.operation';

export const group: MluviiResource = {
	value: 'group',
	name: 'Group',
	operations: [getMany],
};
