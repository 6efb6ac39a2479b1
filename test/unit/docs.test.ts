import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anchorsOf, linksIn } from '../../scripts/split/documents';

const ROOT = join(__dirname, '..', '..');

const pages = [
	...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
	...['docs', 'bench', 'examples'].flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.md'))
			.map((name) => join(folder, name)),
	),
];

const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');
const linksOf = (page: string) => linksIn(page, read(page));

it.each(pages)('%s leads to files and headings that exist', (page) => {
	const broken = linksOf(page).filter(
		({ path, fragment }) =>
			!existsSync(join(ROOT, path)) ||
			(fragment !== '' && !anchorsOf(read(path)).includes(fragment)),
	);

	expect(broken).toEqual([]);
});

it('every page in docs/ is reached from the README', () => {
	const reached = new Set(['README.md']);
	for (const page of reached) {
		for (const { path } of linksOf(page)) if (path.endsWith('.md')) reached.add(path);
	}

	expect(pages.filter((page) => page.startsWith('docs') && !reached.has(page))).toEqual([]);
});

it('every picture in docs/ is shown on a page', () => {
	const shown = new Set(pages.flatMap(linksOf).map(({ path }) => path));
	const pictures = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
		.filter((name) => /\.(png|gif)$/.test(name))
		.map((name) => join('docs', name));

	expect(pictures.filter((picture) => !shown.has(picture))).toEqual([]);
});
