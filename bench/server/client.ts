import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Counts } from './counters';
import type { Settings } from './lap';

/** A running server that answers as the settings of the lap say and counts what it is asked. */
export class BenchServer {
	private constructor(
		private readonly child: ChildProcess,
		private readonly ended: Promise<unknown>,
		readonly url: string,
	) {}

	/** Starts one, in a process that ends with this one at the latest. */
	static async launch(): Promise<BenchServer> {
		const child = fork(join(__dirname, 'main.ts'), {
			execArgv: ['--require', require.resolve('tsx/cjs')],
		});
		const ended = once(child, 'exit');
		return new BenchServer(child, ended, await answerOf<string>(child, ended));
	}

	/** Begins a lap with these settings, and returns what was counted in the one before. */
	async lap(settings: Settings): Promise<Counts> {
		const counts = answerOf<Counts>(this.child, this.ended);
		this.child.send(settings);
		return await counts;
	}

	/** Ends the server. */
	async stop(): Promise<void> {
		this.child.disconnect();
		await this.ended;
	}
}

async function answerOf<T>(child: ChildProcess, ended: Promise<unknown>): Promise<T> {
	const answer = once(child, 'message') as Promise<[T]>;
	const none = ended.then(() => {
		throw new Error('The server of the benchmark has ended');
	});
	const [message] = await Promise.race([answer, none]);
	return message;
}
