import type { Handler } from '../service';
import { done, notFound, refused } from './answers';
import type { MluviiState } from './state';
import { isWebAddress } from './webhooks';

interface ChatbotActivity extends Record<string, unknown> {
	sessionId: number;
	type?: 'message';
	activity?: string;
	text?: string;
}

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

/**
 * An activity as Mluvii takes it from partners' chatbots (mluvii-api.md, section 18.5): fields in any
 * case, the session as text, the activity without a capital, and a type beside it.
 */
export function readActivity(body: unknown): unknown {
	if (typeof body !== 'object' || body === null) return body;
	const fields = Object.entries(body).map(([key, value]): [string, unknown] => [
		key.replace(/^./, (letter) => letter.toLowerCase()),
		value,
	]);
	const { sessionId, activity, type, ...others } = Object.fromEntries(fields);
	const isNumber = typeof sessionId === 'string' && /^\d+$/.test(sessionId);
	return {
		...others,
		sessionId: isNumber ? Number(sessionId) : sessionId,
		...(typeof activity === 'string'
			? { activity: activity.replace(/^./, (letter) => letter.toUpperCase()) }
			: { type }),
	};
}

/** Handlers of chatbots. Answers to activities would arrive at the callback, which is not called. */
export function chatbotHandlers(state: MluviiState): Record<string, Handler> {
	return {
		sendChatbotActivity({ params, body }) {
			const chatbot = state.records.chatbots.get(Number(params['chatbotId']));
			if (chatbot === undefined) return notFound;
			const request = body as ChatbotActivity;
			const { sessionId, type, activity = '', text } = request;
			const session = state.session(sessionId);
			if (session === undefined) return refused('sessionId', 'No such session');
			const required = type === 'message' ? ['text'] : (needed[activity] ?? []);
			const missing = required.find((field) => request[field] === undefined);
			if (missing !== undefined) return refused(missing, 'Required by the activity');
			if (type === 'message' || activity === 'Text') {
				const who = { client: 'Chatbot', chatbotId: chatbot.id };
				state.addActivity(session, 'ChatbotMessage', { ...who, text });
			}
			return { status: 200 };
		},

		setChatbotCallbackUrl({ params, query }) {
			const chatbot = state.records.chatbots.get(Number(params['chatbotId']));
			if (chatbot === undefined) return notFound;
			const callbackUrl = String(query['callbackUrl']);
			if (!isWebAddress(callbackUrl)) return refused('callbackUrl', 'Not an address of the web');
			chatbot.callbackUrl = callbackUrl;
			return done;
		},
	};
}
