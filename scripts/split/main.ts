import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runNpm } from '../n8n/npm';
import { readIdentity } from '../release/identity';
import { json, manifestOf, TEMPLATES } from './manifest';
import { splitPackages } from './split';

const ROOT = join(__dirname, '..', '..');

/** Has npm write the lock file of the packages anew, after a change of `packages/single/package.json`. */
async function writeLockFile(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'split-lock-'));
	try {
		writeFileSync(join(folder, 'package.json'), json(manifestOf('mluvii', readIdentity())));
		copyFileSync(join(ROOT, TEMPLATES, '.npmrc'), join(folder, '.npmrc'));
		await runNpm(['install', '--package-lock-only'], { cwd: folder });
		copyFileSync(join(folder, 'package-lock.json'), join(ROOT, TEMPLATES, 'package-lock.json'));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { lock: { type: 'boolean', default: false } } });
	if (values.lock) await writeLockFile();
	splitPackages(join(ROOT, 'build'));
	console.log('The packages are in build/.');
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
