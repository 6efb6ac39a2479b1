import type { MluviiResource } from '../../operation';
import { getMany } from './getMany.operation';

export const metricDashboard: MluviiResource = {
	value: 'metricDashboard',
	name: 'Metric Dashboard',
	description: 'Overviews of figures about the work in Mluvii, with the metrics on them',
	operations: [getMany],
};
