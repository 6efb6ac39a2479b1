import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maxSatisfying, minVersion } from 'semver';
import { NpmError, runNpm } from './npm';
import type { Manifest } from './versions';
import { nodePackage, VERSIONS_FOLDER } from './versions';

/** Where `npm start` and the tests can run. */
const PLATFORMS = [
	['linux', 'x64'],
	['linux', 'arm64'],
	['darwin', 'x64'],
	['darwin', 'arm64'],
	['win32', 'x64'],
	['win32', 'arm64'],
] as const;

/** What has been found to be in the way of an installation, and how npm says so. */
const OVERRIDES = [
	{
		name: 'linkedom',
		version: '0.18.13',
		failure: /cssomnom/,
		reason: 'the newest one that n8n takes needs a package that the registry lacks',
	},
	{
		name: 'xlsx',
		version: '0.18.5',
		failure: /xlsx|sheetjs/i,
		reason: 'n8n takes it from an address outside the registry',
	},
];

/**
 * Pins a version of n8n: writes the manifest and lock file from which it is installed, with the oldest
 * Node.js that it takes, and says what it had to override.
 *
 * @throws NpmError if npm finds no set of packages, for a reason that is not among `OVERRIDES`
 */
async function pin(version: string): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-pin-'));
	try {
		const manifest = await manifestFor(version);
		const overridden = await lock(folder, manifest);
		const target = join(VERSIONS_FOLDER, version);
		mkdirSync(target, { recursive: true });
		for (const file of ['package.json', 'package-lock.json']) {
			writeFileSync(join(target, file), readFileSync(join(folder, file)));
		}
		console.log(`n8n ${version} is pinned in ${target}`);
		console.log(`  Node.js: ${describeNodes(manifest)}`);
		for (const { name, version: to, reason } of overridden) {
			console.log(`  Overridden: ${name} ${to}, because ${reason}`);
		}
	} finally {
		rmSync(folder, { recursive: true });
	}
}

async function manifestFor(version: string): Promise<Manifest> {
	const n8n = JSON.parse(
		await runNpm(['view', `n8n@${version}`, 'engines', 'dependencies', '--json']),
	) as { engines: { node: string }; dependencies: { sqlite3: string } };
	const range = n8n.engines.node;
	return {
		name: `n8n-${version}`,
		private: true,
		dependencies: { sqlite3: n8n.dependencies.sqlite3 },
		optionalDependencies: await nodesFor(range),
		devDependencies: { n8n: version },
		engines: { node: range },
		allowScripts: { sqlite3: true },
	};
}

/** The newest release of the oldest Node.js that n8n takes, for each platform that has one. */
async function nodesFor(range: string): Promise<Record<string, string>> {
	const major = minVersion(range)?.major ?? 0;
	const nodes: Record<string, string> = {};
	for (const [platform, arch] of PLATFORMS) {
		const name = nodePackage(platform, arch);
		const versions = JSON.parse(await runNpm(['view', name, 'versions', '--json'])) as string[];
		const suitable = versions.filter((each) => each.startsWith(`${major}.`));
		const newest = maxSatisfying(suitable, range);
		if (newest !== null) nodes[name] = newest;
	}
	return nodes;
}

/** Has npm write a lock file, with as few overrides as it takes. */
async function lock(folder: string, manifest: Manifest): Promise<typeof OVERRIDES> {
	const overridden: typeof OVERRIDES = [];
	for (;;) {
		if (overridden.length > 0) {
			manifest.overrides = Object.fromEntries(
				overridden.map(({ name, version }) => [name, version]),
			);
		}
		writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
		try {
			await runNpm(['install', '--package-lock-only', '--omit-lockfile-registry-resolved'], {
				cwd: folder,
			});
			return overridden;
		} catch (error) {
			if (!(error instanceof NpmError)) throw error;
			const helpful = OVERRIDES.find(
				(each) => !overridden.includes(each) && each.failure.test(error.output),
			);
			if (helpful === undefined) {
				console.error(error.output);
				throw error;
			}
			overridden.push(helpful);
		}
	}
}

/** Which Node.js each platform gets, such as "20.20.2 (linux-x64), none (darwin-arm64)". */
function describeNodes({ optionalDependencies }: Manifest): string {
	return PLATFORMS.map(([platform, arch]) => {
		const version = optionalDependencies[nodePackage(platform, arch)] ?? 'none';
		return `${version} (${platform}-${arch})`;
	}).join(', ');
}

const [version = '', ...others] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+$/.test(version) || others.length > 0) {
	console.error('Name one version: npm run n8n:pin -- 2.41.1');
	process.exitCode = 1;
} else {
	pin(version).catch((error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	});
}
