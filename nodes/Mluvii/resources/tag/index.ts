import type { MluviiResource } from '../../operation';
import { create } from './create.operation';
import { getMany } from './getMany.operation';

export const tag: MluviiResource = {
	value: 'tag',
	name: 'Tag',
	description:
		'Words with which sessions and e-mail threads of a department are marked, such as complaint',
	operations: [create, getMany],
};
