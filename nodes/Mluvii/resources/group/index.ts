import type { MluviiResource } from '../../operation';
import { getMany } from './getMany.operation';

export const group: MluviiResource = {
	value: 'group',
	name: 'Group',
	description: 'Groups of operators to whom sessions are forwarded',
	operations: [getMany],
};
