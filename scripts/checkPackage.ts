import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ESLint } from 'eslint';
import spawn from 'nano-spawn';
import tseslint from 'typescript-eslint';
import { NpmError, runNpm } from './n8n/npm';
import { packPackage } from './n8n/package';
import { filesBelow } from './split/files';
import { PACKAGES, SERVICES } from './split/names';
import { splitPackages } from './split/split';

const ROOT = join(__dirname, '..');
const BUILD = join(ROOT, 'build');
/** What gets in by mistake, such as pictures or source maps, is more than what these leave. */
const MAX_BYTES = { combined: 240_000, mluvii: 150_000, lovi: 100_000 };
const EXPECTED = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json'];
const SOURCES = '{nodes,credentials}/**/*.{js,ts,json}';

/** The part of n8n's package scanner that works without a published package. */
interface Scanner {
	analyzePackage(
		folder: string,
		patterns: string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
}

interface CommunityNodes {
	n8nCommunityNodesPlugin: { meta: { version: string }; configs: { recommended: object } };
}

/**
 * What n8n's gate would say of each package: whether the ones for a single service install from their own lock files,
 * lint and build as n8n's tool does it, what n8n's scanner and newest rules find in tree and packed package, and what
 * the packages hold. Needs a built `dist`; leaves the packages in `build/`, built.
 */
async function main(): Promise<void> {
	splitPackages(BUILD);
	await checkPackage('combined', ROOT);
	await Promise.all(SERVICES.map(async (service) => buildAsPublished(PACKAGES[service])));
	for (const service of SERVICES) await checkPackage(service, join(BUILD, PACKAGES[service]));
}

/** Installs, lints and builds a package as its own workflow does. */
async function buildAsPublished(name: string): Promise<void> {
	const cwd = join(BUILD, name);
	for (const command of [
		['ci', '--ignore-scripts'],
		['run', 'lint'],
		['run', 'build'],
	]) {
		const start = performance.now();
		await runNpm(command, { cwd });
		const seconds = Math.round((performance.now() - start) / 1000);
		console.log(`${name}: "npm ${command.join(' ')}" passed in ${seconds} s.`);
	}
}

async function checkPackage(key: keyof typeof PACKAGES, folder: string): Promise<void> {
	const name = PACKAGES[key];
	const tarball = await packPackage(folder);
	const unpacked = mkdtempSync(join(tmpdir(), 'package-check-'));
	try {
		await spawn('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
		const { size } = statSync(tarball);
		const contents = readdirSync(unpacked).sort();
		console.log(`${name}: the package has ${size} bytes and holds ${contents.join(', ')}.`);
		if (size >= MAX_BYTES[key])
			throw new Error(`${name} must have fewer than ${MAX_BYTES[key]} bytes.`);
		if (contents.join() !== EXPECTED.join())
			throw new Error(`${name} must hold ${EXPECTED.join(', ')}.`);
		const missing = builtFiles(folder).filter((file) => !existsSync(join(unpacked, file)));
		if (missing.length > 0) throw new Error(`${name} lacks ${missing.join(', ')}.`);

		await scan(`${name}, the tree`, folder, ['package.json', SOURCES]);
		await scan(`${name}, the packed package`, unpacked, ['**/*.js', 'package.json']);
		await lintWithNewest(name, folder);
	} finally {
		rmSync(unpacked, { recursive: true });
		rmSync(dirname(tarball), { recursive: true });
	}
}

/** What n8n loads: nodes and credentials, and their icons, search words and schemas. */
function builtFiles(folder: string): string[] {
	const { n8n } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const assets = filesBelow(folder, 'nodes').filter((file) => /\.(json|svg)$/.test(file));
	return [...n8n.nodes, ...n8n.credentials, ...assets.map((file) => join('dist', file))];
}

async function scan(what: string, folder: string, patterns: string[]): Promise<void> {
	const scanner = '@n8n/scan-community-package/scanner/scanner.mjs';
	const { passed, message, details } = await ((await import(scanner)) as Scanner).analyzePackage(
		folder,
		patterns,
	);
	if (!passed) throw new Error(`n8n's scanner on ${what}: ${message ?? ''}\n${details ?? ''}`);
	console.log(`${what}: n8n's scanner passed.`);
}

/** The scanner brings rules of its own, which can be older than those of the newest plugin. */
async function lintWithNewest(name: string, folder: string): Promise<void> {
	const plugin = '@n8n/eslint-plugin-community-nodes';
	const { n8nCommunityNodesPlugin } = (await import(plugin)) as CommunityNodes;
	const { meta, configs } = n8nCommunityNodesPlugin;
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: [
			{
				files: ['**/*.ts', 'package.json'],
				languageOptions: {
					parser: tseslint.parser,
					parserOptions: { extraFileExtensions: ['.json'] },
				},
			},
			configs.recommended,
		],
	});
	const results = await eslint.lintFiles(['package.json', '{nodes,credentials}/**/*.ts']);
	const report = await (await eslint.loadFormatter('stylish')).format(results);
	if (results.some(({ errorCount }) => errorCount > 0))
		throw new Error(`n8n's rules ${meta.version} on ${name}:\n${report}`);
	const warnings = results.reduce((sum, { warningCount }) => sum + warningCount, 0);
	console.log(
		`${name}: n8n's rules ${meta.version} passed with ${warnings} warnings.${report && `\n${report}`}`,
	);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	if (error instanceof NpmError) console.error(error.output);
	process.exitCode = 1;
});
