import type { LoviResource } from '../../operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';

export const apiKey: LoviResource = {
	value: 'apiKey',
	name: 'API Key',
	description:
		'Keys with which Lovi is called for a company, and the companies that your login may act for',
	operations: [get, getMany],
};
