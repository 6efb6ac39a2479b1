import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import spawn from 'nano-spawn';

const ROOT = join(__dirname, '..');

/** The files of the e2e layer that are not about the editor, nor about what n8n stores. */
export const E2E_CORE = e2eFiles(
	'agent',
	'chatbotTrigger',
	'credentials',
	'examples',
	'operations',
	'package',
	'tokens',
	'trigger',
);

/** A pattern for files of the e2e layer. */
export function e2eFiles(...names: string[]): string {
	return `test/e2e/(${names.join('|')})\\.test\\.ts$`;
}

/** How a run of Jest ended. */
export interface Tally {
	numPassedTests: number;
	numFailedTests: number;
	/** Tests that are for other versions of n8n, or for other packages. */
	numPendingTests: number;
	/** Test files that could not even be run. */
	numRuntimeErrorTestSuites: number;
	success: boolean;
}

/** Runs tests, which print what they find. */
export async function runJest(args: string[], env: Record<string, string>): Promise<Tally> {
	const folder = mkdtempSync(join(tmpdir(), 'jest-'));
	const outputFile = join(folder, 'results.json');
	// Older cores leave timers behind, for which Jest would wait for ever.
	const results = ['--json', `--outputFile=${outputFile}`, '--forceExit'];
	try {
		await spawn('jest', [...args, ...results], {
			cwd: ROOT,
			preferLocal: true,
			env,
			stdio: ['ignore', 'ignore', 'inherit'],
		}).catch(() => undefined); // The file says which tests failed.
		return JSON.parse(readFileSync(outputFile, 'utf8')) as Tally;
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** A tally in words; a failure also makes this process fail. */
export function describeTally(
	{ numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites, success }: Tally,
	pendingFor: string,
): string {
	const passed = `${numPassedTests} passed`;
	const skipped = numPendingTests > 0 ? `, ${numPendingTests} not for ${pendingFor}` : '';
	if (success && numPassedTests > 0) return passed + skipped;
	process.exitCode = 1;
	const failed = numFailedTests + numRuntimeErrorTestSuites;
	return `${passed}${skipped}, **${failed > 0 ? `${failed} failed` : 'not all were run'}**`;
}
