import { companyId } from '../../fields/company';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** Read where the metrics of a company are. The token is a secret. */
export const getMetricSettings = itemOperation({
	value: 'getMetricSettings',
	name: 'Get Metric Settings',
	action: 'Get the metric database settings of a company',
	description:
		'Read address and token of the database in which Mluvii stores the metrics of a company',
	effect: 'read',
	fields: { companyId },
	async execute({ client, fields: { companyId } }) {
		return await client.record({
			...endpoints.getMetricSettings({ id: companyId }),
			subject: `A metric database of company ${companyId}`,
		});
	},
});
