import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, valid } from 'semver';

/** Where each version has a folder with the manifest and lock file it is installed from. */
export const VERSIONS_FOLDER = join(__dirname, 'versions');

/** The versions of n8n that the package is tested with, oldest first. */
export const SUPPORTED_VERSIONS = readdirSync(VERSIONS_FOLDER)
	.filter((name) => valid(name) !== null)
	.sort(compare);

/** The n8n that is taken where none is named. */
export const NEWEST_VERSION = SUPPORTED_VERSIONS.at(-1) as string;

/** What a version of n8n is installed from, as `npm run n8n:pin` writes it. */
export interface Manifest {
	name: string;
	private: true;
	/** n8n's database driver, the one package that may have to be compiled. */
	dependencies: { sqlite3: string };
	/** Node.js for each platform for which the registry has it. */
	optionalDependencies: Record<string, string>;
	/** n8n itself: without it (`--omit=dev`), there is what compiling the driver needs. */
	devDependencies: { n8n: string };
	/** n8n's own demands on Node.js. */
	engines: { node: string };
	/** What cannot be installed as n8n asks for it. */
	overrides?: Record<string, string>;
	allowScripts: { sqlite3: true };
}

/** @throws Error if the version is not one of the supported ones */
export function manifestOf(version: string): Manifest {
	if (!SUPPORTED_VERSIONS.includes(version)) {
		const known = SUPPORTED_VERSIONS.join(', ');
		throw new Error(`n8n ${version} is not pinned here, only ${known}. See "npm run n8n:pin".`);
	}
	const path = join(VERSIONS_FOLDER, version, 'package.json');
	return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
}

/** A short name for the content of a version's lock file. */
export function lockHash(version: string): string {
	const lock = readFileSync(join(VERSIONS_FOLDER, version, 'package-lock.json'));
	return createHash('sha256').update(lock).digest('hex').slice(0, 8);
}

/** The npm package that holds Node.js for a platform, named as the package `node` names them. */
export function nodePackage(platform: string, arch: string): string {
	const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
	return `${prefix}-${platform === 'win32' ? 'win' : platform}-${arch}`;
}
