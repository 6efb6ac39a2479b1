import type { MluviiResource } from '../../client';
import { getMany } from './getMany.operation';

export const department: MluviiResource = {
	value: 'department',
	name: 'Department',
	operations: [getMany],
};
