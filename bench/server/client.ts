import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Settings } from './app';
import type { Counts } from './counters';

/** A running server that answers after a fixed time and counts what it is asked. */
export class BenchServer {
	private constructor(
		private readonly child: ChildProcess,
		readonly url: string,
	) {}

	/** Starts one, in a process that ends with this one at the latest. */
	static async launch(latencyMs: number): Promise<BenchServer> {
		const child = fork(join(__dirname, 'main.ts'), [String(latencyMs)], {
			execArgv: ['--require', require.resolve('tsx/cjs')],
		});
		return new BenchServer(child, await answerOf<string>(child));
	}

	/** Begins a lap with these settings, and returns what was counted in the one before. */
	async lap(settings: Settings): Promise<Counts> {
		const counts = answerOf<Counts>(this.child);
		this.child.send(settings);
		return await counts;
	}

	/** Ends the server. */
	async stop(): Promise<void> {
		const ended = once(this.child, 'exit');
		this.child.disconnect();
		await ended;
	}
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
	const ended = once(child, 'exit').then(() => {
		throw new Error('The server of the benchmark has ended');
	});
	// It ends in any case, and then nobody waits any more.
	ended.catch(() => undefined);
	const [message] = (await Promise.race([once(child, 'message'), ended])) as [T];
	return message;
}
