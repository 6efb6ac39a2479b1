import type { LoviResource } from '../../operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';

export const apiKey: LoviResource = {
	value: 'apiKey',
	name: 'API Key',
	operations: [get, getMany],
};
