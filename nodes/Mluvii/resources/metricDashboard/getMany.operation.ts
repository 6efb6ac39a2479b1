import { returnAllFields } from '../../../shared/operation/fields';
import { companyLocator } from '../../locators';
import type { MluviiOperation } from '../../client';

/** GET /api/v1/MetricDashboards?companyId={id}, not paged (mluvii-api.md, section 12, OFF). */
export const getMany: MluviiOperation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many metric dashboards',
	description: 'Read many metric dashboards of a company with the metrics on them',
	effect: 'read',
	properties: [companyLocator, ...returnAllFields],
	async execute({ client, parameters }) {
		const companyId = parameters.id('companyId');
		return await client.unpagedRecords(
			{
				path: '/api/v1/MetricDashboards',
				query: { companyId },
				subject: `Company ${companyId}`,
			},
			{ limit: parameters.limit() },
		);
	},
};
