import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packPackage } from './n8n/package';

const ROOT = join(__dirname, '..');

/** The names of the packages: the one of both services, and those of one. */
export const PACKAGES = {
	combined: 'n8n-nodes-mluvii-lovi',
	mluvii: 'n8n-nodes-mluvii',
	lovi: 'n8n-nodes-lovi',
};
export type Service = 'mluvii' | 'lovi';
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

/** Whether a service is in one of the packages that are tested. */
export function isWanted(service: Service): boolean {
	const wanted = wantedPackages();
	return wanted.includes('combined') || wanted.includes(service);
}

/** The service that a node or credential type is for, such as `mluviiTrigger` or `loviApi`. */
export function serviceOf(name: string): Service {
	return name.startsWith('lovi') ? 'lovi' : 'mluvii';
}

/** What n8n calls a node, such as `mluviiTrigger` or `loviTool`, of the packages that are tested. */
export function nodeType(name: string): string {
	const key = wantedSet() === 'combined' ? 'combined' : serviceOf(name);
	return `${PACKAGES[key]}.${name}`;
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
	const tarballs = await Promise.all(keys.map(async (key) => await packPackage(folderOf(key))));
	const remove = async () => {
		for (const tarball of tarballs) await rm(dirname(tarball), { recursive: true });
	};
	return { tarballs, remove };
}
