import type { LoviResource } from '../../operation';
import { create } from './create.operation';
import { getComponents } from './getComponents.operation';
import { getMany } from './getMany.operation';

export const template: LoviResource = {
	value: 'template',
	name: 'Template',
	operations: [create, getComponents, getMany],
};
