import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markdownTable } from 'markdown-table';
import spawn from 'nano-spawn';
import { cacheFolder } from './n8n/install';
import { runNpm } from './n8n/npm';

/**
 * Versions of n8n's engine that behave differently from the one in node_modules: the last of n8n 1, and one
 * of n8n 2 that still drops the cause of an ended connection.
 */
const VERSIONS = ['1.122.48', '2.33.0'];
/** The tests of what differs: the renewal of tokens, answers that are lost, tools. */
const TESTS = 'test/engine/(tokens|faults|oauth2|tools)\\.test\\.ts$';

const REPOSITORY = join(__dirname, '..');

interface Tally {
	numPassedTests: number;
	numFailedTests: number;
	/** Test files that could not even be run. */
	numRuntimeErrorTestSuites: number;
}

/**
 * Installs an n8n-core, which brings the n8n-workflow of its release along, once per machine.
 *
 * @returns the folder that holds `node_modules`
 * @throws NpmError if npm cannot install it
 */
async function ensureCore(version: string): Promise<string> {
	const folder = join(cacheFolder(), `n8n-core-${version}`);
	if (existsSync(folder)) return folder;
	console.log(`Installing n8n-core ${version} into ${folder}: once per machine, about a minute`);
	mkdirSync(cacheFolder(), { recursive: true });
	const draft = mkdtempSync(`${folder}.partial-`);
	writeFileSync(
		join(draft, 'package.json'),
		JSON.stringify({ private: true, dependencies: { 'n8n-core': version } }),
	);
	try {
		await runNpm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
			cwd: draft,
		});
		// What has the folder's name is complete; another process may have been faster.
		if (!existsSync(folder)) renameSync(draft, folder);
	} finally {
		rmSync(draft, { recursive: true, force: true });
	}
	return folder;
}

/** Runs the tests with an n8n-core. */
async function test(core: string): Promise<Tally> {
	const folder = mkdtempSync(join(tmpdir(), 'core-versions-'));
	const outputFile = join(folder, 'results.json');
	// Older cores leave timers behind, for which Jest would wait for ever.
	const results = ['--json', `--outputFile=${outputFile}`, '--runInBand', '--forceExit'];
	try {
		await spawn('jest', ['--selectProjects', 'engine', '--testPathPatterns', TESTS, ...results], {
			cwd: REPOSITORY,
			preferLocal: true,
			env: { N8N_CORE_FOLDER: core },
			stdio: ['ignore', 'ignore', 'inherit'],
		}).catch(() => undefined); // The file says which tests failed.
		return JSON.parse(readFileSync(outputFile, 'utf8')) as Tally;
	} finally {
		rmSync(folder, { recursive: true });
	}
}

async function main(): Promise<void> {
	const rows: string[][] = [];
	for (const version of VERSIONS) {
		const core = await ensureCore(version);
		console.log(`n8n-core ${version}`);
		const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = await test(core);
		const failed = numFailedTests + numRuntimeErrorTestSuites;
		rows.push([version, String(numPassedTests), String(failed)]);
		if (failed > 0 || numPassedTests === 0) process.exitCode = 1;
	}
	console.log(markdownTable([['n8n-core', 'passed', 'failed'], ...rows]));
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
