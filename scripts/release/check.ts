import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import spawn from 'nano-spawn';
import { parse } from 'semver';
import { PACKAGES } from '../split/names';
import { splitProblems } from '../split/split';
import type { Identity, PackageKey } from './identity';
import { IDENTITY_FILE, readIdentity, ROOT, standIns } from './identity';
import { fillIdentity } from './fill';

/** What is used here of a package.json, and of the beginning of a lock file. */
interface Manifest {
	name: string;
	version: string;
}

/** What a release is made from. */
export interface Release {
	identity: Identity;
	/** Files that do not say what the identity says. */
	outdated: readonly string[];
	/** What keeps `npm run split` from writing packages. */
	unsplit: readonly string[];
	/** By package; the single ones as `npm run split` wrote them. */
	manifests: Record<PackageKey, Manifest | undefined>;
	lock: Manifest;
	changelog: string;
	/** Without it, only what does not need one is checked. */
	tag?: string;
	/** The repository on GitHub in which this runs, as `owner/name`. */
	repository?: string;
	/** What git has to say about files that are not committed. */
	uncommitted: string;
}

/** Everything that stands in the way of a release, each with what to do about it. */
export function problemsOf(release: Release): string[] {
	return [
		...standIns(release.identity).map(
			(value) => `Fill in ${IDENTITY_FILE}, then "npm run identity": ${value}`,
		),
		...release.outdated.map((file) => `Run "npm run identity": ${file} is out of date`),
		...addressProblems(release.identity),
		...repositoryProblems(release),
		...release.unsplit.map((problem) => `Mend what "npm run split" refuses: ${problem}`),
		...versionProblems(release),
		...changelogProblems(release),
		...release.uncommitted
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => `Commit or remove: ${line}`),
	];
}

function addressProblems({ author, securityContact }: Identity): string[] {
	return Object.entries({ 'author.email': author.email, securityContact }).flatMap(
		([path, address]) =>
			/^[^\s@]+@[^\s@]+$/.test(address)
				? []
				: [`Give an e-mail address in ${IDENTITY_FILE}: ${path} is "${address}"`],
	);
}

function repositoryProblems({ identity, repository }: Release): string[] {
	const entries = Object.entries(identity.repositories) as Array<[PackageKey, string]>;
	const addresses = entries.map(([, address]) => address);
	const paths = addresses.map((address) =>
		/^https:\/\/github\.com\/([\w.-]+)\/[\w-]+$/.exec(address),
	);
	if (paths.includes(null)) {
		return [`Name repositories as https://github.com/owner/name: ${addresses.join(', ')}`];
	}
	const owners = new Set(paths.map((path) => path?.[1]));
	const own = `https://github.com/${repository ?? ''}`;
	return [
		// The workflow of a release, and its App, know the mirrors by these names.
		...entries
			.filter(([key, address]) => !address.endsWith(`/${PACKAGES[key]}`))
			.map(([key, address]) => `Name the repository as its package, ${PACKAGES[key]}: ${address}`),
		// One token of the release's GitHub App is for both mirrors.
		...(owners.size > 1
			? ['Keep the repositories under one account: a release writes to all']
			: []),
		...(repository !== undefined && own !== identity.repositories.combined
			? [`Release from ${identity.repositories.combined}: this is ${own}`]
			: []),
	];
}

function versionProblems({ manifests, lock, tag }: Release): string[] {
	const version = manifests.combined?.version ?? '';
	const entries = Object.entries(manifests) as Array<[PackageKey, Manifest | undefined]>;
	return [
		...(parse(version)?.prerelease.length === 0
			? []
			: [`Give package.json a version such as 1.2.3: it has "${version}"`]),
		...entries.flatMap(([key, manifest]) => {
			if (manifest === undefined) return [`Run "npm run split": there is no ${PACKAGES[key]}`];
			const { name } = manifest;
			return [
				...(name === PACKAGES[key] ? [] : [`The package ${PACKAGES[key]} is named "${name}"`]),
				...(manifest.version === version
					? []
					: [`Run "npm run split": ${name} has version ${manifest.version}, not ${version}`]),
			];
		}),
		...(lock.name === manifests.combined?.name && lock.version === version
			? []
			: [`Run "npm install": package-lock.json is for ${lock.name} ${lock.version}`]),
		...(tag === undefined || tag === `v${version}`
			? []
			: [`Tag version ${version} as v${version}: the tag is ${tag}`]),
	];
}

function changelogProblems({ manifests, changelog }: Release): string[] {
	const version = manifests.combined?.version ?? '';
	const headings = changelog.split('\n').filter((line) => line.startsWith('## '));
	const isDated = headings.some((line) => {
		const [, of, date = ''] = /^## (\S+) - (\d{4}-\d\d-\d\d)$/.exec(line) ?? [];
		return of === version && !Number.isNaN(Date.parse(date));
	});
	return [
		...(isDated ? [] : [`Give CHANGELOG.md a dated section: ## ${version} - YYYY-MM-DD`]),
		...headings
			.filter((line) => /unreleased/i.test(line))
			.map((line) => `Release or remove in CHANGELOG.md: ${line}`),
	];
}

/** Reads what a release of a tree would be made from. */
export async function readRelease(root: string, tag?: string): Promise<Release> {
	const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest;
	const split = (key: PackageKey) => {
		const path = join('build', PACKAGES[key], 'package.json');
		return existsSync(join(root, path)) ? json(path) : undefined;
	};
	const { stdout } = await spawn('git', ['status', '--porcelain'], { cwd: root });
	return {
		identity: readIdentity(root),
		outdated: fillIdentity(root, true),
		unsplit: splitProblems(),
		manifests: { combined: json('package.json'), mluvii: split('mluvii'), lovi: split('lovi') },
		lock: json('package-lock.json'),
		changelog: readFileSync(join(root, 'CHANGELOG.md'), 'utf8'),
		tag,
		repository: process.env.GITHUB_REPOSITORY,
		uncommitted: stdout,
	};
}

/** Refuses a release that is not ready, with the list of what to do; the argument is its tag. */
async function main(): Promise<void> {
	const [tag] = parseArgs({ allowPositionals: true }).positionals;
	const problems = problemsOf(await readRelease(ROOT, tag));
	if (problems.length === 0) {
		console.log('Ready to be released.');
		return;
	}
	console.error(`Not ready to be released:\n${problems.map((each) => `- ${each}`).join('\n')}`);
	process.exitCode = 1;
}

if (require.main === module) void main();
