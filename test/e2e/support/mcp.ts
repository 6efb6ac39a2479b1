import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';

/** A client of the Model Context Protocol that is connected to a server. */
export interface McpConnection {
	/** The tools that the server offers. */
	tools(): Promise<Tool[]>;
	/**
	 * Calls a tool.
	 *
	 * @param signal gives the call up, and tells the server so
	 */
	call(tool: string, given: Record<string, unknown>, signal?: AbortSignal): Promise<CallToolResult>;
	/** All that the server sent, message by message, as JSON. */
	received: string[];
	close(): Promise<void>;
}

/** Connects to a server over streamable HTTP. */
export async function connectToMcp(url: string): Promise<McpConnection> {
	const client = new Client({ name: 'tests', version: '1.0.0' });
	const transport = new StreamableHTTPClientTransport(new URL(url));
	const received: string[] = [];
	transport.onmessage = (message) => received.push(JSON.stringify(message));
	await client.connect(transport);
	return {
		received,
		async tools() {
			return (await client.listTools()).tools;
		},
		async call(name, given, signal) {
			const call = { name, arguments: given };
			return (await client.callTool(call, undefined, { signal })) as CallToolResult;
		},
		async close() {
			await client.close();
		},
	};
}
