import { limit } from '../../../shared/operation/fields';
import { companyId } from '../../fields/company';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** List the metric dashboards of a company; the list is not paged. */
export const getMany = itemOperation({
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many metric dashboards of a company',
	description: 'Read many metric dashboards of a company with the metrics on them',
	effect: 'read',
	fields: { companyId, limit },
	async execute({ client, fields: { companyId, limit } }) {
		return await client.unpagedRecords(
			{
				...endpoints.listMetricDashboards(),
				query: { companyId },
				subject: `Company ${companyId}`,
			},
			{ limit },
		);
	},
});
