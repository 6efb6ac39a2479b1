import { company, departments, groups } from './company';
import { pick, timestamp } from './values';

/** The operators of the seeded sessions. */
export const operators = [
	{ userId: 101, userName: 'anna.novak', firstName: 'Anna', lastName: 'Novák' },
	{ userId: 102, userName: 'ben.smith', firstName: 'Ben', lastName: 'Smith' },
	{ userId: 103, userName: 'carla.nunez', firstName: 'Carla', lastName: 'Núñez' },
];

const firstNames = [
	...['Dana', 'Emil', 'Filip', 'Greta', 'Hana', 'Igor', 'Jitka'],
	...['Karel', 'Lenka', 'Milan', 'Nora', 'Ondřej', 'Petra'],
];
const lastNames = ['Bílek', 'Čech', 'Dudek', 'Eliáš', 'Fiala'];
const others = 25;

const allDepartments = departments.map(({ id }) => id);
const memberships = [allDepartments, [62], [63], [64], [62, 64], []];

const stateKinds = [
	...['ONLINE', 'BEFORE_CALL', 'ON_CALL', 'AFTER_CALL', 'ONLINE'],
	...['BREAK', 'ONLINE', 'AWAY', 'OFFLINE', 'DISCONNECTED'],
];
const stateMinutes = 11;

/** A user, and the company that the API does not show. */
export interface User {
	id: number;
	companyId: number;
	firstName: string;
	lastName: string;
	username: string;
	email: string;
	note: string | null;
	enabled: boolean;
	departments: number[];
	groups: number[];
	globalRoles: string[];
}

/** What an operator was doing from a time on. */
export type OperatorState = ReturnType<typeof makeState>;

/** The operators of the sessions, and colleagues in various departments; some are disabled. */
export function makeUsers(): User[] {
	const colleagues = Array.from({ length: others }, (_, index) => {
		const firstName = pick(firstNames, index);
		const lastName = pick(lastNames, index);
		const userName = `${firstName}.${lastName}`.normalize('NFD').replace(/\p{M}/gu, '');
		const userId = operators.length + 101 + index;
		return { userId, userName: userName.toLowerCase(), firstName, lastName };
	});
	return [...operators, ...colleagues].map(({ userId, userName, firstName, lastName }, index) => ({
		id: userId,
		companyId: company.id,
		firstName,
		lastName,
		username: userName,
		email: `${userName}@sandbox.example`,
		note: index % 9 === 4 ? 'Works part time' : null,
		enabled: index % 7 !== 6,
		departments: [...pick(memberships, index)],
		groups: groups
			.filter(({ departmentId }) => pick(memberships, index).includes(departmentId))
			.map(({ id }) => id),
		globalRoles: index === 0 ? ['CompanyAdmin'] : index % 8 === 7 ? ['Wallboard'] : [],
	}));
}

/** By user, oldest first: a long history of the first user and a short one of the others. */
export function makeOperatorStates(users: User[], now: number): Map<number, OperatorState[]> {
	return new Map(
		users.map(({ id }, index) => {
			const length = index === 0 ? 450 : 1 + (index % 5);
			const states = Array.from({ length }, (_, n) =>
				makeState(id, index + n, now - (length - n) * stateMinutes * 60_000),
			);
			return [id, states];
		}),
	);
}

function makeState(userId: number, index: number, changed: number) {
	const stateKind = pick(stateKinds, index);
	const isBreak = stateKind === 'BREAK';
	return {
		userId,
		stateKind,
		breakStateId: isBreak ? 41 : null,
		breakStateName: isBreak ? 'Lunch' : null,
		isBreakStatePaid: isBreak ? false : null,
		note: null,
		changed: timestamp(changed),
		forced: index % 30 === 29,
	};
}
