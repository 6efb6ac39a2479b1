import spawn, { SubprocessError } from 'nano-spawn';

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
 * @param options where, and additions to the environment
 * @returns what npm wrote to its standard output
 * @throws NpmError if npm cannot be started or reports a failure
 */
export async function runNpm(
	args: readonly string[],
	{ cwd, env }: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<string> {
	try {
		const { stdout } = await spawn('npm', args, {
			cwd,
			env: { ...outerRun(), ...env },
			stdin: 'ignore',
		});
		return stdout;
	} catch (error) {
		if (!(error instanceof SubprocessError)) throw error;
		const { cause } = error;
		throw new NpmError(args[0] ?? '', cause instanceof Error ? cause.message : error.output);
	}
}

/** What an enclosing `npm run` says about its own package, undone. */
function outerRun(): NodeJS.ProcessEnv {
	const ofOuterRun = /^(npm_(package|lifecycle|command)|npm_config_(local_prefix|ignore_scripts)$)/;
	const names = Object.keys(process.env).filter((name) => ofOuterRun.test(name));
	return Object.fromEntries(names.map((name) => [name, undefined]));
}
