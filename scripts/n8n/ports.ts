import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import getPort, { portNumbers } from 'get-port';

/** A port of the loopback interface that nobody else can have until it is released. */
export interface ClaimedPort {
	port: number;
	release: () => Promise<void>;
}

/**
 * Takes a port. The system gives it back by itself when this process ends, in whatever way.
 *
 * @param wanted 0 for any that is free
 * @throws Error with the code EADDRINUSE if the port is taken
 */
export async function claimPort(wanted: number): Promise<ClaimedPort> {
	const server = createServer();
	server.listen(wanted, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const release = async () => {
		server.close();
		await once(server, 'close');
	};
	return { port, release };
}

/** Below the ports that Linux, macOS and Windows give to connections by themselves. */
const LAST_OWN_PORT = 32_767;

/**
 * A port of the loopback interface for a program that takes it seconds later, as n8n does: nothing gets
 * such a port without asking for it, and no two calls of this process get the same.
 */
export async function findFreePort(): Promise<number> {
	const start = randomInt(20_000, 30_000);
	return await getPort({ host: '127.0.0.1', port: portNumbers(start, LAST_OWN_PORT) });
}
