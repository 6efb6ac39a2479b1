import { setTimeout as sleep } from 'node:timers/promises';
import pWaitFor from 'p-wait-for';
import { quantile } from 'simple-statistics';
import type { CallbackDelivery, SandboxClient } from '../../../sandbox/client';
import { PATIENCE_MS } from '../../../scripts/n8n/patience';
import { readExample } from '../../../scripts/demo';
import type { N8nRest, NewCredential, WorkflowJson } from '../../../scripts/n8n/rest';
import { withCredentials } from '../../../scripts/n8n/rest';
import type { Message, Model } from './model';
import { serveModel, textOf } from './model';

/*
 * Visitors who all write to a chatbot at the same time, and a model from whose answers one sees what it was told:
 * it says each visitor's words again, with the ones before. So an answer that went to another session, was lost,
 * came twice or in the wrong order, and a memory that holds what others have said, show in what visitors read.
 */

/** What visitors do. */
export interface Crowd {
	chatbotId: number;
	visitors: number;
	/** How many messages each of them writes; the next one when the one before is answered. */
	messages: number;
	/** How many exchanges the agent's memory holds. */
	memory: number;
	/** From the first visitor's arrival to the last one's; all at once if left out. */
	arrivalMs?: number;
	/** How long to wait for one answer. */
	patienceMs?: number;
}

/** What they saw. */
export interface Impressions {
	/** What was not as it should be, in words; nothing is right. */
	complaints: string[];
	/** The callbacks that Mluvii made. */
	callbacks: CallbackDelivery[];
	/** From a visitor's message to its answer. */
	answeredAfterMs: number[];
	elapsedMs: number;
}

/** The middle one of some times, the one that 99 of 100 do not exceed, and the longest. */
export interface Times {
	count: number;
	median: number;
	p99: number;
	max: number;
	/** The share of those within half a second. */
	withinHalfSecond: number;
}

/** Starts a model that repeats what a visitor has said, as far as it was told of it. */
export async function startParrot(latencyMs = 0): Promise<Model> {
	return await serveModel(async ({ messages }) => {
		await sleep(latencyMs);
		return repeat(messages.filter(({ role }) => role === 'user').map(wordsOf));
	});
}

function wordsOf({ content }: Message): string {
	if (!Array.isArray(content)) return textOf(content);
	return content.map((part: { text?: string }) => part.text ?? '').join('');
}

/** The answer to what a visitor has said so far. */
function repeat(said: string[]): string {
	const [last = '', ...before] = [...said].reverse();
	return `You said: ${last}. Before: ${before.reverse().join(', ') || 'nothing'}.`;
}

/** The chatbot of the agent's example. */
export const CHATBOT = 801;
const TRIGGER = 'When a visitor writes';

/**
 * The agent's example with credentials, and how many exchanges its memory holds.
 *
 * @param known the sandbox's credentials
 * @param options of the trigger, instead of those that it has
 */
export async function agentExample(
	rest: N8nRest,
	known: NewCredential[],
	modelUrl: string,
	options: Record<string, unknown> = {},
): Promise<{ workflow: WorkflowJson; memory: number }> {
	const openAi = { name: 'OpenAI', type: 'openAiApi', data: { apiKey: 'none', url: modelUrl } };
	const example = withCredentials(readExample('mluvii-chatbot-agent'), {
		mluviiApi: await rest.createCredential(
			known.find(({ type }) => type === 'mluviiApi') as NewCredential,
		),
		openAiApi: await rest.createCredential(openAi),
	});
	const parametersOf = (name: string) =>
		example.nodes.find((node) => node.name === name)?.parameters as Record<string, unknown>;
	const trigger = parametersOf(TRIGGER);
	trigger.options = { ...(trigger.options as object), ...options };
	return { workflow: example, memory: Number(parametersOf('Simple Memory').contextWindowLength) };
}

/** Has visitors write, all at the same time, and wait for each answer before they go on. */
export async function converse(sandbox: SandboxClient, crowd: Crowd): Promise<Impressions> {
	const startedAt = Date.now();
	const answeredAfterMs: number[] = [];
	const complaints = await Promise.all(
		Array.from(
			{ length: crowd.visitors },
			async (_, index) => await visit(sandbox, crowd, index, answeredAfterMs),
		),
	);
	const elapsedMs = Date.now() - startedAt;
	const callbacks = (await sandbox.callbacks({ chatbotId: crowd.chatbotId })).filter(
		(callback) => callback.startedAt >= startedAt,
	);
	const failed = callbacks
		.filter(({ status }) => status !== 200)
		.map(({ activity, sessionId, status, milliseconds }) => {
			const end = status === null ? 'with no answer' : `with the status ${status}`;
			return `${activity} of session ${sessionId} ended ${end} after ${milliseconds} ms`;
		});
	return {
		complaints: [...complaints.flat(), ...failed],
		callbacks,
		answeredAfterMs,
		elapsedMs,
	};
}

/** One visitor. @returns what was not as it should be */
async function visit(
	sandbox: SandboxClient,
	{ chatbotId, visitors, messages, memory, arrivalMs = 0, patienceMs = PATIENCE_MS }: Crowd,
	index: number,
	answeredAfterMs: number[],
): Promise<string[]> {
	const guest = `Visitor ${index + 1}`;
	await sleep((arrivalMs * index) / visitors);
	const { sessionId } = await sandbox.openChat({ chatbotId, guest });
	const said: string[] = [];
	const expected: string[] = [];
	for (let count = 1; count <= messages; count++) {
		const text = `${guest} writes message ${count}`;
		said.push(text);
		expected.push(repeat(said.slice(-memory - 1)));
		const startedAt = Date.now();
		await sandbox.tellChatbot({ sessionId, activity: 'Text', text });
		const isAnswered = async () => (await answersIn(sandbox, sessionId)).length >= count;
		try {
			await pWaitFor(isAnswered, { interval: POLL_MS, timeout: patienceMs });
		} catch {
			return [`${guest} got no answer to message ${count}`];
		}
		answeredAfterMs.push(Date.now() - startedAt);
	}
	await sleep(LATECOMERS_MS);
	const read = await answersIn(sandbox, sessionId);
	return Array.from({ length: Math.max(read.length, expected.length) }, (_, position) => position)
		.filter((position) => read[position] !== expected[position])
		.map(
			(position) =>
				`${guest} read "${read[position] ?? ''}" instead of "${expected[position] ?? ''}"`,
		);
}
const POLL_MS = 200;
/** For answers that come although there should be no more. */
const LATECOMERS_MS = 2000;

/** What the chatbot wrote into a session, in order. */
export async function answersIn(sandbox: SandboxClient, sessionId: number): Promise<string[]> {
	const { entries } = await sandbox.chat(sessionId);
	return entries
		.filter(({ from, text }) => from === 'chatbot' && text !== undefined)
		.map(({ text }) => String(text));
}

/** What times look like, in whole milliseconds. */
export function timesOf(milliseconds: number[]): Times {
	const all = milliseconds.length === 0 ? [0] : milliseconds;
	const half = all.filter((one) => one <= 500).length / all.length;
	return {
		count: milliseconds.length,
		median: Math.round(quantile(all, 0.5)),
		p99: Math.round(quantile(all, 0.99)),
		max: Math.round(Math.max(...all)),
		withinHalfSecond: half,
	};
}
