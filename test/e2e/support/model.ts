import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';

interface Message {
	role: string;
	content: unknown;
}

interface Tool {
	function: { name: string; description?: string; parameters: Record<string, unknown> };
}

/** A language model for tests, which follows a script. */
export interface ScriptedModel {
	/** For the `url` of n8n's OpenAI credential. */
	url: string;
	/** The tools that it was offered with its first request. */
	tools: Tool[];
	/** What its tool call gave back. */
	answers: string[];
	close: () => Promise<void>;
}

/**
 * Starts a model that calls the first tool it is offered once, with the given arguments, and then says that
 * it is done. It speaks OpenAI's chat completions (https://platform.openai.com/docs/api-reference/chat).
 */
export async function startModel(toolArguments: object): Promise<ScriptedModel> {
	const tools: Tool[] = [];
	const answers: string[] = [];
	const app = express();
	app.use(express.json({ limit: '10mb' }));
	app.get('/v1/models', (_request, response) => {
		response.json({ object: 'list', data: [{ id: 'scripted', object: 'model' }] });
	});
	app.post('/v1/chat/completions', (request, response) => {
		const body = request.body as { messages: Message[]; tools?: Tool[] };
		const results = body.messages.filter(({ role }) => role === 'tool');
		if (results.length === 0) tools.push(...(body.tools ?? []));
		answers.push(...results.map(({ content }) => String(content)));
		const [tool] = body.tools ?? [];
		const message =
			results.length === 0 && tool !== undefined
				? { content: null, tool_calls: [callOf(tool, toolArguments)] }
				: { content: 'Done.' };
		response.json({
			id: 'chatcmpl-1',
			object: 'chat.completion',
			created: 1,
			model: 'scripted',
			choices: [
				{
					index: 0,
					message: { role: 'assistant', ...message },
					finish_reason: 'tool_calls' in message ? 'tool_calls' : 'stop',
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
		tools,
		answers,
		async close() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

function callOf({ function: { name } }: Tool, toolArguments: object) {
	return {
		id: 'call_1',
		type: 'function',
		function: { name, arguments: JSON.stringify(toolArguments) },
	};
}
