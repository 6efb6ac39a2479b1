import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packPackage } from './n8n/package';
import { PACKAGES, serviceOf } from './split/names';

const ROOT = join(__dirname, '..');

export type PackageKey = keyof typeof PACKAGES;

/** What an n8n can have: the combined package, those of one service beside each other, or one of them alone. */
const SETS = {
	combined: ['combined'],
	single: ['mluvii', 'lovi'],
	mluvii: ['mluvii'],
	lovi: ['lovi'],
} satisfies Record<string, PackageKey[]>;
export type PackageSet = keyof typeof SETS;

/** What is tested: the environment variable `PACKAGES`, by default the combined package. */
export function wantedSet(): PackageSet {
	const { PACKAGES: wanted = 'combined' } = process.env;
	if (wanted in SETS) return wanted as PackageSet;
	throw new Error(`PACKAGES must be one of ${Object.keys(SETS).join(', ')}, not "${wanted}"`);
}

/** The packages that are tested. */
export function wantedPackages(): PackageKey[] {
	return SETS[wantedSet()];
}

/** Whether a service, or what is named after it, such as `loviApi`, is in one of the packages that are tested. */
export function isWanted(name: string): boolean {
	return wantedPackages().some((key) => key === 'combined' || key === serviceOf(name));
}

/** What n8n calls a node, such as `mluviiTrigger` or `loviTool`, of the packages that are tested. */
export function nodeType(name: string): string {
	const single = wantedSet() === 'combined' ? undefined : serviceOf(name);
	return `${PACKAGES[single ?? 'combined']}.${name}`;
}

/** Where a package is built. */
export function folderOf(key: PackageKey): string {
	return key === 'combined' ? ROOT : join(ROOT, 'build', PACKAGES[key]);
}

/** Packed packages, for `launchN8n`. */
export interface PackedPackages {
	tarballs: string[];
	remove: () => Promise<void>;
}

/** Packs packages that are built, by default those that are tested. */
export async function packPackages(keys = wantedPackages()): Promise<PackedPackages> {
	const tarballs: string[] = [];
	const remove = async () => {
		for (const tarball of tarballs) await rm(dirname(tarball), { recursive: true });
	};
	try {
		for (const key of keys) tarballs.push(await packPackage(folderOf(key)));
		return { tarballs, remove };
	} catch (error) {
		await remove();
		throw error;
	}
}
