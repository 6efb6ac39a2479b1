import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import spawn from 'nano-spawn';
import { packPackage } from './n8n/package';

const ROOT = join(__dirname, '..');
/** What gets in by mistake, such as pictures or source maps, is more than what this leaves. */
const MAX_BYTES = 240_000;
const EXPECTED = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json'];

/** The part of n8n's package scanner that works without a published package. */
interface Scanner {
	analyzePackage(
		folder: string,
		patterns: string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
}

/**
 * What n8n's gate would say: its scanner on the tree and on the packed package, and what the package holds.
 * Needs a built `dist`.
 */
async function main(): Promise<void> {
	const tarball = await packPackage(ROOT);
	const unpacked = mkdtempSync(join(tmpdir(), 'package-check-'));
	try {
		await spawn('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
		const { size } = statSync(tarball);
		const contents = readdirSync(unpacked).sort();
		console.log(`The package has ${size} bytes and holds ${contents.join(', ')}.`);
		if (size >= MAX_BYTES) throw new Error(`It must have fewer than ${MAX_BYTES} bytes.`);
		if (contents.join() !== EXPECTED.join())
			throw new Error(`It must hold ${EXPECTED.join(', ')}.`);

		await scan('the tree', ROOT, ['package.json', '{nodes,credentials}/**/*.{js,ts,json}']);
		await scan('the packed package', unpacked, ['**/*.js', 'package.json']);
	} finally {
		rmSync(unpacked, { recursive: true });
		rmSync(dirname(tarball), { recursive: true });
	}
}

async function scan(what: string, folder: string, patterns: string[]): Promise<void> {
	const scanner = '@n8n/scan-community-package/scanner/scanner.mjs';
	const { passed, message, details } = await ((await import(scanner)) as Scanner).analyzePackage(
		folder,
		patterns,
	);
	if (!passed) throw new Error(`n8n's scanner on ${what}: ${message ?? ''}\n${details ?? ''}`);
	console.log(`n8n's scanner on ${what}: passed.`);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
