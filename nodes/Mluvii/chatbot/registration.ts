import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { isObject } from '../../shared/base/records';
import { isRefusal } from '../../shared/http/errors';
import type { MluviiClient } from '../client';
import { createMluviiClient } from '../client';
import * as endpoints from '../generated/endpoints';
import { addressOf, secretsIn } from '../webhook/callbackUrl';
import type { Secrets } from '../webhook/secret';
import { storedSecrets } from '../webhook/secret';
import { forgetReceiver, noteReceiver } from './answers';

/*
 * The callback URL of a chatbot (mluvii-api.md, section 14). A chatbot has one, which can be set, but neither
 * be read nor taken away. So what is known of who has which chatbot is what this process has done itself, and
 * from whom callbacks came to it.
 */

/** That a trigger has a chatbot, or may have it, as far as it knows; kept in its static data. */
export interface Holding extends IDataObject {
	chatbotId: number;
	/** The trigger's, without its secret: static data can be a copy of another trigger's. */
	address: string;
	/** Whether it is only for as long as n8n listens for a test. */
	isTest: boolean;
}

/** A published trigger. */
interface Published {
	baseUrl: string;
	chatbotId: number;
	/** With its secret. */
	callbackUrl: string;
}

/** Those that took their chatbots, in this order; only in memory. */
let published: Published[] = [];

/** The secrets of triggers by address, which n8n stores only when a whole workflow is published. */
const issued = new Map<string, Secrets>();

/** The secrets of a trigger. @param address the trigger's, without its secret */
export function secretsOf(staticData: IDataObject, address: string): Secrets | undefined {
	return storedSecrets(staticData) ?? issued.get(address);
}

/** Which chatbot a trigger has; undefined for none, as where n8n undoes a registration that was refused. */
export function holdingOf({ holding }: IDataObject, address: string): Holding | undefined {
	const stored = isObject(holding) ? (holding as Holding) : undefined;
	if (stored?.address === address) return stored;
	// n8n 2.30 does not store what a publication that failed has left in static data.
	const known = published.find(isAt(address));
	return known && { chatbotId: known.chatbotId, address, isTest: false };
}

/** Sets where Mluvii sends what happens in the sessions of a chatbot. */
export async function setCallbackUrl(
	client: MluviiClient,
	chatbotId: number,
	callbackUrl: string,
): Promise<void> {
	await client.request({
		...endpoints.setChatbotCallbackUrl({ chatbotId }),
		query: { callbackUrl },
		subject: `Chatbot ${chatbotId}`,
		secrets: secretsIn(callbackUrl),
	});
}

/**
 * Has a trigger get what is sent to a chatbot.
 *
 * @returns whether a published trigger at another address had the chatbot
 */
export async function takeChatbot(
	context: IHookFunctions,
	client: MluviiClient,
	holding: Holding,
	callbackUrl: string,
	secrets: Secrets,
): Promise<boolean> {
	const { chatbotId, address, isTest } = holding;
	const staticData = context.getWorkflowStaticData('node');
	const trigger: Published = { baseUrl: await client.baseUrl(), chatbotId, callbackUrl };
	const had = publishedFor(trigger);
	const own = had.filter(isAt(address));
	const { holding: before } = staticData;
	// Before Mluvii knows, as it may call at once, and as its answer can be lost.
	staticData.holding = holding;
	if (!isTest) {
		published = [...published.filter((entry) => !own.includes(entry)), trigger];
		issued.set(address, secrets);
	}
	await setCallbackUrl(client, chatbotId, callbackUrl).catch((error: unknown) => {
		if (isRefusal(context.getNode(), error)) {
			staticData.holding = before;
			published = published.flatMap((entry) => (entry === trigger ? own : [entry]));
		}
		throw error;
	});
	noteReceiver(chatbotId);
	return had.length > own.length;
}

/**
 * Has a trigger get nothing more, if Mluvii calls it: the chatbot goes to the published trigger that had it
 * before, or else to the address that the user gave for it. After a test, that address is not set: where no
 * published trigger is known, there may be one all the same.
 *
 * @returns false where Mluvii goes on to call the trigger, as no other address is known
 */
export async function leaveChatbot(
	client: MluviiClient,
	{ chatbotId, address, isTest }: Holding,
	fallbackUrl: string | undefined,
): Promise<boolean> {
	const place = { baseUrl: await client.baseUrl(), chatbotId };
	const had = publishedFor(place);
	const others = had.filter((entry) => !isAt(address)(entry));
	published = published.filter((entry) => !had.includes(entry) || others.includes(entry));
	issued.delete(address);
	const latest = had.at(-1);
	// Whoever took it since then has it.
	if (!isTest && latest && others.includes(latest)) return true;
	if (others.length === 0) forgetReceiver(chatbotId);
	const next = others.at(-1)?.callbackUrl ?? (isTest ? undefined : fallbackUrl);
	if (next === undefined) return false;
	await setCallbackUrl(client, chatbotId, next);
	return true;
}

/**
 * Notes a published trigger that Mluvii calls: n8n 2.41 does not register it again when it is started.
 *
 * @param callbackUrl with the secret that Mluvii has
 */
export async function noteCalled(
	context: IWebhookFunctions,
	chatbotId: number,
	callbackUrl: string,
): Promise<void> {
	const isKnown = () =>
		published.some((entry) => entry.chatbotId === chatbotId && isAt(addressOf(callbackUrl))(entry));
	if (isKnown()) return;
	const baseUrl = await createMluviiClient(context).baseUrl();
	// What this process has registered itself came later.
	if (!isKnown()) published = [{ baseUrl, chatbotId, callbackUrl }, ...published];
}

function publishedFor(place: Pick<Published, 'baseUrl' | 'chatbotId'>): Published[] {
	return published.filter(
		({ baseUrl, chatbotId }) => baseUrl === place.baseUrl && chatbotId === place.chatbotId,
	);
}

function isAt(address: string): (trigger: Published) => boolean {
	return ({ callbackUrl }) => addressOf(callbackUrl) === address;
}
