import type { LoviResource } from '../../operation';
import { mint } from './mint.operation';

export const companyToken: LoviResource = {
	value: 'companyToken',
	name: 'Company Token',
	description:
		'Tokens for calls of the Lovi API in the name of one company. Sending notifications needs none.',
	operations: [mint],
};
