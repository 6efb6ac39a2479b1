import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PACKAGES } from '../split/names';

/** The repository's root. */
export const ROOT = join(__dirname, '..', '..');

/** The one place for who publishes and where; what is filled in from it: `npm run identity`. */
export const IDENTITY_FILE = join('packages', 'identity.json');

/** The package of both services, and those of one. */
export type PackageKey = keyof typeof PACKAGES;

/** Who publishes the packages, from which repositories, and who is told of a weakness. */
export interface Identity {
	/** The account on GitHub that reviews changes, such as `octocat` or `octo-org/team`. */
	owner: string;
	author: { name: string; email: string };
	/** Addresses on GitHub, without an ending: npm's provenance and n8n's scanner know no other host. */
	repositories: Record<PackageKey, string>;
	/** An e-mail address. */
	securityContact: string;
}

/** The identity as it is written down. */
export function readIdentity(root = ROOT): Identity {
	return JSON.parse(readFileSync(join(root, IDENTITY_FILE), 'utf8')) as Identity;
}

/** What a package.json says about its author and repository. */
export function packageFields({ author, repositories }: Identity, key: PackageKey) {
	const address = repositories[key];
	return {
		homepage: `${address}#readme`,
		bugs: { url: `${address}/issues` },
		author,
		repository: { type: 'git', url: `git+${address}.git` },
	};
}

/** Values that nobody has filled in yet, be it that they are empty, as `path: value`. */
export function standIns(value: unknown, path = ''): string[] {
	if (typeof value === 'object' && value !== null) {
		return Object.entries(value).flatMap(([key, inner]) =>
			standIns(inner, path === '' ? key : `${path}.${key}`),
		);
	}
	const text = String(value).trim();
	return text === '' || /stand-in|\.example$/i.test(text) ? [`${path}: ${text}`] : [];
}
