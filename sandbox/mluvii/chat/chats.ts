import { setTimeout as sleep } from 'node:timers/promises';
import type { CallbackDelivery, Chat, ChatEntry, Visitor, VisitorActivity } from '../../api';
import type { Answer } from '../../service';
import { notFound, refused } from '../answers';
import type { Emit } from '../deliveries';
import { sessionHead } from '../events';
import { departments } from '../seed/company';
import type { Session } from '../seed/sessions';
import { timestamp } from '../seed/values';
import type { MluviiState } from '../state';
import { activities, type ChatbotActivity } from './activities';
import type { Callbacks } from './callbacks';

/** From ConversationStarted to a text that opened the chat (reference, section 18.5). */
const firstTextAfterMs = 30;
/** Such a text was written before the conversation started. */
const firstTextIsOlderMs = 120;

/** The department of the widget that visitors write in. */
const departmentId = departments[0]?.id;

/** Fields that an activity cannot do without; a time can be filled in. */
const needed: Record<string, string[]> = {
	Text: ['text'],
	RichCardList: ['items', 'layout'],
	Typing: ['show'],
	SetCallParams: ['callParams'],
	SetTag: ['name'],
	UnsetTag: ['name'],
	SendGuestOfflineEmail: ['subject', 'message', 'location'],
	SendHeroCard: ['heroCardId'],
};

/** The names of answers that are not made of the activity's. */
const answerNames: Record<string, string> = {
	EnableGuestInput: 'GuestInputChangeResponse',
	DisableGuestInput: 'GuestInputChangeResponse',
};
const uploadAnswer = 'ChatbotOpenFileUploadPromptResponse';

/** What the documentation shows with a timestamp. */
const timed = ['ConversationStarted', 'Text', 'ConversationEnded'];

/** The activity of a session that something a visitor does is. */
const sessionActivities: Record<string, string> = {
	Text: 'ChatMessage',
	HeroCardSubmission: 'HeroCardSubmission',
	HeroCardQuickReply: 'HeroCardQuickReply',
	GuestLocation: 'Location',
};

/** A chat, and where its visitor writes from. */
interface OpenChat extends Chat {
	language: string;
	source: string;
	/** Whether a visitor opened it; else a chatbot began it in a session of the seed. */
	isOpened: boolean;
}

/** Visitors and their chatbots (reference, sections 14 and 18.5). */
export class Chats {
	private readonly chats = new Map<number, OpenChat>();

	constructor(
		private readonly state: MluviiState,
		private readonly callbacks: Callbacks,
		private readonly emit: Emit,
	) {}

	/** Forget all chats; what is on its way to chatbots is dropped. */
	clear(): void {
		this.callbacks.clear();
		this.chats.clear();
	}

	/** All chats that visitors opened, the oldest first. */
	all(): Chat[] {
		return [...this.chats.values()].filter(({ isOpened }) => isOpened);
	}

	/** The chat of a session. @throws Error when there is none */
	get(sessionId: number): Chat {
		const chat = this.chats.get(sessionId);
		if (chat === undefined) throw new Error(`There is no chat ${sessionId}`);
		return chat;
	}

	/** A visitor opens a chat, and may have written already. */
	async open({
		chatbotId = this.state.records.chatbots.all()[0]?.id ?? 0,
		language = 'cs',
		source = 'Default',
		guest = 'Visitor',
		text,
	}: Visitor): Promise<{ sessionId: number }> {
		const chatbot = this.state.records.chatbots.get(chatbotId);
		if (chatbot === undefined) throw new Error(`There is no chatbot ${chatbotId}`);
		const now = this.state.now();
		const time = timestamp(now);
		const session = this.state.addSession({
			...{ departmentId, channel: 'Chat', source, status: 'ACTIVE', avSupport: 'WEB_RTC' },
			...{ created: time, enteredQueue: time, guestJoined: time, started: time, ended: null },
			...{ waited: 'PT0.000000S', length: null, guestLeftSession: 'StillConnected' },
			...{ operators: [], activities: [], tags: [], recordings: null, recordingsState: null },
			...{ phoneCallbackNumber: null, outboundDialResult: null, url: 'https://shop.example/' },
			...{ guestFeedbackStars: null, guestFeedbackScale: null, autoAccepted: false },
			chatbots: [{ chatbotId, name: chatbot.name, joined: time, left: null }],
		});
		Object.assign(session.guest, { language, callParams: { oo1_guest_ident: guest } });
		Object.assign(session.guest, { identity: null, channelIdentity: null });
		const chat = newChat(session, chatbotId, { language, source, guest, isOpened: true });
		this.chats.set(session.id, chat);
		this.emit('SessionCreated', sessionHead(session));
		this.emit('SessionStarted', { ...sessionHead(session), started: time });
		const started = this.note(chat, { activity: 'ConversationStarted' });
		await this.callbacks.inOrder(orderOf(chat), async () => {
			const tell = this.tell(chat, started, time);
			await Promise.all([
				tell,
				text !== undefined &&
					sleep(firstTextAfterMs).then(() =>
						this.do(chat, { activity: 'Text', text }, timestamp(now - firstTextIsOlderMs)),
					),
			]);
		});
		return { sessionId: session.id };
	}

	/** What a visitor does, after what the visitor did before. */
	async visitorDoes({ sessionId, ...fields }: VisitorActivity): Promise<CallbackDelivery> {
		const chat = this.chats.get(sessionId);
		if (chat === undefined) throw new Error(`There is no chat ${sessionId}`);
		const time = timestamp(this.state.now());
		return await this.callbacks.inOrder(orderOf(chat), () => this.do(chat, fields, time));
	}

	/** A session ends, and with it its chat, if it has one. */
	end(session: Session, reason: string): void {
		const chat = this.chats.get(session.id);
		const hadChatbot = chat?.state === 'withChatbot';
		this.state.endSession(session, reason);
		if (chat === undefined) return;
		chat.state = 'ended';
		chat.isTyping = false;
		Object.assign(chat, { isAskedForFile: false, isAskedForLocation: false });
		if (!hadChatbot || !this.state.settings.tellsConversationEnded) return;
		const entry = this.note(chat, { activity: 'ConversationEnded' }, 'mluvii');
		const time = timestamp(this.state.now());
		void this.callbacks.inOrder(orderOf(chat), () => this.tell(chat, entry, time));
	}

	/** A chatbot does something. */
	chatbotDoes(chatbotId: number, activity: ChatbotActivity): Answer {
		if (!this.state.records.chatbots.has(chatbotId)) return notFound;
		const session = this.state.session(activity.sessionId);
		if (session === undefined) return refused('sessionId', 'No such session');
		const name = activity.type === 'message' ? 'Text' : (activity.activity ?? '');
		const isMissing = (field: string) => activity[field] === undefined;
		const missing = needed[name]?.find(isMissing);
		if (missing !== undefined) return refused(missing, 'Required by the activity');
		const act = activities[name];
		if (act === undefined) return refused('activity', `No activity ${name}`);
		const chat = this.chats.get(session.id) ?? this.adopt(session, chatbotId);
		const isIn = chat.chatbotId === chatbotId && chat.state === 'withChatbot';
		if (chat.isOpened && !isIn) {
			return this.state.settings.absentChatbot === 'ignored'
				? { status: 200 }
				: refused('sessionId', 'The chatbot is not in this session any more');
		}
		const { state, emit } = this;
		const outcome = act({
			...{ state, emit, chat, session, chatbotId, activity },
			show: (from, { activity, ...fields }) => {
				this.note(chat, { activity: String(activity), ...fields }, from);
			},
			end: () => {
				this.end(session, 'ChatbotLeft');
				const { started, ended } = session;
				this.emit('SessionEnded', { ...sessionHead(session), started, ended });
			},
		});
		if (outcome && 'refusal' in outcome) return outcome.refusal;
		if (outcome)
			this.answer(chat, chatbotId, answerNames[name] ?? `${name}Response`, outcome.answer);
		return { status: 200 };
	}

	/** A chat in a session of the seed, where any chatbot may do anything. */
	private adopt(session: Session, chatbotId: number): OpenChat {
		const { source, guest } = session;
		const name = guest.callParams['oo1_guest_ident'] ?? '';
		const where = { language: guest.language, source, guest: name, isOpened: false };
		const chat = newChat(session, chatbotId, where);
		this.chats.set(session.id, chat);
		return chat;
	}

	/** Answers come in the order of the questions, beside what the visitor does. */
	private answer(
		chat: OpenChat,
		chatbotId: number,
		activity: string,
		fields: Record<string, unknown>,
	): void {
		const { chatbotAnswers, chatbotAnswerDelayMs } = this.state.settings;
		if (chatbotAnswers === 'lost') return;
		const { sessionId, language, source } = chat;
		const delayed = sleep(chatbotAnswerDelayMs);
		void this.callbacks.inOrder(`${orderOf(chat)} answers`, async () => {
			await delayed;
			if (this.isGone(chat)) return;
			await this.callbacks.send(chatbotId, { activity, ...fields, sessionId, language, source });
		});
	}

	private async do(
		chat: OpenChat,
		fields: Omit<VisitorActivity, 'sessionId'>,
		time: string,
	): Promise<CallbackDelivery> {
		const { activity, fileName, ...others } = fields as { activity: string; fileName?: string };
		const session = this.isGone(chat) ? undefined : this.state.session(chat.sessionId);
		const refusal = forbidden(chat, activity);
		if (session === undefined || refusal !== undefined) {
			return notSent(chat, { activity, ...others }, refusal ?? 'The session is gone');
		}
		const content: Record<string, unknown> = { ...others };
		if (activity === 'GuestFileUpload') {
			const file = this.state.shareFile(session, fileName ?? 'file');
			if (typeof content['fileUrl'] === 'string') file.downloadUrl = content['fileUrl'];
			content['fileUrl'] = file.downloadUrl;
		}
		const type = sessionActivities[activity];
		if (type !== undefined) {
			const { text = null, params } = content as {
				text?: string;
				params?: Record<string, string>;
			};
			this.state.addActivity(session, type, {
				...{ client: 'Guest', text },
				...(params !== undefined && {
					...{ submissionResult: 'Submitted', submissionParams: params },
				}),
			});
		}
		if (activity === 'GuestLocation') chat.isAskedForLocation = false;
		const entry = this.note(chat, { activity, ...content, ...(fileName && { fileName }) });
		const isForChatbot = chat.state === 'withChatbot';
		if (activity === 'ConversationEnded') {
			chat.state = 'ended'; // The chatbot is told below.
			this.end(session, 'GuestLeft');
			const { started, ended } = session;
			this.emit('SessionEnded', { ...sessionHead(session), started, ended });
		}
		if (!isForChatbot) {
			const delivery = notSent(chat, { activity, ...content }, 'The chatbot has left');
			entry.callback = outcomeOf(delivery);
			return delivery;
		}
		const isAnswer =
			chat.isAskedForFile && (activity === 'GuestFileUpload' || activity === uploadAnswer);
		if (isAnswer) {
			chat.isAskedForFile = false;
			content['canceledByGuest'] ??= content['fileUrl'] === undefined;
			if (this.state.settings.chatbotAnswers === 'lost') {
				return notSent(chat, { activity: uploadAnswer, ...content }, 'Answers are lost');
			}
		}
		return await this.tell(chat, entry, time, {
			...content,
			...(isAnswer && { activity: uploadAnswer }),
		});
	}

	/** Tell the chatbot of an entry. */
	private async tell(
		chat: OpenChat,
		entry: ChatEntry,
		time: string,
		content: Record<string, unknown> = {},
	): Promise<CallbackDelivery> {
		const { sessionId, language, source } = chat;
		const { activity } = entry;
		if (this.isGone(chat)) return notSent(chat, { activity }, 'The session is gone');
		const isEnd = activity === 'ConversationEnded';
		const delivery = await this.callbacks.send(chat.chatbotId, {
			activity,
			...(timed.includes(activity) && { timestamp: time }),
			...content,
			sessionId,
			...(!isEnd && { language, source }),
		});
		entry.callback = outcomeOf(delivery);
		return delivery;
	}

	/** Whether the sandbox was put back to its seed in the meantime. */
	private isGone(chat: OpenChat): boolean {
		return this.chats.get(chat.sessionId) !== chat;
	}

	private note(
		chat: Chat,
		fields: { activity: string } & Record<string, unknown>,
		from: ChatEntry['from'] = 'visitor',
	): ChatEntry {
		const entry: ChatEntry = { at: Date.now(), from, ...fields };
		chat.entries.push(entry);
		return entry;
	}
}

function newChat(
	{ id }: Session,
	chatbotId: number,
	where: Pick<OpenChat, 'language' | 'source' | 'guest' | 'isOpened'>,
): OpenChat {
	return {
		...{ sessionId: id, chatbotId, ...where, state: 'withChatbot', isTyping: false },
		...{ mayWrite: true, mayUpload: true, isAskedForFile: false, isAskedForLocation: false },
		entries: [],
	};
}

/** What visitors of one chat do is one order. */
function orderOf({ sessionId }: Chat): string {
	return `session ${sessionId}`;
}

/** Why a visitor cannot do something. */
function forbidden(chat: Chat, activity: string): string | undefined {
	if (chat.state === 'ended') return 'The session has ended';
	if (activity === 'Text' && !chat.mayWrite) return 'The guest may not write';
	const isUpload = activity === 'GuestFileUpload' && !chat.isAskedForFile;
	return isUpload && !chat.mayUpload ? 'The guest may not upload' : undefined;
}

function outcomeOf({ status, milliseconds, notSent }: CallbackDelivery): ChatEntry['callback'] {
	return { status, milliseconds, notSent };
}

function notSent(
	{ chatbotId, sessionId }: Chat,
	body: { activity: string },
	reason: string,
): CallbackDelivery {
	return {
		...{ chatbotId, sessionId, activity: body.activity, status: null },
		...{ startedAt: Date.now(), milliseconds: 0, body, notSent: reason },
	};
}
