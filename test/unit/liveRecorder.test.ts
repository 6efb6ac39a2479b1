import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import axios from 'axios';
import { Recorder } from '../../scripts/live/recorder';

let server: Server;
let url: string;
let asked: string[];

beforeEach(async () => {
	asked = [];
	server = createServer((request, response) => {
		asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
		response.setHeader('content-type', 'application/json').end('{"id": 1}');
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
	server.closeAllConnections();
	server.close();
});

it('keeps what was sent, and sends nothing that may not be', async () => {
	const http = axios.create({ responseType: 'text', transformResponse: (data: unknown) => data });
	const recorder = new Recorder(
		(method, { pathname }) => method === 'GET' && pathname === '/a',
		http,
	);
	await http.get(`${url}/a`, { params: { limit: 1 } });
	await expect(http.post(`${url}/a`)).rejects.toThrow('POST /a is not part of the check');
	await expect(http.get(`${url}/b`)).rejects.toThrow('GET /b is not part of the check');
	expect(asked).toEqual(['GET /a?limit=1']);
	expect(recorder.count).toBe(1);
	expect(recorder.take()).toMatchObject([{ method: 'GET', status: 200, body: { id: 1 } }]);

	recorder.stop();
	await http.get(`${url}/b`);
	expect(asked).toHaveLength(2);
	expect(recorder.take()).toEqual([]);
});
