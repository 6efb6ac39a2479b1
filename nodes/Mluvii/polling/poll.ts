import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import { isObject } from '../../shared/base/records';
import type { MluviiClient } from '../client';
import { createMluviiClient } from '../client';
import * as endpoints from '../generated/endpoints';
import { simplifySession } from '../resources/session/simplify';
import { ContactFeed } from './contacts';
import type { Entry, Feed } from './feed';
import type { Limits, Progress } from './progress';
import { advance, baselineOf, newestOf } from './progress';
import { SessionFeed } from './sessions';
import type { PollingSettings } from './settings';
import { readSettings } from './settings';

/** What one poll hands on, and what is stored, at most. */
const LIMITS: Limits = { most: 1000, remembered: 1000, credible: 1000 };
/** The most sessions that a poll hands on where each of them is read by itself: n8n can give up a poll after 45 seconds. */
const MAX_FETCHED = 50;

/** What a trigger has stored: what was watched, and how far it was given out. */
interface Stored {
	watched: string;
	progress: Progress;
}

/** One poll of a trigger. */
interface Polled {
	settings: PollingSettings;
	client: MluviiClient;
	/** What is watched, as it is stored. */
	watched: string;
	/** What tells the trigger from others in this process. */
	trigger: string;
}

/** Where triggers began. n8n does not store that after each poll without a result, and not where a poll's result is thrown away. */
const beginnings = new Map<string, Stored>();
/** Triggers that are being polled in this process, with what they watch; n8n starts a poll although the one before is not over. */
const polls = new Set<string>();

/**
 * Looks for what is new since the last poll: nothing at the first one, which only finds out where things stand.
 * When it is run by hand, the newest record comes out, and what is stored stays as it is.
 *
 * What is stored changes only with what is returned: after an error, the next poll does the same again.
 *
 * @returns null where there is nothing new
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return await pollByHand(context);
	const settings = readSettings(context);
	const client = createMluviiClient(context);
	const watched = await watchedBy(context, client, settings);
	const trigger = `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
	// With other settings, a trigger that is published again begins at once.
	const running = `${trigger}/${watched}`;
	if (polls.has(running)) {
		context.logger.info(
			`"${context.getNode().name}": the poll before is not over yet, so this one is left out.`,
		);
		return null;
	}
	polls.add(running);
	try {
		return await pollOnce(context, { settings, client, watched, trigger });
	} finally {
		polls.delete(running);
	}
}

async function pollByHand(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const settings = readSettings(context);
	const client = createMluviiClient(context);
	const newest = await newestOf(feedOf(client, settings));
	return newest ? [[{ json: await outputOf(client, settings, newest) }]] : null;
}

async function pollOnce(
	context: IPollFunctions,
	{ settings, client, watched, trigger }: Polled,
): Promise<INodeExecutionData[][] | null> {
	const feed = feedOf(client, settings);
	const staticData = context.getWorkflowStaticData('node');
	const before = usable(staticData, watched) ?? usable(beginnings.get(trigger), watched);
	if (!before) {
		const progress = await baselineOf(feed, LIMITS);
		beginnings.set(trigger, { watched, progress });
		Object.assign(staticData, { watched, progress } satisfies Stored);
		context.logger.info(`"${context.getNode().name}": ${baselineMessage(feed, progress)}`);
		return null;
	}
	const isFetched = settings.options.fetchFullSession === true;
	const limits = isFetched ? { ...LIMITS, most: MAX_FETCHED } : LIMITS;
	const { entries, progress } = await advance(feed, before, limits);
	if (entries.length === 0 && before.newest === null && progress.newest !== null) {
		context.logger.info(`"${context.getNode().name}": ${baselineMessage(feed, progress)}`);
	}
	const items: INodeExecutionData[] = [];
	for (const entry of entries) items.push({ json: await outputOf(client, settings, entry) });
	tellHowFar(context, feed, before, progress, items);
	// Nothing is waited for from here on: what is stored and what is handed on change together.
	Object.assign(staticData, { watched, progress } satisfies Stored);
	return items.length === 0 ? null : [items];
}

function feedOf(client: MluviiClient, settings: PollingSettings): Feed {
	if (settings.event === 'contactCreated') return new ContactFeed(client, settings.contactFilters);
	const time = settings.event === 'sessionCreated' ? 'created' : 'ended';
	return new SessionFeed(client, time, settings.filters);
}

/** What progress is good for. That of another event, other filters, another Mluvii or another account says nothing. */
async function watchedBy(
	context: IPollFunctions,
	client: MluviiClient,
	settings: PollingSettings,
): Promise<string> {
	const { event, filters, contactFilters } = settings;
	const asked = event === 'contactCreated' ? contactFilters : filters;
	const inOrder = Object.entries(asked).map(([key, value]) => [
		key,
		Array.isArray(value) ? [...value].sort() : value,
	]);
	const accounts = Object.values(context.getNode().credentials ?? {}).map(({ id }) => id);
	return JSON.stringify([await client.baseUrl(), accounts, event, inOrder]);
}

/** Progress that says something about what is watched. A copy, as n8n notes every change in what is stored. */
function usable(stored: Partial<Stored> | undefined, watched: string): Progress | undefined {
	if (stored?.watched !== watched || !isObject(stored.progress)) return undefined;
	return JSON.parse(JSON.stringify(stored.progress)) as Progress;
}

async function outputOf(
	client: MluviiClient,
	settings: PollingSettings,
	{ record }: Entry,
): Promise<IDataObject> {
	if (settings.event === 'contactCreated') return record;
	const isFetched = settings.options.fetchFullSession === true;
	const { session, message } = isFetched
		? await fullSession(client, record)
		: { session: record, message: undefined };
	const output = settings.simplify ? simplifySession(session) : session;
	return message === undefined ? output : { ...output, fetchError: message };
}

/** A session as Mluvii knows it by itself; as it was listed, and why, where it refuses this one, as when it was deleted. */
async function fullSession(
	client: MluviiClient,
	listed: IDataObject,
): Promise<{ session: IDataObject; message?: string }> {
	const id = Number(listed.id);
	const reading = client.record({ ...endpoints.getSession({ id }), subject: `Session ${id}` });
	return await reading.then(
		(session) => ({ session }),
		(error: unknown) => ({ session: listed, message: refusalOf(error) }),
	);
}

/** Why Mluvii refused what was asked for. @throws the error itself when it refuses whoever asks, or for now */
function refusalOf(error: unknown): string {
	const { answer } = error instanceof NodeApiError ? error.context : {};
	const status = Number((answer as IDataObject | undefined)?.status);
	if (status >= 400 && status < 500 && ![401, 429].includes(status)) {
		return (error as NodeApiError).message;
	}
	throw error;
}

function baselineMessage(feed: Feed, { newest }: Progress): string {
	return newest === null
		? 'begins. There is nothing in Mluvii yet.'
		: `begins behind ${feed.name(newest)}. What is newer starts the workflow.`;
}

/**
 * Says so while there is more than a poll hands on. The log and the items are the only places that a polling
 * trigger has for it.
 */
function tellHowFar(
	context: IPollFunctions,
	feed: Feed,
	before: Progress,
	{ newest, isBehind }: Progress,
	items: INodeExecutionData[],
): void {
	const { name } = context.getNode();
	if (isBehind === true && newest !== null) {
		const upTo = feed.name(newest);
		for (const { json } of items) json.catchingUpTo = upTo;
		context.logger.info(
			`"${name}" is catching up: it has come to ${upTo}, and goes on with the next poll.`,
		);
	} else if (before.isBehind === true) {
		context.logger.info(`"${name}" has caught up.`);
	}
}
