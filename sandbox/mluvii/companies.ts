import type { Handler } from '../service';
import { company } from './state';

/** Handlers of the company resource. */
export function companyHandlers(): Record<string, Handler> {
	return {
		getOwnCompany: () => ({ status: 200, body: company }),
		getCompany: ({ params }) =>
			Number(params['id']) === company.id ? { status: 200, body: company } : { status: 404 },
	};
}
