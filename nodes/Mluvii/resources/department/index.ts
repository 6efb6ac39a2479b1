import type { MluviiResource } from '../../operation';
import { getMany } from './getMany.operation';

export const department: MluviiResource = {
	value: 'department',
	name: 'Department',
	description: 'Parts of the company, such as sales; Mluvii also calls them tenants',
	operations: [getMany],
};
