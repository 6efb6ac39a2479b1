import type { MluviiResource } from '../../operation';
import { get } from './get.operation';
import { getMetricSettings } from './getMetricSettings.operation';

export const company: MluviiResource = {
	value: 'company',
	name: 'Company',
	operations: [get, getMetricSettings],
};
