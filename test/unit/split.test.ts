import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { addDocuments, filterBlocks } from '../../scripts/split/documents';
import { filesBelow } from '../../scripts/split/files';
import type { Service } from '../../scripts/split/names';
import { PACKAGES, SERVICES } from '../../scripts/split/names';
import type { Problem } from '../../scripts/split/problems';
import { foreignWords } from '../../scripts/split/problems';
import { sourcesOf } from '../../scripts/split/sources';
import { splitPackages } from '../../scripts/split/split';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'split-'));
});
afterEach(() => {
	rmSync(folder, { recursive: true });
});

function write(files: Record<string, string>): void {
	for (const [file, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, file)), { recursive: true });
		writeFileSync(join(folder, file), text);
	}
}

describe('blocks for one package', () => {
	const lines = (...texts: string[]) => texts.join('\n');
	const filtered = (text: string, service: Service = 'lovi') => {
		const problems: Problem[] = [];
		const kept = filterBlocks('README.md', text, service, problems);
		return { kept, problems: problems.map(({ line, what }) => `${line}: ${what}`) };
	};

	it('stay in it, without the markers, and leave no gap in others', () => {
		const text = lines(
			'For all.',
			'',
			'<!-- only:lovi -->',
			'',
			'For one.',
			'',
			'<!-- /only -->',
			'',
			'<!-- only:combined -->',
			'',
			'For both.',
			'',
			'<!-- /only -->',
			'',
			'The end.',
		);

		expect(filtered(text).kept).toBe(lines('For all.', '', 'For one.', '', 'The end.'));
		expect(filtered(text, 'mluvii').kept).toBe(lines('For all.', '', 'The end.'));
		expect(filtered(text).problems).toEqual([]);
	});

	it('can be points of a list, which stays one', () => {
		const text = lines('- a', '<!-- only:lovi -->', '- b', '<!-- /only -->', '- c');

		expect(filtered(text).kept).toBe(lines('- a', '- b', '- c'));
		expect(filtered(text, 'mluvii').kept).toBe(lines('- a', '- c'));
	});

	it('leave empty lines elsewhere as they are', () => {
		const code = lines('```', 'a', '', '', 'b', '```');

		expect(filtered(code).kept).toBe(code);
	});

	it('are left alone in fenced code, which shows them', () => {
		const code = lines('~~~~md', '<!-- only:mluvii -->', '~~~', '<!-- /only -->', '~~~~', '');

		expect(filtered(code)).toEqual({ kept: code, problems: [] });
		expect(filtered(lines('<!-- only:mluvii -->', code, '<!-- /only -->', 'end')).kept).toBe('end');
	});

	it('go with the marks of what scripts fill in, which stays', () => {
		const text = lines(
			'To <!-- identity:securityContact -->a@b.c<!-- /identity -->.',
			'',
			'<!-- operations:lovi -->',
			'',
			'| A |',
			'',
			'<!-- /operations:lovi -->',
			'',
			'The end.',
		);

		expect(filtered(text).kept).toBe(lines('To a@b.c.', '', '| A |', '', 'The end.'));
	});

	it.each([
		[
			'<!-- only:lovi -->\n<!-- only:mluvii -->\n<!-- /only -->',
			'2: a block begins inside another',
		],
		['a\n<!-- only:lovi -->\nb', '3: the block "lovi" has no end'],
		['a\n<!-- /only -->', '2: a block ends that has not begun'],
		['<!-- only:other -->\n<!-- /only -->', '1: there is no package "other"'],
		['See <!-- only:lovi --> this', '1: a marker stands alone on its line'],
		['<!-- only: lovi -->', '1: a marker stands alone on its line'],
	])('are refused where they do not go together: %j', (text, problem) => {
		expect(filtered(text).problems).toEqual([expect.stringContaining(problem)]);
	});
});

describe('words of the other service', () => {
	const find = (files: Record<string, string | Buffer>) =>
		foreignWords(
			new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])),
			'lovi',
		);

	it('are found in any case, inside of words and in names of files, with their lines', () => {
		expect(
			find({ 'a.ts': 'one\n// as LoviApi does', 'docs/lovi.md': 'nothing', 'b.md': 'clean' }),
		).toEqual([
			{ file: 'a.ts', line: 2, what: 'names lovi: // as LoviApi does' },
			{ file: 'docs/lovi.md', line: 1, what: 'is called after lovi' },
		]);
	});

	it('are no letters in a picture or a checksum', () => {
		expect(
			find({ 'a.png': Buffer.from('\0lovi'), 'lock.json': '  "integrity": "sha512-LoVi"' }),
		).toEqual([]);
		expect(find({ 'lock.json': '  "name": "lovi"' })).toHaveLength(1);
	});
});

describe('documents', () => {
	const add = (names: string[], others: string[] = []) => {
		const files = new Map(others.map((name) => [name, Buffer.from('')]));
		const problems: Problem[] = [];
		addDocuments(folder, files, names, (path) => readFileSync(join(folder, path)), problems);
		return {
			files: [...files.keys()].sort(),
			problems: problems.map(({ file, line, what }) => `${file}:${line} ${what}`),
		};
	};

	it('take along the pages, pictures and folders that they point to, and nothing else', () => {
		write({
			'README.md': '[a page](docs/a.md#more-of-it) [n8n](https://n8n.io) ![a picture](docs/a.png)',
			'docs/a.md':
				'# A\n\n## More of *it*\n\n<img src="b.png"> [back](../README.md) [all](../examples/more)',
			'docs/a.png': '',
			'docs/b.png': '',
			'docs/c.md': '',
			'examples/more/x.env': '',
		});

		expect(add(['README.md'])).toEqual({
			files: ['README.md', 'docs/a.md', 'docs/a.png', 'docs/b.png', 'examples/more/x.env'],
			problems: [],
		});
	});

	it('must not point to what the package lacks, be it a file, a heading or a workflow for other nodes', () => {
		write({
			'README.md':
				'# Top\n\n[a](test/a.ts)\n[b](#topp)\n[c](#top)\n[d](examples/other.json)\n[e](examples/own.json)',
			'test/a.ts': '',
			'examples/other.json': '{}',
		});

		expect(add(['README.md'], ['examples/own.json']).problems).toEqual([
			'README.md:3 links to test/a.ts, which the package does not have',
			'README.md:4 links to #topp, and there is no such heading',
			'README.md:6 links to examples/other.json, which the package does not have',
		]);
	});

	it('have links only where Markdown has them', () => {
		write({ 'README.md': '```\n[a](missing.md)\n```\n\n`[b](missing.md)`' });

		expect(add(['README.md']).problems).toEqual([]);
	});
});

describe('sources', () => {
	it('are the entry points, what they import, and what belongs to it', () => {
		write({
			'nodes/A/A.node.ts':
				"import type { B } from './b';\nimport { c } from '../shared/c';\nconst icon = 'file:a.svg';",
			'nodes/A/A.node.json': '{}',
			'nodes/A/a.svg': '',
			'nodes/A/__schema__/v1.0.0/x/get.json': '{}',
			'nodes/A/b.ts': "export * from './deep';",
			'nodes/A/deep/index.ts': "import { createHash } from 'crypto';",
			'nodes/A/unused.ts': '',
			'nodes/A/unused.svg': '',
			'nodes/shared/c.ts': '',
			'credentials/A.credentials.ts': "const icon = 'file:../nodes/A/dark.svg';",
			'nodes/A/dark.svg': '',
		});

		expect(sourcesOf(folder, ['nodes/A/A.node.ts', 'credentials/A.credentials.ts']).sort()).toEqual(
			[
				'credentials/A.credentials.ts',
				'nodes/A/A.node.json',
				'nodes/A/A.node.ts',
				'nodes/A/__schema__/v1.0.0/x/get.json',
				'nodes/A/a.svg',
				'nodes/A/b.ts',
				'nodes/A/dark.svg',
				'nodes/A/deep/index.ts',
				'nodes/shared/c.ts',
			],
		);
	});

	it.each([
		["import './missing';", 'imports ./missing, which is not there'],
		["const icon = 'file:missing.svg';", 'names the icon missing.svg, which is not there'],
	])('must be there: %s', (text, problem) => {
		write({ 'nodes/A/a.ts': text });

		expect(() => sourcesOf(folder, ['nodes/A/a.ts'])).toThrow(problem);
	});
});

describe('the packages of this repository', () => {
	const ROOT = join(__dirname, '..', '..');
	const read = (service: Service, file: string) =>
		readFileSync(join(folder, PACKAGES[service], file), 'utf8');
	const contents = () =>
		Object.fromEntries(
			filesBelow(folder, '').map((file) => [file, readFileSync(join(folder, file), 'base64')]),
		);

	it('can be published, and are the same bytes when they are written again', () => {
		splitPackages(folder);
		const first = contents();
		writeFileSync(join(folder, PACKAGES.lovi, 'left-over'), '');
		splitPackages(folder);

		expect(Object.keys(first).length).toBeGreaterThan(300);
		expect(contents()).toEqual(first);

		for (const [service, other] of [SERVICES, [...SERVICES].reverse()] as Array<
			[Service, Service]
		>) {
			const lock = JSON.parse(read(service, 'package-lock.json')) as {
				name: string;
				packages: Record<string, { resolved?: string; devDependencies?: unknown }>;
			};
			const manifest = JSON.parse(read(service, 'package.json')) as Record<string, unknown>;
			expect(manifest).toMatchObject({
				name: PACKAGES[service],
				n8n: { strict: true },
				peerDependencies: { 'n8n-workflow': '*' },
			});
			expect(manifest.dependencies).toBeUndefined();
			expect(lock.name).toBe(PACKAGES[service]);
			expect(lock.packages['']?.devDependencies).toEqual(manifest.devDependencies);
			expect(Object.values(lock.packages).filter(({ resolved }) => resolved)).toEqual([]);

			const texts = filesBelow(folder, PACKAGES[service]).filter(
				(file) => !/\.(png|gif)$/.test(file),
			);
			const naming = texts.filter((file) =>
				`${file} ${readFileSync(join(folder, file), 'utf8')}`
					.replaceAll(/"integrity": ".*"/g, '')
					.toLowerCase()
					.includes(other),
			);
			expect(naming).toEqual([]);
		}
	});

	it('can be those of an owner who is called as a service', () => {
		const address = 'https://github.com/mluvii/n8n-nodes';
		const identity = {
			owner: 'mluvii',
			author: { name: 'Mluvii', email: 'nodes@mluvii.com' },
			repositories: {
				combined: `${address}-mluvii-lovi`,
				mluvii: `${address}-mluvii`,
				lovi: `${address}-lovi`,
			},
			securityContact: 'security@mluvii.com',
		};

		splitPackages(folder, identity);

		expect(JSON.parse(read('lovi', 'package.json'))).toMatchObject({ author: identity.author });
		expect(read('lovi', 'LICENSE')).toContain('Mluvii');
		expect(read('lovi', 'SECURITY.md')).toContain('security@mluvii.com');
		expect(read('lovi', 'docs/examples.md')).toContain(`${address}-lovi/raw/`);
		expect(read('lovi', '.github/ISSUE_TEMPLATE/config.yml')).toContain(`${address}-lovi/`);
		for (const file of filesBelow(folder, ''))
			expect(readFileSync(join(folder, file), 'utf8')).not.toMatch(/stand-in-|<!-- identity/);
	});

	it('have the forms for issues, but for that of a command that they do not have', () => {
		splitPackages(folder);
		const forms = filesBelow(join(folder, PACKAGES.lovi), '.github/ISSUE_TEMPLATE');

		expect(forms).toContain('.github/ISSUE_TEMPLATE/wrong_call.yml');
		expect(forms).not.toContain('.github/ISSUE_TEMPLATE/live_check.yml');
	});

	it('together have all nodes, credentials and examples', () => {
		splitPackages(folder);
		const all = ['credentials', 'examples', 'nodes'].flatMap((each) =>
			filesBelow(ROOT, each).filter((file) => !file.startsWith('examples/queue-mode/')),
		);
		const split = SERVICES.flatMap((service) => filesBelow(join(folder, PACKAGES[service]), ''));

		expect(all.filter((file) => !split.includes(file) && !file.endsWith('.png'))).toEqual([]);
		expect(read('lovi', 'examples/lovi-report.json')).toContain('"type": "n8n-nodes-lovi.lovi"');
	});
});

it('Each package has one regular node, no run-time dependencies, and a repository to itself.', () => {
	splitPackages(folder);
	for (const service of SERVICES) {
		const manifest = JSON.parse(
			readFileSync(join(folder, PACKAGES[service], 'package.json'), 'utf8'),
		) as { n8n: { nodes: string[] }; repository: object };
		const { nodes } = manifest.n8n;

		expect(nodes).toEqual([...new Set(nodes)]);
		expect(nodes.filter((path) => !path.endsWith('Trigger.node.js'))).toEqual([
			expect.stringMatching(new RegExp(`/${service}\\.node\\.js$`, 'i')),
		]);
		for (const field of ['workspaces', 'dependencies', 'optionalDependencies', 'overrides'])
			expect(manifest).not.toHaveProperty(field);
		expect(manifest.repository).not.toHaveProperty('directory');
	}
});
