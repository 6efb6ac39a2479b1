import type { LoviResource } from '../../operation';
import { mint } from './mint.operation';

export const companyToken: LoviResource = {
	value: 'companyToken',
	name: 'Company Token',
	operations: [mint],
};
