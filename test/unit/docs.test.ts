import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { lexer, type Token, walkTokens } from 'marked';
import { anchor } from '../../scripts/gallery';

const ROOT = join(__dirname, '..', '..');

const pages = [
	...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
	...['docs', 'bench', 'examples'].flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.md'))
			.map((name) => join(folder, name)),
	),
];

/** Every token of a page, also those inside of others. */
function tokensOf(page: string): Token[] {
	const tokens: Token[] = [];
	walkTokens(lexer(readFileSync(join(ROOT, page), 'utf8')), (token) => {
		tokens.push(token);
	});
	return tokens;
}

/** What a page leads to, and which pictures it shows: paths below the root, with their anchors. */
function targetsOf(page: string): Array<{ file: string; fragment?: string }> {
	return tokensOf(page)
		.filter(({ type }) => type === 'link' || type === 'image')
		.map((token) => (token as { href: string }).href)
		.filter((href) => !/^(https?|mailto):/.test(href))
		.map((href) => {
			const [path = '', fragment] = href.split('#');
			const file = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path));
			return { file, fragment };
		});
}

function anchorsOf(page: string): string[] {
	return tokensOf(page)
		.filter(({ type }) => type === 'heading')
		.map((token) => anchor((token as { text: string }).text));
}

describe.each(pages)('%s', (page) => {
	it('leads to files and headings that exist', () => {
		const broken = targetsOf(page).filter(
			({ file, fragment }) =>
				!existsSync(join(ROOT, file)) ||
				(fragment !== undefined && !anchorsOf(file).includes(fragment)),
		);

		expect(broken).toEqual([]);
	});
});

it('every page in docs/ is reached from the README', () => {
	const reached = new Set(['README.md']);
	for (const page of reached) {
		for (const { file } of targetsOf(page)) if (file.endsWith('.md')) reached.add(file);
	}

	expect(pages.filter((page) => page.startsWith('docs') && !reached.has(page))).toEqual([]);
});

it('every picture in docs/ is shown on a page', () => {
	const shown = new Set(pages.flatMap(targetsOf).map(({ file }) => file));
	const pictures = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
		.filter((name) => /\.(png|gif)$/.test(name))
		.map((name) => join('docs', name));

	expect(pictures.filter((picture) => !shown.has(picture))).toEqual([]);
});
