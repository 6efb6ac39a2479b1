import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Manifest } from '../../scripts/n8n/versions';
import {
	manifestOf,
	NEWEST_VERSION,
	SUPPORTED_VERSIONS,
	VERSIONS_FOLDER,
} from '../../scripts/n8n/versions';
import { rowsOfTable } from '../../scripts/tables';

const ROOT = join(__dirname, '..', '..');

interface LockFile {
	packages: Record<string, { version?: string; resolved?: string; integrity?: string } & Manifest>;
}

function lockFileOf(version: string): LockFile {
	return JSON.parse(
		readFileSync(join(VERSIONS_FOLDER, version, 'package-lock.json'), 'utf8'),
	) as LockFile;
}

describe.each(SUPPORTED_VERSIONS)('n8n %s', (version) => {
	it('is installed from a lock file that fits its manifest', () => {
		const { packages } = lockFileOf(version);
		const { dependencies, devDependencies, optionalDependencies } = manifestOf(version);

		expect(devDependencies.n8n).toBe(version);
		expect(packages['']).toMatchObject({ dependencies, devDependencies, optionalDependencies });
		expect(packages['node_modules/n8n']).toMatchObject({ version, dependencies });
	});

	it('is pinned without an address, and with the checksum of every package', () => {
		const entries = Object.entries(lockFileOf(version).packages).filter(([path]) => path !== '');

		expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
		expect(entries.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
	});

	it.each(['README.md', 'docs/compatibility.md', 'CHANGELOG.md'])('is named in %s', (document) => {
		expect(readFileSync(join(ROOT, document), 'utf8')).toContain(version);
	});

	it('has passed all tests, by the table in docs/compatibility.md', () => {
		const rows = rowsOfTable(
			readFileSync(join(ROOT, 'docs', 'compatibility.md'), 'utf8'),
			'versions',
		);
		const own = rows.find(([name]) => name === version);

		expect(own).toEqual([
			version,
			expect.stringMatching(/^\d+\./),
			expect.stringMatching(/^\d+ passed/),
			expect.stringMatching(/^\d+ passed/),
		]);
		expect(own?.join()).not.toContain('**');
	});

	it('can be named in a bug report', () => {
		const form = parse(
			readFileSync(join(ROOT, '.github', 'ISSUE_TEMPLATE', 'bug_report.yml'), 'utf8'),
		) as { body: Array<{ id?: string; attributes: { options?: string[] } }> };
		const question = form.body.find(({ id }) => id === 'n8n');

		expect(question?.attributes.options).toContain(version);
	});
});

describe('the newest n8n', () => {
	it('is the one whose engine the tests load by default, and the one that is named where it is installed', () => {
		const { packages } = lockFileOf(NEWEST_VERSION);
		const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
			devDependencies: Record<string, string>;
		};

		expect(devDependencies['n8n-core']).toBe(packages['node_modules/n8n-core']?.version);
		expect(devDependencies['n8n-workflow']).toBe(packages['node_modules/n8n-workflow']?.version);
		expect(readFileSync(join(ROOT, 'docs', 'trying-out.md'), 'utf8')).toContain(
			`installs n8n ${NEWEST_VERSION} `,
		);
	});
});
