import type { Handler } from '../service';
import { found, notFound } from './answers';
import { company, metricSettings } from './seed/company';
import type { MluviiState } from './state';

/** Handlers of the company resource. */
export function companyHandlers(state: MluviiState): Record<string, Handler> {
	return {
		getOwnCompany: () => found(company),
		getCompany: ({ params }) => found(state.records.companies.get(Number(params['id']))),
		getMetricSettings: ({ params }) =>
			Number(params['id']) === company.id ? found(metricSettings) : notFound,
	};
}
