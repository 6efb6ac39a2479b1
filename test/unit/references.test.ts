import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const SECTION = String.raw`\d+(?:\.\d+)?[a-z]?`;
/** Such as "mluvii-api.md, sections 5 and 18.3", also over two lines of a comment. */
const POINTER = new RegExp(
	String.raw`\b(\w+-api\.md)(?:,[\s*]+sections? (${SECTION}(?:(?:, | and )${SECTION})*))?`,
	'g',
);

const files = ['nodes', 'credentials', 'contracts', 'sandbox'].flatMap((folder) =>
	readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => /\.(ts|yaml)$/.test(name))
		.map((name) => join(folder, name)),
);
const pointers = files.flatMap((file) =>
	[...readFileSync(join(ROOT, file), 'utf8').matchAll(POINTER)].map(
		([, page = '', sections = 'none']) => ({ file, page, sections: sections.split(/, | and /) }),
	),
);

it('every pointer to the reference leads to a section', () => {
	const broken = pointers.filter(({ page, sections }) =>
		sections.some((section) => !sectionsOf(page).includes(section)),
	);

	expect(pointers).not.toEqual([]);
	expect(broken).toEqual([]);
});

/** The numbers of the headings of a page, such as "13.2" or "4a". */
function sectionsOf(page: string): string[] {
	const text = readFileSync(join(ROOT, 'docs', 'reference', page), 'utf8');
	const headings = text.matchAll(new RegExp(String.raw`^##+ (${SECTION})\.? `, 'gm'));
	return [...headings].map(([, section = '']) => section);
}
