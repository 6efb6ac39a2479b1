import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runNpm } from './npm';
import { VERSIONS_FOLDER } from './versions';

/** What is used here of a package in a lock file (npm's documentation, package-lock.json). */
interface LockedPackage {
	/** Given if it is not installed under its own name. */
	name?: string;
	version?: string;
	resolved?: string;
	/** Comes inside of another package. */
	inBundle?: boolean;
	os?: string | string[];
	cpu?: string | string[];
	libc?: string | string[];
}

interface LockFile {
	packages: Record<string, LockedPackage>;
}

/**
 * Puts the manifest and lock file of a version of n8n into a folder, for `npm ci` there. The lock files in
 * the repository name no registry, so npm would ask the registry for each package's address first; here
 * they are filled in, for the registry that npm is set to use.
 *
 * @returns the paths of the packages that are installed on this platform, within the folder
 */
export async function writeLockFile(version: string, folder: string): Promise<string[]> {
	const source = join(VERSIONS_FOLDER, version);
	mkdirSync(folder);
	copyFileSync(join(source, 'package.json'), join(folder, 'package.json'));
	const lock = JSON.parse(readFileSync(join(source, 'package-lock.json'), 'utf8')) as LockFile;
	const registryOf = await readRegistries(folder);
	const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
	for (const [path, locked] of packages) {
		if (locked.inBundle === true) continue;
		const name =
			locked.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
		locked.resolved = `${registryOf(name)}${name}/-/${basename(name)}-${locked.version}.tgz`;
	}
	writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
	return packages.filter(([, locked]) => isForThisPlatform(locked)).map(([path]) => path);
}

/** How many of the packages are there; npm writes them all at once. */
export function countInstalled(folder: string, paths: readonly string[]): number {
	return paths.filter((path) => existsSync(join(folder, path, 'package.json'))).length;
}

/** The registry for a package, with a slash at its end; a scope can have its own. */
async function readRegistries(folder: string): Promise<(name: string) => string> {
	const list = await runNpm(['config', 'list', '--json'], { cwd: folder });
	const config = JSON.parse(list) as Record<string, string>;
	return (name) => {
		const scope = name.startsWith('@') ? name.split('/', 1)[0] : '';
		const registry = config[`${scope}:registry`] ?? config.registry ?? '';
		return registry.endsWith('/') ? registry : `${registry}/`;
	};
}

function isForThisPlatform({ os, cpu, libc }: LockedPackage): boolean {
	const takes = (allowed: string | string[] | undefined, own: string) =>
		allowed === undefined || [allowed].flat().some((each) => each === own || each.startsWith('!'));
	return takes(os, process.platform) && takes(cpu, process.arch) && takes(libc, 'glibc');
}
