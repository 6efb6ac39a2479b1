import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeSession } from '../../sandbox/mluvii/seed/sessions';
import { createApp } from './app';
import type { Settings } from './lap';
import { Lap } from './lap';

const BEGIN = Date.UTC(2026, 0, 1);

/**
 * The server of the benchmark as a process of its own, see `BenchServer`. It says where it is, and for each
 * message with new settings what it has counted since the one before.
 */
function main(): void {
	let lap = new Lap({ sessions: 0, latencyMs: 0 });
	const server = createServer()
		.on('connection', () => {
			lap.counters.connected();
		})
		.listen(0, '127.0.0.1', () => {
			const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
			server.on(
				'request',
				createApp({
					currentLap: () => lap,
					makeSession: (index) => makeSession(index, BEGIN, url, 1),
				}),
			);
			process.send?.(url);
		});
	process.on('message', (settings: Settings) => {
		process.send?.(lap.counters.read());
		lap = new Lap(settings);
	});
	process.once('disconnect', () => process.exit(0));
}

main();
