import { companyLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

/** GET /api/v1/Companies/{id}/metricSettings (mluvii-api.md, section 9, OFF). Its token is a secret. */
export const getMetricSettings: MluviiOperation = {
	value: 'getMetricSettings',
	name: 'Get Metric Settings',
	action: 'Get the metric settings of a company',
	description:
		'Read address and token of the database in which Mluvii stores the metrics of a company',
	effect: 'read',
	properties: [companyLocator],
	async execute({ client, parameters }) {
		const id = parameters.id('companyId');
		return await client.record({
			method: 'GET',
			path: path`/api/v1/Companies/${id}/metricSettings`,
			subject: `A metric database of company ${id}`,
		});
	},
};
