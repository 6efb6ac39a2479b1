import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../../shared/base/records';
import { toText } from '../../shared/base/text';

/*
 * What Mluvii sends to the callback URL of a chatbot (mluvii-api.md, sections 14 and 18.5).
 */

/** An activity, as Mluvii sent it but for what is said here. */
export interface Callback extends IDataObject {
	/** Also where Mluvii wrote it as Activity. */
	activity: string;
	/** Also where Mluvii wrote it as a number; empty where there is none, as with a ping. */
	sessionId: string;
}

/** The activity in the body of a request; undefined where there is none. */
export function callbackIn({ Activity, ...body }: IDataObject): Callback | undefined {
	const activity = body.activity ?? Activity;
	if (typeof activity !== 'string' || activity === '') return undefined;
	const { sessionId } = body;
	return { ...body, activity, sessionId: isObject(sessionId) ? '' : toText(sessionId) };
}

/**
 * What tells an activity from all others; undefined where nothing does: without a time, it can be a second
 * one that is the same.
 */
export function identityOf(callback: Callback): unknown {
	return toText(callback.timestamp) === '' ? undefined : callback;
}

/** What the workflow gets of an activity. The first two fields are those that agents and chat memory read. */
export function itemOf(callback: Callback, chatbotId: number | null): IDataObject {
	const named = {
		sessionId: callback.sessionId,
		chatInput: chatInputOf(callback),
		activity: callback.activity,
		chatbotId,
		language: callback.language ?? null,
		source: callback.source ?? null,
		timestamp: callback.timestamp ?? null,
		fileUrl: callback.fileUrl ?? null,
	};
	// Twice, as the first ones say in which order they are shown.
	return { ...named, ...callback, ...named };
}

/** What the workflow gets of the texts that a visitor wrote in a row. */
export function joinedItemOf(callbacks: Callback[], chatbotId: number | null): IDataObject {
	const text = callbacks.map((callback) => toText(callback.text)).join('\n');
	const last = callbacks.at(-1) as Callback;
	return { ...itemOf({ ...last, text }, chatbotId), messages: callbacks };
}

/**
 * What a language model is to read: what the visitor wrote, or what else was done, in brackets, as a model that
 * is given nothing refuses to answer. The address of a file is left out: whoever knows it has the file.
 */
function chatInputOf(callback: Callback): string {
	const text = toText(callback.text);
	if (text !== '') return text;
	switch (callback.activity) {
		case 'ConversationStarted':
			return '[The conversation has started]';
		case 'ConversationEnded':
			return '[The conversation has ended]';
		case 'GuestFileUpload':
			return '[The visitor sent a file]';
		case 'GuestLocation':
			return `[The visitor shared a location: ${listed({ latitude: callback.latitude, longitude: callback.longitude })}]`;
		case 'HeroCardSubmission':
			return `[The visitor filled in a card: ${listed(callback.params)}]`;
		case 'HeroCardQuickReply':
			return '[The visitor chose a quick reply]';
		default:
			return '';
	}
}

function listed(values: unknown): string {
	if (!isObject(values)) return toText(values);
	return Object.entries(values)
		.map(([name, value]) => `${name}: ${toText(value)}`)
		.join(', ');
}
