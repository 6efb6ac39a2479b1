import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';
import spawn from 'nano-spawn';
import type { Tally } from './jest';
import { describeTally, E2E_CORE, runJest } from './jest';
import type { N8nInstallation } from './n8n/install';
import { ensureN8n } from './n8n/install';
import { NEWEST_VERSION, SUPPORTED_VERSIONS } from './n8n/versions';
import { rowsOfTable, withTable } from './readme';

const ROOT = join(__dirname, '..');
const README = join(ROOT, 'README.md');

const OLDEST_VERSION = SUPPORTED_VERSIONS[0] as string;
const UPGRADE = `${OLDEST_VERSION} to ${NEWEST_VERSION}, the same data`;

/** Runs the engine and faults layers with the engine and the Node.js of an installed n8n. */
async function testEngine(installation: N8nInstallation): Promise<Tally> {
	return await runJest(['--selectProjects', 'engine', 'faults'], {
		N8N_CORE_FOLDER: installation.folder,
		PATH: [dirname(installation.node), process.env.PATH].join(delimiter),
	});
}

/** Runs the core of the e2e layer in an installed n8n. */
async function testN8n({ version }: N8nInstallation): Promise<Tally> {
	return await runJest(
		['--selectProjects', 'e2e', '--maxWorkers=2', '--testPathPatterns', E2E_CORE],
		{
			N8N_VERSION: version,
		},
	);
}

/** Opens what the oldest n8n has stored in the newest. */
async function testUpgrade(): Promise<Tally> {
	return await runJest(['--selectProjects', 'upgrade'], {});
}

/**
 * Tests the package with the versions of n8n that are named (default: all that are supported), with the
 * oldest also its upgrade to the newest, and writes what came out into the README's table, row by row.
 */
async function main(): Promise<void> {
	const { positionals } = parseArgs({ allowPositionals: true });
	const versions = positionals.length > 0 ? positionals : SUPPORTED_VERSIONS;
	for (const version of versions) {
		const installation = await ensureN8n(console.log, version);
		console.log(`n8n ${version}: engine and faults layers`);
		const engine = describeTally(await testEngine(installation), 'this version');
		console.log(`n8n ${version}: ${engine}; now in a running n8n`);
		const running = describeTally(await testN8n(installation), 'this version');
		console.log(`n8n ${version}: ${running}`);
		const { stdout: node } = await spawn(installation.node, ['--version']);
		writeRow([version, node.replace('v', ''), engine, running]);
	}
	if (versions.includes(OLDEST_VERSION)) {
		writeRow([UPGRADE, '', '', describeTally(await testUpgrade(), 'this version')]);
	}
}

/** Puts a row into the README's table, in the place of an earlier one. */
function writeRow(row: string[]): void {
	const readme = readFileSync(README, 'utf8');
	const rows = [...rowsOfTable(readme, 'versions'), row];
	const latest = new Map(rows.map((cells) => [cells[0] ?? '', cells]));
	const table = markdownTable([
		['n8n', 'Node.js', 'in its engine (engine and faults layers)', 'in a running n8n (e2e layer)'],
		...[...SUPPORTED_VERSIONS, UPGRADE].map((name) => latest.get(name) ?? [name]),
	]);
	console.log(table);
	writeFileSync(README, withTable(readme, 'versions', table));
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
