import type { Handler } from '../service';
import { found } from './answers';
import { maybePage } from './pages';
import type { MluviiState } from './state';

/** Handlers of departments. */
export function departmentHandlers(state: MluviiState): Record<string, Handler> {
	return {
		listDepartments: ({ query }) =>
			found(maybePage(state.records.departments.all(), query, state.settings)),
	};
}
