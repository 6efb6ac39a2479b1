import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { satisfies } from 'semver';
import { lockPort, withLock } from './lock';
import { countInstalled, writeLockFile } from './lockFile';
import { NpmError, runNpm } from './npm';
import { createUserFolder, hasUserFolder } from './userFolder';
import { lockHash, manifestOf, NEWEST_VERSION, nodePackage } from './versions';

const DISK_SPACE_NEEDED = 3.5e9;
const PROGRESS_INTERVAL_MS = 3000;

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

/** The version that is wanted: `N8N_VERSION` (with `N8N_IMAGE`, that of the image), or the newest supported one. */
export function wantedVersion(): string {
	return process.env.N8N_VERSION ?? NEWEST_VERSION;
}

/** Whether n8n is installed already, so that `ensureN8n` would return at once. */
export function isN8nInstalled(version = wantedVersion()): boolean {
	return isComplete(installationOf(version));
}

/**
 * Installs a version of n8n once per machine (two or three minutes, about 3 GB) and says where it is. It
 * goes into a cache folder outside the repository, `N8N_CACHE_DIR` or the user's cache. Processes that ask
 * for it at the same time wait for the one that installs.
 *
 * @param signal ends an installation that goes on
 * @throws Error that says what is missing, with the end of npm's output; the signal's reason
 */
export async function ensureN8n(
	log: Log,
	version = wantedVersion(),
	signal?: AbortSignal,
): Promise<N8nInstallation> {
	if (process.env.N8N_IMAGE !== undefined) return await inContainer(version);
	const installed = installationOf(version);
	if (isComplete(installed)) return installed;

	mkdirSync(dirname(installed.folder), { recursive: true });
	const lock = lockPort(installed.folder);
	const onWait = () => {
		log(`Waiting for another process, which is installing n8n (it holds port ${lock})`);
	};
	const installOnce = async () => {
		signal?.throwIfAborted();
		if (!isComplete(installed)) await install(installed, log, signal);
	};
	await withLock(lock, onWait, installOnce, { signal });
	return installed;
}

/** An n8n whose start script runs a container of `N8N_IMAGE`; Docker keeps the image. */
async function inContainer(version: string): Promise<N8nInstallation> {
	const installed = {
		version,
		folder: join(cacheFolder(), `n8n-image-${version}`),
		node: process.execPath,
		entry: join(__dirname, 'container.js'),
	};
	mkdirSync(installed.folder, { recursive: true });
	if (!hasUserFolder(installed)) await createUserFolder(installed);
	return installed;
}

/** Builds everything in a folder beside the target: what has the target's name is complete. */
async function install(
	{ version, folder }: N8nInstallation,
	log: Log,
	ended = new AbortController().signal,
): Promise<void> {
	const startedAt = Date.now();
	for (const rest of readdirSync(dirname(folder))) {
		if (rest.startsWith(basename(folder))) remove(join(dirname(folder), rest));
	}
	// An npm whose parent was killed may still write into the folders of that one.
	const draft = `${folder}.partial-${process.pid}`;
	const driver = `${folder}.driver-${process.pid}`;
	const logFile = `${folder}.install.log`;
	await requireDiskSpace(dirname(folder));

	log(`Installing n8n ${version} into ${folder}: once per machine, about 2 to 5 minutes`);
	let isDriverReady = false;
	let progress: NodeJS.Timeout | undefined;
	try {
		const packages = await writeLockFile(version, draft);
		await writeLockFile(version, driver);
		progress = setInterval(() => {
			const count = `${countInstalled(draft, packages)} of ${packages.length} packages`;
			const rest = isDriverReady ? '' : ', and the SQLite driver is being prepared';
			log(`  ${elapsed(startedAt)}: ${count}${rest}`);
		}, PROGRESS_INTERVAL_MS);
		// The driver is compiled where no ready-made one can be fetched, as long as the download takes.
		await allOrNone(ended, (signal) => [
			runNpm(['ci', '--include=dev', '--include=optional', ...QUIETLY], { cwd: draft, signal }),
			buildDriver(version, driver, signal).then(() => {
				isDriverReady = true;
			}),
		]);
		cpSync(join(driver, DRIVER_BUILD), join(draft, DRIVER_BUILD), { recursive: true });
		// npm goes on where an optional package, as Node.js is one here, cannot be fetched.
		const drafted = installationIn(draft, version);
		if (!hasPackages(drafted)) {
			throw new Error(`npm has not installed all of n8n ${version}. Try again.`);
		}
		await createUserFolder(drafted);
		renameSync(draft, folder);
	} catch (error) {
		remove(draft);
		throw explain(error, version, logFile);
	} finally {
		clearInterval(progress);
		remove(driver);
	}
	log(`n8n ${version} is installed (${elapsed(startedAt)})`);
}

const QUIETLY = [
	'--ignore-scripts',
	'--no-audit',
	'--no-fund',
	'--loglevel=error',
	'--maxsockets=40',
];
const DRIVER_BUILD = join('node_modules', 'sqlite3', 'build');

/** Install scripts are off, but n8n's database driver needs its own; it must fit n8n's Node. */
async function buildDriver(version: string, folder: string, signal: AbortSignal): Promise<void> {
	await runNpm(['ci', '--omit=dev', '--include=optional', ...QUIETLY], { cwd: folder, signal });
	const { node } = installationIn(folder, version);
	const nodeRoot = dirname(dirname(node));
	await runNpm(['rebuild', 'sqlite3', '--ignore-scripts=false', '--loglevel=error'], {
		cwd: folder,
		signal,
		env: {
			PATH: [dirname(node), process.env.PATH].join(delimiter),
			JOBS: 'max',
			// Half the time of -O3, which is the default; it is the compilation that people wait for.
			CFLAGS: '-O1',
			CXXFLAGS: '-O1',
			// A compilation then needs no download of Node's headers.
			...(existsSync(join(nodeRoot, 'include')) && { npm_config_nodedir: nodeRoot }),
		},
	});
}

/** Waits for work that goes on side by side, and ends the rest of it when some fails. */
async function allOrNone(
	ended: AbortSignal,
	start: (signal: AbortSignal) => Array<Promise<unknown>>,
): Promise<void> {
	const controller = new AbortController();
	const signal = AbortSignal.any([ended, controller.signal]);
	const work = start(signal).map(async (part) => {
		await part.catch((error: unknown) => {
			controller.abort(error);
		});
	});
	await Promise.all(work);
	signal.throwIfAborted();
}

/** Where versions of n8n are kept, `N8N_CACHE_DIR` or within the user's cache. */
export function cacheFolder(): string {
	return (
		process.env.N8N_CACHE_DIR ??
		join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'n8n-nodes-mluvii-lovi')
	);
}

/** The folder's name has what is pinned in it, so that a change of the pins is an installation of its own. */
function installationOf(version: string): N8nInstallation {
	return installationIn(join(cacheFolder(), `n8n-${version}-${lockHash(version)}`), version);
}

function installationIn(folder: string, version: string): N8nInstallation {
	const modules = join(folder, 'node_modules');
	const entry = join(modules, 'n8n', 'bin', 'n8n');
	return { version, folder, node: nodeFor(modules, version), entry };
}

/**
 * The pinned Node.js; where the registry has none for this platform, the one that runs this.
 *
 * @throws Error if that one is not what n8n needs
 */
function nodeFor(modules: string, version: string): string {
	const { optionalDependencies, engines } = manifestOf(version);
	const name = nodePackage(process.platform, process.arch);
	if (name in optionalDependencies) {
		const executable = process.platform === 'win32' ? 'node.exe' : 'node';
		return join(modules, name, 'bin', executable);
	}
	if (satisfies(process.versions.node, engines.node)) return process.execPath;
	throw new Error(
		`n8n ${version} needs Node.js ${engines.node}, and there is no npm package of it for ` +
			`${process.platform} on ${process.arch}. Install such a Node.js, and run this with it.`,
	);
}

function isComplete(installation: N8nInstallation): boolean {
	return hasPackages(installation) && hasUserFolder(installation);
}

/** npm writes its own list of what it has installed at the end. */
function hasPackages({ folder, node, entry }: N8nInstallation): boolean {
	return [node, entry, join(folder, 'node_modules', '.package-lock.json')].every(existsSync);
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
function explain(error: unknown, version: string, logFile: string): unknown {
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
		`n8n ${version} could not be installed: ${error.message}. ${hint}\n\n${output}\n\nAll of it: ${logFile}`,
		{ cause: error },
	);
}

async function main(): Promise<void> {
	const [version = wantedVersion()] = process.argv.slice(2);
	const { folder } = await ensureN8n(console.log, version);
	console.log(`n8n ${version} is ready in ${folder}`);
}

if (require.main === module) {
	main().catch((error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	});
}
