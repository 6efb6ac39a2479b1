import type { MluviiResource } from '../../operation';
import { getMany } from './getMany.operation';

export const metricDashboard: MluviiResource = {
	value: 'metricDashboard',
	name: 'Metric Dashboard',
	operations: [getMany],
};
