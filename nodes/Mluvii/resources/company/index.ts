import type { MluviiResource } from '../../operation';
import { get } from './get.operation';
import { getMetricSettings } from './getMetricSettings.operation';

export const company: MluviiResource = {
	value: 'company',
	name: 'Company',
	description: 'The company in Mluvii that everything else belongs to, with its settings',
	operations: [get, getMetricSettings],
};
