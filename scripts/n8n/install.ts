import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { lockPort, withLock } from './lock';
import { NpmError, runNpm } from './npm';

/** The n8n that the package is tried against, and the Node that runs it. */
const N8N_VERSION = '2.41.1';
const NODE_VERSION = '24.21.0';
const DISK_SPACE_NEEDED = 3.5e9;

/** An n8n on this machine, with the Node.js that runs it. */
export interface N8nInstallation {
	version: string;
	/** Folder that holds `node_modules`. */
	folder: string;
	/** Path of the Node.js executable. */
	node: string;
	/** Path of n8n's start script. */
	entry: string;
}

/** Receives one line of progress at a time. */
export type Log = (line: string) => void;

/** Whether n8n is installed already, so that `ensureN8n` would return at once. */
export function isN8nInstalled(): boolean {
	return isComplete(installationIn(targetFolder()));
}

/**
 * Installs n8n once per machine (some minutes, about 3 GB) and says where it is. It goes into a cache
 * folder outside the repository, `N8N_CACHE_DIR` or the user's cache. Processes that ask for it at
 * the same time wait for the one that installs.
 *
 * @throws Error that says what is missing, with the end of npm's output
 */
export async function ensureN8n(log: Log): Promise<N8nInstallation> {
	const installed = installationIn(targetFolder());
	if (isComplete(installed)) return installed;

	mkdirSync(dirname(installed.folder), { recursive: true });
	const lock = lockPort(installed.folder);
	const onWait = () => {
		log(`Waiting for another process, which is installing n8n (it holds port ${lock})`);
	};
	await withLock(lock, onWait, async () => {
		if (!isComplete(installed)) await install(installed.folder, log);
	});
	return installed;
}

/** Builds everything in a folder beside the target: what has the target's name is complete. */
async function install(target: string, log: Log): Promise<void> {
	const draft = `${target}.partial`;
	const logFile = `${target}.install.log`;
	const startedAt = Date.now();
	for (const path of [draft, target, logFile]) remove(path);
	await requireDiskSpace(dirname(target));

	mkdirSync(draft);
	writeFileSync(join(draft, 'package.json'), JSON.stringify(manifest(), null, 2));
	log(`Installing n8n ${N8N_VERSION} into ${target}: once per machine, about 5 to 10 minutes`);
	try {
		await reporting(
			log,
			() => `downloading n8n, ${countPackages(draft)} packages so far`,
			runNpm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
				cwd: draft,
			}),
		);
		await reporting(
			log,
			() => 'preparing the SQLite driver (compiled where no ready-made one can be fetched)',
			rebuildSqlite(draft),
		);
		renameSync(draft, target);
	} catch (error) {
		remove(draft);
		throw explain(error, logFile);
	}
	log(`n8n ${N8N_VERSION} is installed (${elapsed(startedAt)})`);
}

function manifest() {
	return {
		name: 'n8n-for-trying-out-nodes',
		private: true,
		dependencies: { n8n: N8N_VERSION, [nodePackage()]: NODE_VERSION },
		// n8n asks for "linkedom@^0.18", the newest of which misses a dependency.
		overrides: { linkedom: '0.18.13' },
		allowScripts: { sqlite3: true },
	};
}

/** Install scripts are off, but n8n's database driver needs its own; it must fit n8n's Node. */
async function rebuildSqlite(folder: string): Promise<void> {
	const nodeRoot = join(folder, 'node_modules', nodePackage());
	const path = [dirname(installationIn(folder).node), process.env.PATH].join(delimiter);
	await runNpm(['rebuild', 'sqlite3', '--ignore-scripts=false', '--loglevel=error'], {
		cwd: folder,
		env: {
			PATH: path,
			// A compilation then needs no download of Node's headers.
			...(existsSync(join(nodeRoot, 'include')) && { npm_config_nodedir: nodeRoot }),
		},
	});
}

/** Where versions of n8n are kept, `N8N_CACHE_DIR` or within the user's cache. */
export function cacheFolder(): string {
	return (
		process.env.N8N_CACHE_DIR ??
		join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'n8n-nodes-mluvii-lovi')
	);
}

function targetFolder(): string {
	return join(cacheFolder(), `n8n-${N8N_VERSION}`);
}

function installationIn(folder: string): N8nInstallation {
	const modules = join(folder, 'node_modules');
	const executable = process.platform === 'win32' ? 'node.exe' : 'node';
	return {
		version: N8N_VERSION,
		folder,
		node: join(modules, nodePackage(), 'bin', executable),
		entry: join(modules, 'n8n', 'bin', 'n8n'),
	};
}

function isComplete(installation: N8nInstallation): boolean {
	return existsSync(installation.node) && existsSync(installation.entry);
}

/** The npm package that holds Node.js for this machine, named as the package `node` names them. */
function nodePackage(): string {
	const { platform, arch } = process;
	const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
	return `${prefix}-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

function countPackages(folder: string): number {
	const names = (path: string) => (existsSync(path) ? readdirSync(path) : []);
	const modules = join(folder, 'node_modules');
	return names(modules).reduce(
		(count, name) => count + (name.startsWith('@') ? names(join(modules, name)).length : 1),
		0,
	);
}

/** Logs what is going on every ten seconds until `work` ends. */
async function reporting(log: Log, describe: () => string, work: Promise<unknown>): Promise<void> {
	const startedAt = Date.now();
	const timer = setInterval(() => {
		log(`  ${elapsed(startedAt)}: ${describe()}`);
	}, 10_000);
	try {
		await work;
	} finally {
		clearInterval(timer);
	}
}

function elapsed(since: number): string {
	const seconds = Math.round((Date.now() - since) / 1000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

async function requireDiskSpace(folder: string): Promise<void> {
	const { bavail, bsize } = await statfs(folder);
	if (bavail * bsize >= DISK_SPACE_NEEDED) return;
	const free = (bavail * bsize) / 1e9;
	throw new Error(
		`n8n needs about ${DISK_SPACE_NEEDED / 1e9} GB, but ${folder} has only ${free.toFixed(1)} GB free. ` +
			'Make room, or set N8N_CACHE_DIR to a folder on another disk.',
	);
}

function remove(path: string): void {
	rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}

/** An npm error with what to do about it and the end of npm's output; all of that goes into a file. */
function explain(error: unknown, logFile: string): unknown {
	if (!(error instanceof NpmError)) return error;
	writeFileSync(logFile, error.output);
	const output = error.output.split('\n').slice(-30).join('\n');
	const hints: Array<[RegExp, string]> = [
		[/ENOSPC/, 'The disk is full. Make room, or set N8N_CACHE_DIR to a folder on another disk.'],
		[
			/gyp ERR|not found: make|python/i,
			'The SQLite driver could not be compiled. Install a C++ compiler, make and Python 3 ' +
				'(Debian and Ubuntu: apt-get install build-essential python3; macOS: xcode-select --install; ' +
				'Windows: the Visual Studio Build Tools), then try again.',
		],
		[
			/ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|E40[0-9]|network/,
			'npm could not reach the package registry. Check the network and "npm config get registry".',
		],
		[/ENOENT/, 'Is npm installed and in the PATH?'],
	];
	const hint = hints.find(([pattern]) => pattern.test(output))?.[1] ?? 'See the output of npm.';
	return new Error(
		`n8n ${N8N_VERSION} could not be installed: ${error.message}. ${hint}\n\n${output}\n\nAll of it: ${logFile}`,
		{ cause: error },
	);
}

if (require.main === module) {
	ensureN8n((line) => {
		console.log(line);
	}).then(
		({ folder }) => {
			console.log(`n8n ${N8N_VERSION} is ready in ${folder}`);
		},
		(error: unknown) => {
			console.error(error instanceof Error ? error.message : error);
			process.exitCode = 1;
		},
	);
}
