import type { Handler } from '../service';
import { created, done, found, notFound, refused, without } from './answers';
import { maybePage, pageSize } from './pages';
import { company } from './seed/company';
import type { OperatorState, User } from './seed/users';
import { timestamp } from './seed/values';
import type { MluviiState } from './state';

type NewUser = Pick<User, 'firstName' | 'lastName' | 'username' | 'email'>;

/** Handlers of users and of what operators are doing. */
export function userHandlers(state: MluviiState): Record<string, Handler> {
	return {
		listUsers({ query }) {
			const { companyId = company.id } = query as { companyId?: number };
			if (!state.records.companies.has(companyId)) return refused('companyId', 'No such company');
			const users = state.records.users.all().filter((user) => user.companyId === companyId);
			const rows = maybePage(users, query, state.settings);
			return found(rows.map((user) => without(user, 'companyId')));
		},

		getUser({ params }) {
			const user = state.records.users.get(Number(params['id']));
			return found(user && without(user, 'companyId'));
		},

		createUser({ query, body }) {
			const { companies, users } = state.records;
			const companyId = Number(query['companyId']);
			if (!companies.has(companyId)) return refused('companyId', 'No such company');
			const { firstName, lastName, username, email } = body as NewUser;
			if (users.all().some((user) => user.username === username)) {
				return refused('username', 'The username is taken');
			}
			const user = users.add((id) => ({
				id,
				companyId,
				firstName,
				lastName,
				username,
				email,
				note: null,
				enabled: true,
				departments: [],
				groups: [],
				globalRoles: [],
			}));
			return created(user.id);
		},

		setUserDepartments({ params, body }) {
			const user = state.records.users.get(Number(params['id']));
			if (user === undefined) return notFound;
			const { departments } = body as { departments: number[] };
			const unknown = departments.find((id) => !state.records.departments.has(id));
			if (unknown !== undefined) return refused('departments', `No department ${unknown}`);
			const stay = state.settings.userDepartments === 'merge' ? user.departments : [];
			user.departments = [...new Set([...stay, ...departments])];
			return done;
		},

		setUserEnabled({ params, body }) {
			const user = state.records.users.get(Number(params['id']));
			if (user === undefined) return notFound;
			user.enabled = (body as { isEnabled: boolean }).isEnabled;
			return done;
		},

		listOperatorStates() {
			const { users, operatorStates } = state.records;
			return found(users.all().map(({ id }) => operatorStates.get(id)?.at(-1) ?? offline(id)));
		},

		listOperatorStateHistory({ params, query }) {
			const id = Number(params['id']);
			if (!state.records.users.has(id)) return notFound;
			const range = query as { LastModified?: string; DateLimit?: string };
			const from = range.LastModified === undefined ? -Infinity : utc(range.LastModified);
			const to = range.DateLimit === undefined ? Infinity : utc(range.DateLimit);
			const rows = (state.records.operatorStates.get(id) ?? []).filter(({ changed }) => {
				const time = Date.parse(changed);
				return time >= from && time <= to;
			});
			const { Limit, Page = 1 } = query as { Limit?: number; Page?: number };
			// In the answer there is a number, whatever the page size.
			const limit = Math.min(pageSize(Limit, state.settings), Number.MAX_SAFE_INTEGER);
			return found({
				lastModified: range.LastModified === undefined ? null : timestamp(from),
				limit,
				page: Page,
				totalCount: rows.length,
				data: rows.slice((Page - 1) * limit, Page * limit),
			});
		},
	};
}

/** Of a user who has never been anything else. */
function offline(userId: number): Omit<OperatorState, 'changed'> & { changed: null } {
	return {
		userId,
		stateKind: 'OFFLINE',
		breakStateId: null,
		breakStateName: null,
		isBreakStatePaid: null,
		note: null,
		changed: null,
		forced: false,
	};
}

function utc(text: string): number {
	return Date.parse(`${text}Z`);
}
