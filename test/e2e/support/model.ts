import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';

/** A call of a tool, as a model makes it. */
export interface ToolCall {
	/** The tool's name, as it is offered to the model. */
	tool: string;
	arguments: Record<string, unknown>;
}

/** What a model says: the tools that it wants to be called, all at once, or its last word. */
export type Saying = ToolCall[] | string;
/** One turn of a model; it may follow from what its calls were answered so far, in order. */
export type Turn = Saying | ((answers: string[]) => Saying);

/** What a model is told of a conversation so far. */
export interface Message {
	role: string;
	content: unknown;
	tool_call_id?: string;
}

/** A tool as a model is told of it. */
export interface OfferedTool {
	function: { name: string; description?: string; parameters: Record<string, unknown> };
}

interface Completion {
	messages: Message[];
	tools?: OfferedTool[];
}

/** A language model for tests. */
export interface Model {
	/** For the `url` of n8n's OpenAI credential. */
	url: string;
	/** All that was ever sent to it, request by request: address, headers and body as they came. */
	received: string[];
	close(): Promise<void>;
}

/** A language model for tests, which follows a script. */
export interface ScriptedModel extends Model {
	/** The tools that it was offered with the first request of its script. */
	tools: OfferedTool[];
	/** What the calls of its script were answered, in the order in which it made them. */
	answers: string[];
	/** Begins another script. */
	follow(script: Turn[]): void;
}

/** Starts a model that takes one turn of its script for each request, and then says that it is done. */
export async function startModel(script: Turn[] = []): Promise<ScriptedModel> {
	const tools: OfferedTool[] = [];
	const answers: string[] = [];
	const turns = [...script];
	/** The IDs of the calls of its script, in order. */
	const calls: string[] = [];
	const nextCall = () => {
		const id = `call_${calls.length}`;
		calls.push(id);
		return id;
	};
	const model = await serveModel(({ messages, tools: offered = [] }) => {
		if (tools.length === 0) tools.push(...offered);
		for (const { tool_call_id: id = '', content } of messages) {
			if (calls.includes(id)) answers[calls.indexOf(id)] = textOf(content);
		}
		const turn = turns.shift() ?? 'Done.';
		return typeof turn === 'function' ? turn(answers) : turn;
	}, nextCall);
	return {
		...model,
		tools,
		answers,
		follow(other) {
			for (const list of [tools, answers, calls]) list.length = 0;
			turns.splice(0, Infinity, ...other);
		},
	};
}

/**
 * Starts a model that says what follows from the conversation that it is sent, so that it can have many at once. It
 * speaks OpenAI's chat completions (https://platform.openai.com/docs/api-reference/chat).
 *
 * @param nextCall gives each call of a tool its ID
 */
export async function serveModel(
	say: (completion: Completion) => Saying | Promise<Saying>,
	nextCall = () => `call_${crypto.randomUUID()}`,
): Promise<Model> {
	const received: string[] = [];
	const callOf = ({ tool, arguments: given }: ToolCall) => ({
		id: nextCall(),
		type: 'function',
		function: { name: tool, arguments: JSON.stringify(given) },
	});
	const app = express();
	app.use(express.text({ type: () => true, limit: '10mb' }));
	app.use(({ method, originalUrl, headers, body }, _response, next) => {
		received.push(`${method} ${originalUrl}\n${JSON.stringify(headers)}\n${String(body ?? '')}`);
		next();
	});
	app.get('/v1/models', (_request, response) => {
		response.json({ object: 'list', data: [{ id: 'scripted', object: 'model' }] });
	});
	app.post('/v1/chat/completions', async (request, response) => {
		const saying = await say(JSON.parse(String(request.body)) as Completion);
		const isLast = typeof saying === 'string';
		response.json({
			id: 'chatcmpl-1',
			object: 'chat.completion',
			created: 1,
			model: 'scripted',
			choices: [
				{
					index: 0,
					message: {
						role: 'assistant',
						...(isLast ? { content: saying } : { content: null, tool_calls: saying.map(callOf) }),
					},
					finish_reason: isLast ? 'stop' : 'tool_calls',
				},
			],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		});
	});
	const server = app.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/v1`,
		received,
		async close() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

/** The content of a message as text. */
export function textOf(content: unknown): string {
	return typeof content === 'string' ? content : JSON.stringify(content);
}
