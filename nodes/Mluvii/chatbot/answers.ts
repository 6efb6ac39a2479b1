import type { IDataObject } from 'n8n-workflow';
import { sleep, UserError } from 'n8n-workflow';
import type { ServiceContext } from '../../shared/base/token/cachedCredential';
import { untilCancelled } from '../../shared/http/cancellation';
import { isRefusal, UnwantedResultError } from '../../shared/http/errors';

/*
 * Mluvii answers what a chatbot asks for at the chatbot's callback URL, with nothing that tells which request
 * an answer belongs to (mluvii-api.md, section 14). Where the node that asks runs in the process that the
 * answers come to, it waits for one here.
 *
 * Of questions that have the same answers, one is asked at a time in a session, in the order in which they came.
 * What was sent and is not waited for any more (or never was) is a debt: the next answer of its kind is taken for
 * its own and goes to nobody, and until then, or for a minute, no question of the kind is asked. So a question gets
 * no answer to an earlier one, unless that came more than a minute late. What is sent without waiting is sent at
 * once, though: where that is while a question waits, answers are told apart by their order alone.
 */

/** How long the answer to what nobody waits for is expected. */
const DEBT_MS = 60_000;

/** What is asked, as far as answers tell. */
export interface Question {
	chatbotId: number;
	sessionId: number;
	/** The activities that answer it, such as GetCallParamsResponse. */
	answers: readonly string[];
}

/** An activity that Mluvii sent to a chatbot. */
export interface ChatbotAnswer extends IDataObject {
	activity: string;
}

/** An answer that is to come. */
interface Expected {
	key: string;
	question: Question;
	/** Until when; without end for as long as somebody waits, or it is being sent. */
	until: number;
	/** Gives it to who waits for it; undefined where nobody does. */
	take?: (answer: ChatbotAnswer) => void;
	/** Ends once it came, or is not expected any more. */
	settled: AbortController;
}

/** In the order in which it was asked. */
const expected = new Set<Expected>();
/** What is not settled yet of what was last asked, by what answers tell. */
const latest = new Map<string, Promise<unknown>>();
/** The chatbots whose callbacks come to this process, as far as it has seen. */
const received = new Set<number>();

/** Notes that callbacks of a chatbot come to this process. */
export function noteReceiver(chatbotId: number): void {
	received.add(chatbotId);
}

/** Notes that callbacks of a chatbot come to this process no longer. */
export function forgetReceiver(chatbotId: number): void {
	received.delete(chatbotId);
}

/** Hands an answer to who waits for it. @returns whether anybody did */
export function takeAnswer(chatbotId: number, sessionId: number, answer: ChatbotAnswer): boolean {
	forgetOld();
	for (const entry of expected) {
		const { question, take } = entry;
		const isWanted = question.chatbotId === chatbotId && question.sessionId === sessionId;
		if (!isWanted || !question.answers.includes(answer.activity)) continue;
		settle(entry);
		take?.(answer);
		return take !== undefined;
	}
	return false;
}

/**
 * Asks, and waits for the answer, which can come before `ask` has ended, and also where `ask` fails without it
 * being known that Mluvii did not take the question.
 *
 * @param seconds how long to wait, in turn for what was asked before, and once Mluvii took in what was asked
 * @throws UserError before anything is asked, where no answer can come to this process, or the time is over;
 * UnwantedResultError when no answer came in time; what `ask` throws; OperationalError when the execution is
 * cancelled
 */
export async function askAndWait(
	context: ServiceContext,
	question: Question,
	seconds: number,
	ask: () => Promise<unknown>,
): Promise<ChatbotAnswer> {
	if (!received.has(question.chatbotId)) throw notReceived(question.chatbotId);
	return await inTurn(context, question, seconds * 1000, async (milliseconds) => {
		const answer = await untilAnswered(context, question, milliseconds, ask);
		if (answer) return answer;
		throw late(question, seconds);
	});
}

/** Asks for what comes out of the second output of the trigger. @throws what `ask` throws */
export async function askOnly<T>(
	context: ServiceContext,
	question: Question,
	ask: () => Promise<T>,
): Promise<T> {
	const entry = expect(question);
	const asking = ask().catch((error: unknown) => {
		if (isRefusal(context.getNode(), error)) settle(entry);
		throw error;
	});
	return await asking.finally(() => {
		owe(entry);
	});
}

/** The answer; undefined when it did not come in time. */
async function untilAnswered(
	context: ServiceContext,
	question: Question,
	milliseconds: number,
	ask: () => Promise<unknown>,
): Promise<ChatbotAnswer | undefined> {
	let came: ChatbotAnswer | undefined;
	const entry = expect(question, (answer) => (came = answer));
	try {
		return await untilCancelled(context, async () => {
			const failure = await failureOf(ask);
			if (failure && isRefusal(context.getNode(), failure.error)) settle(entry);
			await sleepUnless(entry.settled.signal, milliseconds);
			if (!came && failure) throw failure.error;
			return came;
		});
	} finally {
		owe(entry);
	}
}

async function failureOf(work: () => Promise<unknown>): Promise<{ error: unknown } | undefined> {
	try {
		await work();
		return undefined;
	} catch (error) {
		return { error };
	}
}

function keyOf({ chatbotId, sessionId, answers }: Question): string {
	return [chatbotId, sessionId, ...answers].join(' ');
}

function expect(question: Question, take?: Expected['take']): Expected {
	forgetOld();
	const settled = new AbortController();
	const entry = { key: keyOf(question), question, until: Infinity, take, settled };
	expected.add(entry);
	return entry;
}

/** Has an answer that did not come be waited for by nobody from now on. */
function owe(entry: Expected): void {
	entry.take = undefined;
	entry.until = Date.now() + DEBT_MS;
}

function settle(entry: Expected): void {
	expected.delete(entry);
	entry.settled.abort();
}

function forgetOld(): void {
	for (const entry of expected) if (entry.until <= Date.now()) settle(entry);
}

/**
 * Does something when everything of this kind that was begun before has ended and is paid, unless the execution is
 * cancelled.
 *
 * @param work gets what is left of the time
 * @throws UserError when nothing is left of it
 */
async function inTurn<T>(
	context: ServiceContext,
	question: Question,
	milliseconds: number,
	work: (milliseconds: number) => Promise<T>,
): Promise<T> {
	const key = keyOf(question);
	const before = latest.get(key);
	let end = (): void => undefined;
	const own = new Promise<void>((resolve) => (end = resolve));
	// Whoever gives up while it waits leaves its place to those behind it, who still wait for those before.
	const done = Promise.all([before, own]).then(() => undefined);
	latest.set(key, done);
	try {
		const left = await untilFree(context, key, before, milliseconds);
		if (left <= 0) throw neverAsked(question);
		return await work(left);
	} finally {
		end();
		void done.then(() => {
			if (latest.get(key) === done) latest.delete(key);
		});
	}
}

/** Waits for those before, and for what they owe. @returns what is left of the time; 0 where it was not enough */
async function untilFree(
	context: ServiceContext,
	key: string,
	before: Promise<unknown> | undefined,
	milliseconds: number,
): Promise<number> {
	forgetOld();
	const debt = () => [...expected].find((entry) => entry.key === key);
	if (!before && !debt()) return milliseconds;
	const began = Date.now();
	const isOver = new AbortController();
	const over = sleepUnless(isOver.signal, milliseconds).then(() => 0);
	const free = async () => {
		await before;
		for (let next = debt(); next && !isOver.signal.aborted; next = debt()) {
			const paid = AbortSignal.any([next.settled.signal, isOver.signal]);
			await sleepUnless(paid, Math.min(next.until - Date.now(), DEBT_MS));
			forgetOld();
		}
		return milliseconds - (Date.now() - began);
	};
	try {
		return await untilCancelled(context, async () => await Promise.race([free(), over]));
	} finally {
		isOver.abort();
	}
}

/** Also with n8n before 2.0, which sleeps on, whatever the signal says. */
async function sleepUnless(signal: AbortSignal, milliseconds: number): Promise<void> {
	if (signal.aborted) return;
	const aborted = new Promise<void>((resolve) => {
		signal.addEventListener('abort', () => {
			resolve();
		});
	});
	const slept = sleep(milliseconds, signal).catch(() => undefined);
	await Promise.race([slept, aborted]);
}

function notReceived(chatbotId: number): UserError {
	return new UserError(`No answers of chatbot ${chatbotId} come to this process of n8n`, {
		description:
			'Nothing was sent. Publish a workflow with the Mluvii Chatbot Trigger for this chatbot. In queue mode the answers come to another process than the one that runs the workflow: turn Wait for Answer off, and take the answer from the second output of the Mluvii Chatbot Trigger.',
	});
}

function neverAsked({ chatbotId, sessionId }: Question): UserError {
	return new UserError(
		`The answers to what chatbot ${chatbotId} asked before in session ${sessionId} did not come in time`,
		{
			description:
				'Nothing was sent. Mluvii does not say which question an answer is for, so one is asked at a time. Run it again in a minute, or give it more time under Answer Within (Seconds).',
		},
	);
}

/** It was sent, so that no repetition of ours or of n8n's may send it again. */
function late({ chatbotId, sessionId }: Question, seconds: number): UnwantedResultError {
	return new UnwantedResultError(
		`Mluvii took the request, but sent no answer for session ${sessionId} within ${seconds} seconds`,
		{
			description: `A later answer comes out of the second output of the Mluvii Chatbot Trigger for chatbot ${chatbotId}.`,
		},
	);
}
