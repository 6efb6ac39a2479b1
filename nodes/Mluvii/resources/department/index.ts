import type { MluviiResource } from '../../operation';
import { getMany } from './getMany.operation';

export const department: MluviiResource = {
	value: 'department',
	name: 'Department',
	operations: [getMany],
};
