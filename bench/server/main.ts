import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeSession } from '../../sandbox/mluvii/seed/sessions';
import type { Settings } from './app';
import { createApp } from './app';
import { Counters } from './counters';

const BEGIN = Date.UTC(2026, 0, 1);

/**
 * The server of the benchmark as a process of its own, see `BenchServer`. It says where it is, and for each
 * message with new settings what it has counted since the one before.
 */
function main(): void {
	const counters = new Counters();
	const settings: Settings = { sessions: 0 };
	const server = createServer()
		.on('connection', () => {
			counters.connected();
		})
		.listen(0, '127.0.0.1', () => {
			const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
			server.on(
				'request',
				createApp({
					latencyMs: Number(process.argv[2]),
					counters,
					settings,
					makeSession: (index) => makeSession(index, BEGIN, url, 1),
				}),
			);
			process.send?.(url);
		});
	process.on('message', (next: Settings) => {
		Object.assign(settings, next);
		process.send?.(counters.lap());
	});
	process.once('disconnect', () => process.exit(0));
}

main();
