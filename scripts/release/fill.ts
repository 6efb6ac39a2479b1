import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Identity } from './identity';
import { packageFields, readIdentity, ROOT } from './identity';

/** Rewrites a file's text, so that it says what the identity says. */
type Fill = (text: string, identity: Identity) => string;

/** Between `<!-- identity:path -->` and `<!-- /identity -->` stands the value of that path. */
const inMarkdown: Fill = (text, identity) =>
	text.replace(
		/(<!-- identity:([\w.]+) -->)[^\n]*?(<!-- \/identity -->)/g,
		(_, begin: string, path: string, end: string) => begin + valueAt(identity, path) + end,
	);

const FILES: Record<string, Fill> = {
	'package.json': (text, identity) => {
		const manifest = JSON.parse(text) as Record<string, unknown>;
		Object.assign(manifest, packageFields(identity, 'combined'));
		return `${JSON.stringify(manifest, null, 2)}\n`;
	},
	LICENSE: (text, { author }) =>
		text.replace(/^(Copyright \(c\) \d+) .*$/m, (_, begin: string) => `${begin} ${author.name}`),
	'.github/CODEOWNERS': (_, { owner }) => `* @${owner}\n`,
	'.github/ISSUE_TEMPLATE/config.yml': (text, { repositories }) =>
		text.replace(/https:\S+(?=\/(security|discussions)\b)/g, () => repositories.combined),
	...Object.fromEntries(documents().map((path) => [path, inMarkdown])),
	'docs/examples.md': (text, { repositories }) =>
		text.replace(/https:\S+(?=\/raw\/HEAD\/examples\/)/g, () => repositories.combined),
};

function documents(): string[] {
	return ['.', 'docs'].flatMap((folder) =>
		readdirSync(join(ROOT, folder))
			.filter((name) => name.endsWith('.md'))
			.map((name) => join(folder, name)),
	);
}

function valueAt(identity: Identity, path: string): string {
	const value = path
		.split('.')
		.reduce<unknown>(
			(inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
			identity,
		);
	if (typeof value !== 'string') throw new Error(`The identity has no text at "${path}"`);
	return value;
}

/** A file's text with an identity filled in, if it is one that names it. */
export function filled(file: string, text: string, identity: Identity): string {
	return FILES[file]?.(text, identity) ?? text;
}

/**
 * Fills the identity into every file that names it.
 *
 * @param root the tree to fill
 * @param check whether to leave the files alone
 * @returns the files that were out of date
 */
export function fillIdentity(root = ROOT, check = false): string[] {
	const identity = readIdentity(root);
	return Object.keys(FILES).flatMap((file) => {
		const path = join(root, file);
		const text = readFileSync(path, 'utf8');
		const current = filled(file, text, identity);
		if (current === text) return [];
		if (!check) writeFileSync(path, current);
		return [file];
	});
}

if (require.main === module) {
	const { check } = parseArgs({ options: { check: { type: 'boolean' } } }).values;
	const outdated = fillIdentity(ROOT, check);
	for (const file of outdated)
		console.log(check === true ? `Out of date: ${file}` : `Filled: ${file}`);
	if (check === true && outdated.length > 0) process.exitCode = 1;
}
