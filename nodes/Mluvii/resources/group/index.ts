import type { MluviiResource } from '../../client';
import { getMany } from './getMany.operation';

export const group: MluviiResource = {
	value: 'group',
	name: 'Group',
	operations: [getMany],
};
