import type { Chat, ChatEntry } from '../../api';
import type { Answer } from '../../service';
import { refused } from '../answers';
import type { Emit } from '../deliveries';
import { sessionHead } from '../events';
import { heroCards, mediaObjects } from '../seed/chatbots';
import { groups } from '../seed/company';
import type { Session } from '../seed/sessions';
import type { User } from '../seed/users';
import { timestamp } from '../seed/values';
import type { MluviiState } from '../state';
import { assignIdentity, matchIdentities } from './identities';
import { availability, groupsOf, onlineOperators } from './operators';

/** What a chatbot sends. */
export interface ChatbotActivity extends Record<string, unknown> {
	sessionId: number;
	type?: 'message';
	activity?: string;
	text?: string;
}

/** An activity, and what it acts on. */
export interface Turn {
	state: MluviiState;
	emit: Emit;
	chat: Chat;
	session: Session;
	chatbotId: number;
	activity: ChatbotActivity;
	/** Shows something to the visitor. */
	show: (from: ChatEntry['from'], fields: Record<string, unknown>) => void;
	/** The session ends. */
	end: () => void;
}

/** What is told at the callback URL, or why nothing was done; most activities have neither. */
type Outcome = { answer: Record<string, unknown> } | { refusal: Answer } | undefined;

const success: Outcome = { answer: { success: true, errorMessage: null } };

/** What each activity does (reference, sections 14 and 18.5). */
export const activities: Record<string, (turn: Turn) => Outcome> = {
	Text(turn) {
		const { text, attachments, attachmentLayout, suggestedActions } = turn.activity;
		const hasCards = Array.isArray(attachments) && attachments.length > 0;
		say(turn, {
			text: text ?? null,
			...(hasCards && { chatbotMessageContent: { text, attachments, attachmentLayout } }),
		});
		turn.show('chatbot', {
			activity: 'Text',
			text,
			attachments,
			attachmentLayout,
			suggestedActions,
		});
		return undefined;
	},

	RichCardList(turn) {
		const { items, layout } = turn.activity;
		say(turn, { chatbotMessageContent: { attachments: items, attachmentLayout: layout } });
		turn.show('chatbot', { activity: 'RichCardList', items, layout });
		return undefined;
	},

	Typing({ chat, activity }) {
		chat.isTyping = activity['show'] === true;
		return undefined;
	},

	Forward(turn) {
		const { state, chatbotId, activity } = turn;
		const { operatorGroupId, userId } = activity;
		if (operatorGroupId !== undefined && operatorGroupId !== null) {
			const group = groups.find(({ id }) => id === operatorGroupId);
			if (group === undefined) return { refusal: refused('operatorGroupId', 'No such group') };
			const target = { toGroupId: group.id, toGroupName: group.name };
			state.addActivity(turn.session, 'SessionForwarded', {
				...{ client: 'Chatbot', chatbotId },
				...target,
			});
			leave(turn, 'Forward', target, onlineOperators(state, [group])[0]);
			return undefined;
		}
		const user = state.records.users.get(Number(userId));
		if (user === undefined) return { refusal: refused('userId', 'No such user') };
		const toOperatorFullName = fullName(user);
		const target = { toOperatorUserId: user.id, toOperatorFullName };
		state.addActivity(turn.session, 'SessionForwarded', {
			...{ client: 'Chatbot', chatbotId },
			...target,
		});
		const isOnline = state.records.operatorStates.get(user.id)?.at(-1)?.stateKind === 'ONLINE';
		leave(turn, 'Forward', target, isOnline ? user : undefined);
		return undefined;
	},

	HandOff(turn) {
		const candidates = groupsOf(turn.session.departmentId);
		const [operator] = onlineOperators(turn.state, candidates);
		const isOffline = candidates.every(
			(group) => availability(turn.state, group).groupState === 'OFFLINE',
		);
		leave(turn, 'HandOff', {}, operator, isOffline);
		return undefined;
	},

	EndConversation(turn) {
		turn.show('mluvii', { activity: 'EndConversation' });
		turn.end();
		return undefined;
	},

	GetAvailableOperators({ state, session, activity }) {
		const { groupId } = activity;
		const of =
			groupId === undefined || groupId === null
				? groupsOf(session.departmentId)
				: groups.filter(({ id }) => id === groupId);
		const availableOperators = onlineOperators(state, of).map((user) => ({
			displayName: fullName(user),
			userId: user.id,
		}));
		return { answer: { availableOperators } };
	},

	GetAvailableGroups({ state, session, activity }) {
		const { groupIds } = activity;
		const of = Array.isArray(groupIds)
			? groups.filter(({ id }) => groupIds.includes(id))
			: groupsOf(session.departmentId);
		return { answer: { availableGroups: of.map((group) => availability(state, group)) } };
	},

	GetCallParams({ state, session }) {
		const params = state.callParams(session.id) ?? [];
		return {
			answer: { callParams: Object.fromEntries(params.map(({ name, value }) => [name, value])) },
		};
	},

	SetCallParams({ state, emit, session, activity, show }) {
		const callParams = activity['callParams'] as Record<string, string>;
		state.setCallParams(session, callParams);
		const { id, tenantId } = sessionHead(session);
		emit('SessionCallParamsUpdated', { id, tenantId });
		show('mluvii', { activity: 'SetCallParams', callParams });
		return success;
	},

	SetTag({ session, activity, show }) {
		const name = String(activity['name']);
		if (!session.tags.some((tag) => tag.name === name)) session.tags.push({ userId: null, name });
		show('mluvii', { activity: 'SetTag', name });
		return undefined;
	},

	UnsetTag({ session, activity, show }) {
		const name = String(activity['name']);
		session.tags = session.tags.filter((tag) => tag.name !== name);
		show('mluvii', { activity: 'UnsetTag', name });
		return undefined;
	},

	SendGuestOfflineEmail({ activity, show }) {
		const { subject, message, location } = activity;
		show('mluvii', { activity: 'SendGuestOfflineEmail', subject, message, location });
		return undefined;
	},

	GetGuestIdentity({ session }) {
		return {
			answer: {
				trackedGuestGuid: session.guest.trackedId,
				facebookPSID: null,
				facebookPageId: null,
				phoneCallerId: null,
				whatsAppContactId: null,
				vkContactId: null,
				genericChannelId: null,
				appleContactId: null,
			},
		};
	},

	GetHeroCards() {
		const shown = heroCards.map(({ displayName, heroCardId, languages }) => ({
			...{ displayName, heroCardId, languages },
		}));
		return { answer: { heroCards: shown } };
	},

	SendHeroCard(turn) {
		const { heroCardId, initialParams, selectedLanguage, additionalParams } = turn.activity;
		const card = heroCards.find((known) => known.heroCardId === heroCardId);
		if (card === undefined) return failure(`There is no hero card ${String(heroCardId)}`);
		if (typeof selectedLanguage === 'string' && !card.languages.includes(selectedLanguage)) {
			return failure(`The hero card has no language ${selectedLanguage}`);
		}
		const { activityId } = say(turn, {}, 'HeroCard');
		turn.show('chatbot', {
			...{ activity: 'SendHeroCard', activityId, card },
			...{ initialParams, selectedLanguage, additionalParams },
		});
		return success;
	},

	ChatbotOpenFileUploadPrompt({ chat, show }) {
		chat.isAskedForFile = true;
		show('chatbot', { activity: 'ChatbotOpenFileUploadPrompt' });
		return undefined; // Answered when the visitor has uploaded or cancelled.
	},

	EnableGuestUpload: (turn) => allow(turn, { mayUpload: true }),
	DisableGuestUpload: (turn) => allow(turn, { mayUpload: false }),
	EnableGuestInput: (turn) => allow(turn, { mayWrite: true }),
	DisableGuestInput: (turn) => allow(turn, { mayWrite: false }),

	GetMediaObjects: () => ({ answer: { fileStoreItems: mediaObjects } }),

	ShareFile(turn) {
		const { url, name } = turn.activity;
		const known = url ?? mediaObjects.find((file) => file.name === name)?.name;
		if (typeof known !== 'string') {
			const errorMessage = `There is no file ${JSON.stringify(name ?? null)}`;
			return { answer: { isSuccess: false, errorMessage, fileSource: null } };
		}
		say(turn, { text: known });
		turn.show('chatbot', { activity: 'ShareFile', url, name });
		return { answer: { isSuccess: true, errorMessage: null, fileSource: known } };
	},

	ObtainCrmIdentity({ state, session }) {
		const { identity } = session.guest;
		return {
			answer: {
				assignedCrmIdentityId: identity === null ? null : Number(identity),
				matchedCrmIdentities: matchIdentities(state, session),
			},
		};
	},

	AssignCrmIdentity({ state, session, activity }) {
		return { answer: assignIdentity(state, session, activity['existingCrmIdentityId']) };
	},

	RequestLocation(turn) {
		const { text } = turn.activity;
		say(turn, { text: text ?? null }, 'LocationRequest');
		turn.chat.isAskedForLocation = true;
		turn.show('chatbot', { activity: 'RequestLocation', text });
		return undefined;
	},
};

function failure(errorMessage: string): Outcome {
	return { answer: { success: false, errorMessage } };
}

/** The session's activity of something that the chatbot shows. */
function say(
	{ state, session, chatbotId, chat }: Turn,
	fields: Parameters<MluviiState['addActivity']>[2],
	type = 'ChatbotMessage',
) {
	chat.isTyping = false;
	return state.addActivity(session, type, { client: 'Chatbot', chatbotId, ...fields });
}

function allow(
	{ chat, activity, show }: Turn,
	change: Partial<Pick<Chat, 'mayWrite' | 'mayUpload'>>,
): Outcome {
	Object.assign(chat, change);
	show('mluvii', { activity: activity.activity });
	return success;
}

/** The chatbot leaves the session to an operator, to the queue, or to the offline form. */
function leave(
	{ state, emit, chat, session, show }: Turn,
	activity: 'Forward' | 'HandOff',
	target: Record<string, unknown>,
	operator: User | undefined,
	isOffline = false,
): void {
	const time = timestamp(state.now());
	for (const chatbot of session.chatbots) chatbot.left ??= time;
	chat.isTyping = false;
	// Who disabled them is gone.
	Object.assign(chat, { mayWrite: true, mayUpload: true });
	Object.assign(chat, { isAskedForFile: false, isAskedForLocation: false });
	if (operator !== undefined) {
		chat.state = 'withOperator';
		session.status = 'ACTIVE';
		const { id: userId, username: userName, firstName, lastName } = operator;
		session.operators.push({
			...{ userId, userName, firstName, lastName },
			...{ joined: time, left: null, concluded: null, note: null },
		});
		const { id, tenantId, channel, source } = sessionHead(session);
		emit('SessionOperatorJoined', { id, tenantId, userId, channel, source, time });
	} else {
		chat.state = isOffline ? 'offlineForm' : 'inQueue';
		session.status = isOffline ? session.status : 'IN_QUEUE';
		session.enteredQueue = time;
	}
	if (activity === 'Forward') {
		const { toOperatorUserId = null, toGroupId = null } = target;
		emit('SessionForwarded', {
			...{ ...sessionHead(session), time },
			...{ userId: toOperatorUserId, operatorGroupId: toGroupId, chatbotId: null },
		});
	}
	const operatorName = operator && fullName(operator);
	show('mluvii', { activity, ...target, operatorName });
}

function fullName({ firstName, lastName }: User): string {
	return `${firstName} ${lastName}`;
}
