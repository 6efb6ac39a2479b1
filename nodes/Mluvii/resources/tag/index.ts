import type { MluviiResource } from '../../transport';
import { create } from './create.operation';
import { getMany } from './getMany.operation';

export const tag: MluviiResource = {
	value: 'tag',
	name: 'Tag',
	operations: [create, getMany],
};
