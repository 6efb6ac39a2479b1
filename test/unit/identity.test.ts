import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Release } from '../../scripts/release/check';
import { problemsOf } from '../../scripts/release/check';
import { filled, fillIdentity } from '../../scripts/release/fill';
import type { Identity } from '../../scripts/release/identity';
import { packageFields, readIdentity, ROOT, standIns } from '../../scripts/release/identity';
import { pushMirror } from '../../scripts/release/mirror';

const IDENTITY: Identity = {
	owner: 'octo',
	author: { name: 'Octo', email: 'octo@example.com' },
	repositories: {
		combined: 'https://github.com/octo/n8n-nodes-mluvii-lovi',
		mluvii: 'https://github.com/octo/n8n-nodes-mluvii',
		lovi: 'https://github.com/octo/n8n-nodes-lovi',
	},
	securityContact: 'security@example.com',
};

const STAND_INS: Identity = {
	owner: 'stand-in-owner',
	author: { name: 'Stand-in Author', email: 'author@stand-in.example' },
	repositories: {
		combined: 'https://github.com/stand-in-owner/n8n-nodes-mluvii-lovi',
		mluvii: 'https://github.com/stand-in-owner/n8n-nodes-mluvii',
		lovi: 'https://github.com/octo/n8n-nodes-lovi',
	},
	securityContact: 'security@octo.example',
};

/** A release that is ready. */
const READY: Release = {
	identity: IDENTITY,
	outdated: [],
	unsplit: [],
	manifests: {
		combined: { name: 'n8n-nodes-mluvii-lovi', version: '1.2.3' },
		mluvii: { name: 'n8n-nodes-mluvii', version: '1.2.3' },
		lovi: { name: 'n8n-nodes-lovi', version: '1.2.3' },
	},
	lock: { name: 'n8n-nodes-mluvii-lovi', version: '1.2.3' },
	changelog: '# Changelog\n\n## 1.2.3 - 2026-11-28\n\n## 1.2.2 - 2026-11-01\n',
	tag: 'v1.2.3',
	repository: 'octo/n8n-nodes-mluvii-lovi',
	uncommitted: '',
};

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'identity-'));
});

afterEach(() => {
	rmSync(folder, { recursive: true });
});

describe('the identity', () => {
	it('is in every file that names it; if not: npm run identity', () => {
		expect(fillIdentity(undefined, true)).toEqual([]);
	});

	it('takes the place of another one wherever an example is imported from', () => {
		const page = readFileSync(join(ROOT, 'docs', 'examples.md'), 'utf8');
		const { repositories } = readIdentity();

		expect(page).toContain(repositories.combined);
		expect(filled('docs/examples.md', page, IDENTITY)).toBe(
			page.replaceAll(repositories.combined, IDENTITY.repositories.combined),
		);
	});

	it('is what package.json says', () => {
		expect(packageFields(IDENTITY, 'lovi')).toEqual({
			homepage: 'https://github.com/octo/n8n-nodes-lovi#readme',
			bugs: { url: 'https://github.com/octo/n8n-nodes-lovi/issues' },
			author: { name: 'Octo', email: 'octo@example.com' },
			repository: { type: 'git', url: 'git+https://github.com/octo/n8n-nodes-lovi.git' },
		});
	});

	it('has no stand-ins once it is filled in', () => {
		expect(standIns(IDENTITY)).toEqual([]);
	});
});

describe('a release', () => {
	it('that is ready has no problems', () => {
		expect(problemsOf(READY)).toEqual([]);
	});

	it('with stand-ins is refused, with the list of what to fill in', () => {
		const fillIn = 'Fill in packages/identity.json, then "npm run identity":';

		expect(problemsOf({ ...READY, repository: undefined, identity: STAND_INS })).toEqual([
			`${fillIn} owner: stand-in-owner`,
			`${fillIn} author.name: Stand-in Author`,
			`${fillIn} author.email: author@stand-in.example`,
			`${fillIn} repositories.combined: https://github.com/stand-in-owner/n8n-nodes-mluvii-lovi`,
			`${fillIn} repositories.mluvii: https://github.com/stand-in-owner/n8n-nodes-mluvii`,
			`${fillIn} securityContact: security@octo.example`,
			'Keep the repositories under one account: a release writes to all',
		]);
	});

	it('with values that are empty is refused', () => {
		const identity = { ...IDENTITY, owner: '', author: { ...IDENTITY.author, name: ' ' } };

		expect(problemsOf({ ...READY, identity })).toEqual([
			'Fill in packages/identity.json, then "npm run identity": owner: ',
			'Fill in packages/identity.json, then "npm run identity": author.name: ',
		]);
	});

	it.each<[string, Partial<Release>, string]>([
		[
			'with a contact that is no address',
			{ identity: { ...IDENTITY, securityContact: 'the owner' } },
			'Give an e-mail address in packages/identity.json: securityContact is "the owner"',
		],
		[
			'with an author whose address is none',
			{ identity: { ...IDENTITY, author: { name: 'Octo', email: 'octo' } } },
			'Give an e-mail address in packages/identity.json: author.email is "octo"',
		],
		[
			'from a repository that is not called as its package',
			{
				identity: {
					...IDENTITY,
					repositories: { ...IDENTITY.repositories, lovi: 'https://github.com/octo/lovi-nodes' },
				},
			},
			'Name the repository as its package, n8n-nodes-lovi: https://github.com/octo/lovi-nodes',
		],
		[
			'that cannot be split',
			{ unsplit: ['n8n-nodes-lovi/README.md:1 names mluvii'] },
			'Mend what "npm run split" refuses: n8n-nodes-lovi/README.md:1 names mluvii',
		],
		[
			'whose files do not say who releases it',
			{ outdated: ['LICENSE'] },
			'Run "npm run identity": LICENSE is out of date',
		],
		[
			'from a fork',
			{ repository: 'fork/n8n-nodes-mluvii-lovi' },
			'Release from https://github.com/octo/n8n-nodes-mluvii-lovi: this is https://github.com/fork/n8n-nodes-mluvii-lovi',
		],
		[
			'with another tag than its version',
			{ tag: 'v1.2.4' },
			'Tag version 1.2.3 as v1.2.3: the tag is v1.2.4',
		],
		[
			'without a dated section',
			{ changelog: '## 1.2.3 - soon\n' },
			'Give CHANGELOG.md a dated section: ## 1.2.3 - YYYY-MM-DD',
		],
		[
			'with a date that is none',
			{ changelog: '## 1.2.3 - 2026-13-01\n' },
			'Give CHANGELOG.md a dated section: ## 1.2.3 - YYYY-MM-DD',
		],
		[
			'with something unreleased',
			{ changelog: `## Unreleased\n${READY.changelog}` },
			'Release or remove in CHANGELOG.md: ## Unreleased',
		],
		[
			'that was not split',
			{ manifests: { ...READY.manifests, lovi: undefined } },
			'Run "npm run split": there is no n8n-nodes-lovi',
		],
		[
			'that was split before',
			{ manifests: { ...READY.manifests, lovi: { name: 'n8n-nodes-lovi', version: '1.2.2' } } },
			'Run "npm run split": n8n-nodes-lovi has version 1.2.2, not 1.2.3',
		],
		[
			'under another name',
			{ manifests: { ...READY.manifests, lovi: { name: '@octo/lovi', version: '1.2.3' } } },
			'The package n8n-nodes-lovi is named "@octo/lovi"',
		],
		[
			'whose lock file is for another version',
			{ lock: { name: 'n8n-nodes-mluvii-lovi', version: '1.2.2' } },
			'Run "npm install": package-lock.json is for n8n-nodes-mluvii-lovi 1.2.2',
		],
		['that is not committed', { uncommitted: ' M LICENSE' }, 'Commit or remove:  M LICENSE'],
	])('%s is refused', (_, change, problem) => {
		expect(problemsOf({ ...READY, ...change })).toEqual([problem]);
	});

	it('of a version before a release is refused', () => {
		const version = '1.2.3-beta.1';
		const named = (name: string) => ({ name, version });
		const release: Release = {
			...READY,
			manifests: {
				combined: named('n8n-nodes-mluvii-lovi'),
				mluvii: named('n8n-nodes-mluvii'),
				lovi: named('n8n-nodes-lovi'),
			},
			lock: named('n8n-nodes-mluvii-lovi'),
			changelog: `## ${version} - 2026-11-28\n`,
			tag: `v${version}`,
		};

		expect(problemsOf(release)).toEqual([
			'Give package.json a version such as 1.2.3: it has "1.2.3-beta.1"',
		]);
	});
});

describe('a mirror', () => {
	const git = (...args: string[]) =>
		execFileSync('git', args, { cwd: join(folder, 'mirror.git'), encoding: 'utf8' }).trim();
	const push = async (tag: string) => {
		await pushMirror(
			join(folder, 'n8n-nodes-lovi'),
			join(folder, 'mirror.git'),
			tag,
			IDENTITY.author,
		);
	};

	beforeEach(() => {
		jest.spyOn(console, 'log').mockImplementation();
		execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', 'mirror.git'], {
			cwd: folder,
		});
		mkdirSync(join(folder, 'n8n-nodes-lovi'));
		writeFileSync(join(folder, 'n8n-nodes-lovi', 'package.json'), '{}');
		writeFileSync(join(folder, 'n8n-nodes-lovi', 'SECURITY.md'), '# Security');
	});

	it('gets a commit and a tag for each release, and nothing twice', async () => {
		await push('v1.0.0');
		await push('v1.0.0');
		rmSync(join(folder, 'n8n-nodes-lovi', 'SECURITY.md'));
		await push('v1.1.0');

		expect(git('log', '--format=%s, %an <%ae>')).toBe(
			'Release v1.1.0, Octo <octo@example.com>\nRelease v1.0.0, Octo <octo@example.com>',
		);
		expect(git('diff', '--name-status', 'v1.0.0', 'v1.1.0')).toBe('D\tSECURITY.md');
		expect(git('show', 'v1.1.0:package.json')).toBe('{}');
	});

	it('says why a push is refused', async () => {
		const hook = join(folder, 'mirror.git', 'hooks', 'pre-receive');
		writeFileSync(hook, '#!/bin/sh\necho "main is protected" >&2\nexit 1\n', { mode: 0o755 });

		await expect(push('v1.0.0')).rejects.toThrow('main is protected');
	});

	it('keeps a tag that it has', async () => {
		await push('v1.0.0');
		rmSync(join(folder, 'n8n-nodes-lovi', 'SECURITY.md'));

		await expect(push('v1.0.0')).rejects.toThrow(
			'has v1.0.0 already, with other files:\nSECURITY.md',
		);
	});
});
