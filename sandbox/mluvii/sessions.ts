import type { Answer, Handler } from '../service';
import { done, found, notFound, refused } from './answers';
import type { Emit } from './deliveries';
import { sessionHead } from './events';
import { page } from './pages';
import type { Activity } from './seed/sessions';
import { isDurationFilter, sessionFilter, unsupportedFilters } from './sessionFilter';
import type { MluviiState } from './state';

interface ForwardRequest {
	operatorGroupId?: number;
	userId?: number;
	chatbotId?: number;
	phoneNumber?: string;
	note?: string;
}

/** What an activity says about a target. */
type Target = Pick<
	Partial<Activity>,
	'toOperatorUserId' | 'toOperatorFullName' | 'toGroupId' | 'toGroupName' | 'toPhoneNumber'
> & { chatbotId?: number };

/** Handlers of the session resource. */
export function sessionHandlers(state: MluviiState, emit: Emit): Record<string, Handler> {
	return {
		listSessions({ query }) {
			const { limit, offset, ...filters } = query;
			const unsupported = unsupportedFilters(filters);
			const misspelt = Object.keys(filters).find(
				(key) => isDurationFilter(key) && !String(filters[key]).startsWith('P'),
			);
			if (state.settings.durationFilter === 'iso' && misspelt !== undefined) {
				return refused(misspelt, 'Not a duration');
			}
			if (unsupported.length > 0) {
				return { status: 501, violation: `not in the sandbox: filter ${unsupported.join(', ')}` };
			}
			for (let i = 0; i < state.settings.addSessionPerListRequest; i++) state.addSession();
			const all = state.sessions();
			const rows = Object.keys(filters).length > 0 ? all.filter(sessionFilter(filters)) : all;
			const listed = page(rows, { limit, offset }, state.settings);
			const isLighter = state.settings.listedSessions === 'lighter';
			const body = isLighter ? listed.map((session) => ({ ...session, activities: [] })) : listed;
			return { status: 200, body };
		},

		getSession: ({ params }) => found(state.session(Number(params['id']))),

		getSessionCallParams({ params }) {
			const callParams = state.callParams(Number(params['id']));
			return found(callParams && { callParams });
		},

		setSessionCallParams({ params, body }) {
			const session = state.session(Number(params['id']));
			if (session === undefined) return notFound;
			state.setCallParams(session, (body as { callParams: Record<string, string> }).callParams);
			const { id, tenantId } = sessionHead(session);
			emit('SessionCallParamsUpdated', { id, tenantId });
			return done;
		},

		addSessionTag({ params }) {
			const session = state.session(Number(params['id']));
			const tag = state.records.tags.get(Number(params['tagId']));
			if (session === undefined || tag === undefined) return notFound;
			const isThere = session.tags.some(({ name }) => name === tag.name);
			if (!isThere) session.tags.push({ userId: null, name: tag.name });
			return done;
		},

		removeSessionTag({ params }) {
			const session = state.session(Number(params['id']));
			const tag = state.records.tags.get(Number(params['tagId']));
			if (session === undefined || tag === undefined) return notFound;
			session.tags = session.tags.filter(({ name }) => name !== tag.name);
			return done;
		},

		anonymizeSession({ params }) {
			const session = state.session(Number(params['id']));
			if (session === undefined) return notFound;
			state.anonymize(session);
			return done;
		},

		forwardSession({ params, body }) {
			const session = state.session(Number(params['id']));
			if (session === undefined) return notFound;
			const request = body as ForwardRequest;
			const target = forwardTarget(state, request);
			if ('status' in target) return target;
			const { time } = state.addActivity(session, 'SessionForwarded', {
				...target,
				...(request.note !== undefined && { note: request.note }),
			});
			const { userId = null, operatorGroupId = null, chatbotId = null } = request;
			const ids = { userId, operatorGroupId, chatbotId };
			emit('SessionForwarded', { ...sessionHead(session), time, ...ids });
			return done;
		},
	};
}

/** What the activity says about the target; a refusal when there is no such target. */
function forwardTarget(state: MluviiState, request: ForwardRequest): Answer | Target {
	const { operatorGroupId, userId, chatbotId, phoneNumber } = request;
	const { groups, users, chatbots } = state.records;
	if (operatorGroupId !== undefined) {
		const group = groups.get(operatorGroupId);
		if (group === undefined) return refused('operatorGroupId', 'No such group');
		return { toGroupId: group.id, toGroupName: group.name };
	}
	if (userId !== undefined) {
		const user = users.get(userId);
		if (user === undefined) return refused('userId', 'No such user');
		const toOperatorFullName = `${user.firstName} ${user.lastName}`;
		return { toOperatorUserId: user.id, toOperatorFullName };
	}
	if (chatbotId !== undefined) {
		return chatbots.has(chatbotId) ? { chatbotId } : refused('chatbotId', 'No such chatbot');
	}
	return { toPhoneNumber: phoneNumber };
}
