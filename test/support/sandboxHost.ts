import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';

let sandbox: Sandbox | undefined;

/**
 * A process for the sandboxes of one test file after the other: most of the time of a start goes into loading
 * the code. For each message it stops the sandbox that there is, and tells the parent of a new one if asked to.
 */
async function obey(message: 'start' | 'stop'): Promise<void> {
	await sandbox?.stop();
	sandbox = message === 'start' ? await startSandbox() : undefined;
	process.send?.(sandbox?.info ?? {});
}

process
	.on('message', (message) => {
		void obey(message as 'start' | 'stop');
	})
	.on('disconnect', () => process.exit());
