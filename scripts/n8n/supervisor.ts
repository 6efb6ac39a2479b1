/**
 * Runs one program for as long as somebody holds the other end of standard input. A parent that is
 * killed, crashes or gets Ctrl-C closes that pipe whether it wants to or not, so the program and
 * everything it started never outlive it. Whatever is written to the pipe kills the program at once, as
 * a crash would.
 *
 * Arguments: a folder to remove afterwards (empty for none), the program, its arguments. When the
 * program ends by itself the folder stays, for the parent to find out why.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

const PATIENCE_MS = 10_000;
const isWindows = process.platform === 'win32';
const [folderToRemove = '', program = '', ...args] = process.argv.slice(2);

let isStopping = false;

const child = spawn(program, args, {
	stdio: ['ignore', 'inherit', 'inherit'],
	detached: !isWindows, // its own process group, so that its children can be ended with it
	windowsHide: true,
});

child.once('error', (error) => {
	console.error(error.message);
	finish(1);
});
child.once('exit', (code) => {
	finish(code ?? 1);
});
process.stdin.once('data', kill).once('close', stop);
process.once('SIGTERM', stop).once('SIGINT', stop).once('SIGHUP', stop);

function stop() {
	isStopping = true;
	child.kill('SIGTERM');
	setTimeout(kill, PATIENCE_MS);
}

function kill() {
	child.kill('SIGKILL');
}

function finish(code: number) {
	killLeftovers();
	if (isStopping && folderToRemove !== '') {
		rmSync(folderToRemove, { recursive: true, force: true, maxRetries: 5 });
	}
	process.exit(code);
}

function killLeftovers() {
	if (isWindows || child.pid === undefined) return;
	try {
		process.kill(-child.pid, 'SIGKILL');
	} catch {
		// Nobody is left.
	}
}
