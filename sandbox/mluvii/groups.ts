import type { Handler } from '../service';
import { found } from './answers';
import type { MluviiState } from './state';

/** Handlers of operator groups. */
export function groupHandlers(state: MluviiState): Record<string, Handler> {
	return { listGroups: () => found(state.records.groups.all()) };
}
