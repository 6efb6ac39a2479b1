import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

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
