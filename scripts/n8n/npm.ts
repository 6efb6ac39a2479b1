import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** A failed npm command; `output` holds the end of what npm wrote. */
export class NpmError extends Error {
	override readonly name = 'NpmError';

	constructor(
		command: string,
		readonly output: string,
	) {
		super(`"npm ${command}" failed`);
	}
}

/**
 * Runs an npm command and waits for its end.
 *
 * @param args the command and its arguments; they must not come from a user
 * @param options `cwd`, the file to which all output is appended, and additions to the environment
 * @throws NpmError if npm cannot be started or reports a failure
 */
export async function runNpm(
	args: readonly string[],
	options: { cwd: string; logFile: string; env?: NodeJS.ProcessEnv },
): Promise<void> {
	const log = openSync(options.logFile, 'a');
	try {
		await new Promise<void>((resolve, reject) => {
			const child = spawn('npm', args, {
				cwd: options.cwd,
				env: { ...outerEnvironment(), ...options.env },
				stdio: ['ignore', log, log],
				shell: process.platform === 'win32', // npm is a .cmd file there
			});
			const fail = (output: string) => {
				reject(new NpmError(args[0] ?? '', output));
			};
			child.once('error', (error) => {
				fail(error.message);
			});
			child.once('close', (code) => {
				if (code === 0) resolve();
				else fail(tail(options.logFile));
			});
		});
	} finally {
		closeSync(log);
	}
}

/** The environment without what an enclosing `npm run` says about its own package. */
function outerEnvironment(): NodeJS.ProcessEnv {
	const ofOuterRun = /^(npm_(package|lifecycle|command)|npm_config_(local_prefix|ignore_scripts)$)/;
	return Object.fromEntries(Object.entries(process.env).filter(([key]) => !ofOuterRun.test(key)));
}

function tail(file: string, lines = 30): string {
	return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
