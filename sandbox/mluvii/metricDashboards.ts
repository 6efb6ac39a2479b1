import type { Handler } from '../service';
import { found, refused } from './answers';
import { company, metricDashboards } from './seed/company';
import type { MluviiState } from './state';

/** Handlers of metric dashboards. */
export function metricDashboardHandlers(state: MluviiState): Record<string, Handler> {
	return {
		listMetricDashboards({ query }) {
			const companyId = Number(query['companyId']);
			if (!state.records.companies.has(companyId)) return refused('companyId', 'No such company');
			return found(companyId === company.id ? metricDashboards : []);
		},
	};
}
