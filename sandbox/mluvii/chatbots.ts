import type { Handler } from '../service';
import { done, notFound, refused } from './answers';
import type { ChatbotActivity } from './chat/activities';
import type { Callbacks } from './chat/callbacks';
import type { Chats } from './chat/chats';
import type { MluviiState } from './state';
import { isWebAddress } from './webhooks';

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

/** Handlers of chatbots. Answers to activities arrive at the callback URL. */
export function chatbotHandlers(
	state: MluviiState,
	chats: Chats,
	callbacks: Callbacks,
): Record<string, Handler> {
	return {
		sendChatbotActivity: ({ params, body }) =>
			chats.chatbotDoes(Number(params['chatbotId']), body as ChatbotActivity),

		setChatbotCallbackUrl({ params, query }) {
			const chatbot = state.records.chatbots.get(Number(params['chatbotId']));
			if (chatbot === undefined) return notFound;
			const callbackUrl = String(query['callbackUrl']);
			if (!isWebAddress(callbackUrl)) return refused('callbackUrl', 'Not an address of the web');
			chatbot.callbackUrl = callbackUrl;
			const { callbackUrlEnablesChatbot, pingsNewCallbacks } = state.settings;
			if (callbackUrlEnablesChatbot) callbacks.enable(chatbot.id);
			if (pingsNewCallbacks) void callbacks.send(chatbot.id, { activity: 'Ping' });
			return done;
		},
	};
}
