import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import spawn, { SubprocessError } from 'nano-spawn';
import type { N8nInstallation } from './install';

/** A failed npm command; `output` is what npm wrote. */
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
 * @param options where (default: here), additions to the environment, and what ends it
 * @returns what npm wrote to its standard output
 * @throws NpmError if npm cannot be started or reports a failure
 */
export async function runNpm(
	args: readonly string[],
	{ cwd, env, signal }: { cwd?: string; env?: NodeJS.ProcessEnv; signal?: AbortSignal } = {},
): Promise<string> {
	const npm = spawn('npm', args, {
		cwd,
		env: { ...outerRun(), ...env },
		stdin: 'ignore',
		signal,
	});
	try {
		const { stdout } = await npm;
		return stdout;
	} catch (error) {
		if (signal?.aborted === true) await ended(await npm.nodeChildProcess);
		if (!(error instanceof SubprocessError)) throw error;
		const { cause } = error;
		throw new NpmError(args[0] ?? '', cause instanceof Error ? cause.message : error.output);
	}
}

async function ended(child: ChildProcess): Promise<void> {
	if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** What an enclosing `npm run` says about its own package, undone. */
export function outerRun(): NodeJS.ProcessEnv {
	const ofOuterRun = /^(npm_(package|lifecycle|command)|npm_config_(local_prefix|ignore_scripts)$)/;
	const names = Object.keys(process.env).filter((name) => ofOuterRun.test(name));
	return Object.fromEntries(names.map((name) => [name, undefined]));
}

/**
 * Makes an n8n install packages from a registry. It takes the address of one only with a licence, so its `npm` is one
 * that adds the address, and then goes on as the next `npm` on the path; of several registries, npm takes the last.
 *
 * @param folder where this `npm` is put, and nothing else is
 * @returns the PATH for n8n's environment
 */
export function pathWithRegistry({ node }: N8nInstallation, url: string, folder: string): string {
	const script = `#!/bin/sh\nPATH=\${PATH#*:} exec npm "$@" --registry='${url}'\n`;
	writeFileSync(join(folder, 'npm'), script, { mode: 0o755 });
	return [folder, dirname(node), process.env.PATH].join(delimiter);
}
