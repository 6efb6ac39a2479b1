import { groups } from '../seed/company';
import type { User } from '../seed/users';
import type { MluviiState } from '../state';

type Group = (typeof groups)[number];

/** Chats that an operator has at once. */
const slotsOfOperator = 3;
const queueSlots = 20;
const busy = ['BEFORE_CALL', 'ON_CALL', 'AFTER_CALL'];

/** The groups that routing can choose for a department. */
export function groupsOf(departmentId: number): Group[] {
	return groups.filter((group) => group.departmentId === departmentId && group.type !== 'CHATBOT');
}

/** The operators of a group who are in one of these states. */
function members(state: MluviiState, { id }: Group, kinds: string[]): User[] {
	const { users, operatorStates } = state.records;
	return users
		.all()
		.filter((user) => user.enabled && user.groups.includes(id))
		.filter((user) => kinds.includes(operatorStates.get(user.id)?.at(-1)?.stateKind ?? ''));
}

/** The operators who can take a chat now, of any of these groups. */
export function onlineOperators(state: MluviiState, of: Group[]): User[] {
	return [...new Set(of.flatMap((group) => members(state, group, ['ONLINE'])))];
}

/** A group as GetAvailableGroups shows it. */
export function availability(state: MluviiState, group: Group) {
	const count = (kinds: string[]) => members(state, group, kinds).length;
	const [online, occupied, away] = [count(['ONLINE']), count(busy), count(['AWAY'])];
	const inQueue = state
		.sessions()
		.filter(
			({ status, departmentId }) => status === 'IN_QUEUE' && departmentId === group.departmentId,
		).length;
	const isQueueFull = inQueue >= queueSlots;
	const isOffline = online === 0 && (occupied === 0 || isQueueFull);
	const reason =
		occupied > 0 ? 'QUEUE_FULL' : away > 0 ? 'AWAY_IS_OFFLINE' : ('NO_OPERATORS' as const);
	const used = occupied * slotsOfOperator;
	const maxSlots = (online + occupied) * slotsOfOperator;
	return {
		displayName: group.name,
		groupId: group.id,
		groupState: isOffline ? 'OFFLINE' : online > 0 ? 'ONLINE' : 'BUSY',
		groupOfflineReasons: isOffline ? [reason] : [],
		groupWorkload: {
			maxSlots,
			usedSlotsWaiting: 0,
			usedSlotsAccepted: used,
			freeSlots: maxSlots - used,
		},
		queueWorkload: {
			freeQueueSlotsCountTotal: Math.max(0, queueSlots - inQueue),
			inQueueCountTotal: inQueue,
			isQueueFull,
		},
	};
}
