import { existsSync, statSync } from 'node:fs';
import { join, normalize, posix } from 'node:path';
import type { Token, Tokens } from 'marked';
import { marked } from 'marked';
import { filesBelow } from './files';
import type { Service } from './names';
import { PACKAGES } from './names';
import type { Problem } from './problems';
import { lineOf } from './problems';

const OPENING = /^\s*<!-- only:(\S+) -->\s*$/;
const CLOSING = /^\s*<!-- \/only -->\s*$/;
const FENCE = /^\s*(`{3,}|~{3,})(.*)$/;
/** Places for what scripts fill in: the identity, which stays one line, and tables. */
const PLACES = /<!-- \/?(?:identity|operations)(?::[\w.]+)? -->/g;
/** An address in HTML that stands in Markdown. */
const HTML_ADDRESS = /\b(?:src|srcset|href)="([^"]+)"/g;
/** What goes into a package because one of its documents points to it. */
const FETCHED = /^(docs\/|examples\/(?![^/]+\.json$))/;

/** Where a document leads to. */
export interface Link {
	/** As it is written. */
	address: string;
	/** The file or folder that it names, as a path below the root. */
	path: string;
	/** Without the `#`. */
	fragment: string;
}

/**
 * A document as one package gets it: without the blocks for other packages, and without the markers. Blocks stand
 * between `<!-- only:mluvii -->` (or `lovi`, `combined`) and `<!-- /only -->`, each alone on its line. The marks of
 * what scripts fill in are left out as well: nobody fills in a package. What stands in fenced code is no marker.
 *
 * @param problems is told where markers do not go together
 */
export function filterBlocks(
	file: string,
	text: string,
	service: Service,
	problems: Problem[],
): string {
	const lines: string[] = [];
	let block: string | undefined;
	let isJoint = false;
	let fence: string | undefined;
	const complain = (index: number, what: string) => problems.push({ file, line: index + 1, what });
	const all = text.split('\n');
	for (const [index, line] of all.entries()) {
		const [, marks = '', info = ''] = FENCE.exec(line) ?? [];
		if (fence !== undefined) {
			if (marks.startsWith(fence) && info.trim() === '') fence = undefined;
		} else if (marks !== '') {
			fence = marks;
		}
		const isCode = fence !== undefined || marks !== '';
		const [, opened] = (!isCode && OPENING.exec(line)) || [];
		if (opened !== undefined) {
			if (!Object.hasOwn(PACKAGES, opened)) complain(index, `there is no package "${opened}"`);
			if (block !== undefined) complain(index, 'a block begins inside another one');
			block = opened;
			isJoint = true;
		} else if (!isCode && CLOSING.test(line)) {
			if (block === undefined) complain(index, 'a block ends that has not begun');
			block = undefined;
			isJoint = true;
		} else {
			if (!isCode && /<!-- \/?only\b/.test(line))
				complain(index, 'a marker stands alone on its line');
			if (block !== undefined && block !== service) continue;
			const kept = isCode ? line : line.replace(PLACES, '');
			if (kept === '' && line !== '') {
				isJoint = true;
				continue;
			}
			// Where a marker was, the empty lines around it become one.
			if (isJoint && kept === '' && (lines.at(-1) ?? '') === '') continue;
			lines.push(kept);
			isJoint = false;
		}
	}
	if (block !== undefined) complain(all.length - 1, `the block "${block}" has no end`);
	return lines.join('\n');
}

/**
 * Adds documents to a package, and what they point to: pages and pictures in `docs/`, and folders of examples.
 *
 * @param files the package, by path; documents and what they need are added
 * @param read a file of the repository as this package gets it
 * @param problems is told of links to what the package does not have
 */
export function addDocuments(
	root: string,
	files: Map<string, Buffer>,
	documents: readonly string[],
	read: (path: string) => Buffer,
	problems: Problem[],
): void {
	const reached = new Set([...documents, ...files.keys()]);
	const links = new Map<string, Link[]>();
	for (const file of reached) {
		const content = files.get(file) ?? read(file);
		files.set(file, content);
		if (!file.endsWith('.md')) continue;
		const own = linksIn(file, content.toString('utf8'));
		links.set(file, own);
		for (const { path } of own) {
			if (FETCHED.test(path) && existsSync(join(root, path))) {
				const isFolder = statSync(join(root, path)).isDirectory();
				for (const each of isFolder ? filesBelow(root, path) : [path]) reached.add(each);
			}
		}
	}
	for (const [file, own] of links) {
		for (const { address, path, fragment } of own) {
			const line = lineOf(String(files.get(file)), [`(${address}`, `"${address}`]);
			if (!has(files, path)) {
				problems.push({ file, line, what: `links to ${address}, which the package does not have` });
			} else if (fragment !== '' && !anchorsOf(String(files.get(path))).includes(fragment)) {
				problems.push({ file, line, what: `links to ${address}, and there is no such heading` });
			}
		}
	}
}

function has(files: Map<string, Buffer>, path: string): boolean {
	return files.has(path) || [...files.keys()].some((file) => file.startsWith(`${path}/`));
}

/** The links and pictures of a document that lead to files of the repository, or to its own headings. */
export function linksIn(file: string, text: string): Link[] {
	const addresses: string[] = [];
	void marked.walkTokens(marked.lexer(text), (token) => {
		if (token.type === 'link' || token.type === 'image') {
			addresses.push((token as Tokens.Link | Tokens.Image).href);
		} else if (token.type === 'html') {
			addresses.push(...[...token.raw.matchAll(HTML_ADDRESS)].map(([, address = '']) => address));
		}
	});
	return addresses
		.filter((address) => !/^[a-z]+:/i.test(address))
		.map((address) => {
			const [target = '', fragment = ''] = address.split('#');
			const path = target === '' ? file : posix.join(posix.dirname(file), decodeURI(target));
			return { address, path: normalize(path).replace(/\/$/, ''), fragment };
		});
}

/** The anchors that GitHub gives to the headings of a document. */
export function anchorsOf(text: string): string[] {
	const seen = new Map<string, number>();
	const anchors: string[] = [];
	void marked.walkTokens(marked.lexer(text), (token) => {
		if (token.type !== 'heading') return;
		const anchor = anchorOf(plainText(token.tokens ?? []));
		const earlier = seen.get(anchor) ?? 0;
		seen.set(anchor, earlier + 1);
		anchors.push(earlier === 0 ? anchor : `${anchor}-${earlier}`);
	});
	return anchors;
}

/** The anchor of the first heading with a text. */
export function anchorOf(heading: string): string {
	return heading
		.toLowerCase()
		.replace(/[^\p{L}\p{M}\p{N}_\- ]/gu, '')
		.replaceAll(' ', '-');
}

function plainText(tokens: readonly Token[]): string {
	return tokens
		.map((token) => {
			if (token.type === 'html') return '';
			if ('tokens' in token && token.tokens !== undefined) return plainText(token.tokens);
			return 'text' in token ? String(token.text) : token.raw;
		})
		.join('');
}
