import type { Handler } from '../service';
import { found } from './answers';
import type { MluviiState } from './state';

/** Handlers of departments. */
export function departmentHandlers(state: MluviiState): Record<string, Handler> {
	return { listDepartments: () => found(state.records.departments.all()) };
}
