import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { N8nRest } from '../../scripts/n8n/rest';

it('no connection to n8n is kept, as n8n would close it while a busy process does not look', async () => {
	const kept: unknown[] = [];
	const server = createServer(({ headers }, response) => {
		kept.push(headers.connection);
		response.end('{"data": {}}');
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	await new N8nRest(`http://127.0.0.1:${port}`, { email: '', password: '' }).login();
	server.close();

	expect(kept).toEqual(['close']);
});
