import type { Handler } from '../service';
import { sessionFilter, unsupportedFilters } from './sessionFilter';
import type { MluviiState } from './state';

/** Mluvii does not publish its default; this one is small enough to be noticed. */
const defaultLimit = 100;

/** Handlers of the session resource. */
export function sessionHandlers(state: MluviiState): Record<string, Handler> {
	return {
		listSessions({ query }) {
			const { limit, offset = 0, ...filters } = query as { limit?: number; offset?: number };
			const unsupported = unsupportedFilters(filters);
			if (unsupported.length > 0) {
				return { status: 501, violation: `not in the sandbox: filter ${unsupported.join(', ')}` };
			}
			const { addSessionPerListRequest, maxPageSize } = state.settings;
			for (let i = 0; i < addSessionPerListRequest; i++) state.addSession();
			const all = state.sessions();
			const found = Object.keys(filters).length > 0 ? all.filter(sessionFilter(filters)) : all;
			const size = Math.min(limit ?? defaultLimit, maxPageSize ?? Infinity);
			return { status: 200, body: found.slice(offset, offset + size) };
		},

		getSession({ params }) {
			const session = state.session(Number(params['id']));
			return session === undefined ? { status: 404 } : { status: 200, body: session };
		},

		downloadFile({ query }) {
			const isKnown = state.session(Number(query['key'])) !== undefined;
			if (!isKnown) return { status: 404 };
			const headers = { 'content-type': 'audio/mpeg' };
			return { status: 200, body: Buffer.from(`recording of ${String(query['key'])}`), headers };
		},
	};
}
