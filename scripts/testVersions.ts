import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';
import spawn from 'nano-spawn';
import type { N8nInstallation } from './n8n/install';
import { ensureN8n } from './n8n/install';
import { NEWEST_VERSION, SUPPORTED_VERSIONS } from './n8n/versions';
import { rowsOfTable, withTable } from './tables';

const ROOT = join(__dirname, '..');
/** The page with the table. */
const VERSIONS_PAGE = join(ROOT, 'docs', 'compatibility.md');

/** The files of the e2e layer that are not about the editor, nor about what n8n stores. */
const CORE =
	'test/e2e/(agent|chatbotTrigger|credentials|examples|operations|package|tokens|trigger)\\.test\\.ts$';

const OLDEST_VERSION = SUPPORTED_VERSIONS[0] as string;
const UPGRADE = `${OLDEST_VERSION} to ${NEWEST_VERSION}, the same data`;

/** How a run of Jest ended. */
interface Tally {
	numPassedTests: number;
	numFailedTests: number;
	/** Tests that are for other versions of n8n. */
	numPendingTests: number;
	/** Test files that could not even be run. */
	numRuntimeErrorTestSuites: number;
	success: boolean;
}

/** Runs the engine and faults layers with the engine and the Node.js of an installed n8n. */
async function testEngine(installation: N8nInstallation): Promise<Tally> {
	return await jest(['--selectProjects', 'engine', 'faults'], {
		N8N_CORE_FOLDER: installation.folder,
		PATH: [dirname(installation.node), process.env.PATH].join(delimiter),
	});
}

/** Runs the core of the e2e layer in an installed n8n. */
async function testN8n({ version }: N8nInstallation): Promise<Tally> {
	return await jest(['--selectProjects', 'e2e', '--maxWorkers=2', '--testPathPatterns', CORE], {
		N8N_VERSION: version,
	});
}

/** Opens what the oldest n8n has stored in the newest. */
async function testUpgrade(): Promise<Tally> {
	return await jest(['--selectProjects', 'upgrade'], {});
}

async function jest(args: string[], env: Record<string, string>): Promise<Tally> {
	const folder = mkdtempSync(join(tmpdir(), 'test-versions-'));
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

/** A tally for the table; a failure also makes the whole command fail. */
function describeTally({
	numPassedTests,
	numFailedTests,
	numPendingTests,
	numRuntimeErrorTestSuites,
	success,
}: Tally): string {
	const passed = `${numPassedTests} passed`;
	const skipped = numPendingTests > 0 ? `, ${numPendingTests} not for this version` : '';
	if (success && numPassedTests > 0) return passed + skipped;
	process.exitCode = 1;
	const failed = numFailedTests + numRuntimeErrorTestSuites;
	return `${passed}${skipped}, **${failed > 0 ? `${failed} failed` : 'not all were run'}**`;
}

/**
 * Tests the package with the versions of n8n that are named (default: all that are supported), with the
 * oldest also its upgrade to the newest, and writes what came out into the table of `docs/compatibility.md`, row by row.
 */
async function main(): Promise<void> {
	const { positionals } = parseArgs({ allowPositionals: true });
	const versions = positionals.length > 0 ? positionals : SUPPORTED_VERSIONS;
	for (const version of versions) {
		const installation = await ensureN8n(console.log, version);
		console.log(`n8n ${version}: engine and faults layers`);
		const engine = describeTally(await testEngine(installation));
		console.log(`n8n ${version}: ${engine}; now in a running n8n`);
		const running = describeTally(await testN8n(installation));
		console.log(`n8n ${version}: ${running}`);
		const { stdout: node } = await spawn(installation.node, ['--version']);
		writeRow([version, node.replace('v', ''), engine, running]);
	}
	if (versions.includes(OLDEST_VERSION)) {
		writeRow([UPGRADE, '', '', describeTally(await testUpgrade())]);
	}
}

/** Puts a row into the table, in the place of an earlier one. */
function writeRow(row: string[]): void {
	const page = readFileSync(VERSIONS_PAGE, 'utf8');
	const rows = [...rowsOfTable(page, 'versions'), row];
	const latest = new Map(rows.map((cells) => [cells[0] ?? '', cells]));
	const table = markdownTable([
		['n8n', 'Node.js', 'in its engine (engine and faults layers)', 'in a running n8n (e2e layer)'],
		...[...SUPPORTED_VERSIONS, UPGRADE].map((name) => latest.get(name) ?? [name]),
	]);
	console.log(table);
	writeFileSync(VERSIONS_PAGE, withTable(page, 'versions', table));
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
