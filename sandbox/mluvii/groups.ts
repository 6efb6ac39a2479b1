import type { Handler } from '../service';
import { found } from './answers';
import { maybePage } from './pages';
import type { MluviiState } from './state';

/** Handlers of operator groups. */
export function groupHandlers(state: MluviiState): Record<string, Handler> {
	return {
		listGroups: ({ query }) => found(maybePage(state.records.groups.all(), query, state.settings)),
	};
}
