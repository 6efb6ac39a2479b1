import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that nothing must be sent to, or not more than a test expects. */
export interface OtherHost {
	/** Without a trailing slash. */
	url: string;
	/** What came in so far: method, address, headers and body as one text. */
	received: string[];
	close(): Promise<void>;
}

/** Starts a server on loopback that answers everything like an empty success, and writes it down. */
export async function startOtherHost(): Promise<OtherHost> {
	const received: string[] = [];
	const server = createServer((request, response) => {
		void readAll(request).then((body) => {
			const { method, url, headers } = request;
			received.push(`${method ?? ''} ${url ?? ''} ${JSON.stringify(headers)} ${body}`);
			response.setHeader('content-type', 'application/json').end('{}');
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		received,
		async close() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

async function readAll(request: IncomingMessage): Promise<string> {
	let body = '';
	for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
	return body;
}
