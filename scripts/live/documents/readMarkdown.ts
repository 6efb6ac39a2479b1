import type { Token } from 'marked';
import { marked } from 'marked';
import { parse } from 'yaml';
import type { JsonObject } from '../json';
import { isObject } from '../json';

/** A call as a page of the documentation shows it. */
export interface ShownCall {
	/** In capitals; undefined where the page shows the address only. */
	method?: string;
	path: string;
	query: string[];
	/** An example of the body. */
	body?: JsonObject;
}

/** An address of Lovi's API; older pages have the host of its Supabase project. */
const CALL =
	/https:\/\/(?:cloud\.lovi\.ai|[a-z0-9-]+\.supabase\.co)(\/(?:auth|functions)\/v1\/[\w./-]*\w)\/?(?:\?([^\s"'`\\<>)]*))?/g;
const CLIENT = /\b(?:curl|fetch|axios|requests|http)\b/g;
const METHOD = '(GET|POST|PUT|PATCH|DELETE)';
/** Ways to name the method, before or after the address. */
const METHODS = [
	new RegExp(`(?:-X|--request)[ =]*["']?${METHOD}\\b`),
	new RegExp(`\\bmethod["']?\\s*[:=]\\s*["'\`]${METHOD}\\b`, 'i'),
	new RegExp(`\\b${METHOD}[ \\t]+["'\`]?https:`),
	new RegExp(`\\.${METHOD}\\(\\s*f?["'\`]?https:`, 'i'),
];
/** What a body stands behind. */
const BODY =
	/(?:\s-d|--data(?:-raw|-binary)?|--json|JSON\.stringify\(|\bjson=)[ =]{0,2}["']?\s{0,80}(?=\{)/;
/** A component of Mintlify on a line of its own: code right behind it would not be seen as code. */
const COMPONENT = /^[ \t]*<\/?[A-Z][^>\n]*>[ \t]*$/gm;

/** The addresses that a page in Markdown links to. */
export function linksIn(markdown: string): string[] {
	return tokensOf(markdown).flatMap((token) => (token.type === 'link' ? [String(token.href)] : []));
}

/** The calls in the code of a page in Markdown. */
export function callsIn(markdown: string): ShownCall[] {
	return tokensOf(markdown.replace(COMPONENT, '')).flatMap((token) =>
		token.type === 'code' ? callsInCode(String(token.text)) : [],
	);
}

function tokensOf(markdown: string): Token[] {
	const tokens: Token[] = [];
	try {
		void marked.walkTokens(marked.lexer(markdown), (token) => {
			tokens.push(token);
		});
	} catch (error) {
		if (!(error instanceof RangeError)) throw error; // nested so deeply that it exceeds the stack
	}
	return tokens;
}

function callsInCode(code: string): ShownCall[] {
	const addresses = [...code.matchAll(CALL)];
	// What belongs to a call begins with the client's name, or with the line, and ends where the next one begins.
	const begins = addresses.map(({ index }, position) => {
		const previous = addresses[position - 1];
		const from = previous === undefined ? 0 : previous.index + previous[0].length;
		const between = code.slice(from, index);
		const client = [...between.matchAll(CLIENT)].at(-1);
		return from + (client?.index ?? between.lastIndexOf('\n') + 1);
	});
	return addresses.map(({ 0: address, 1: path = '', 2: query = '', index }, position) => {
		const statement = code.slice(begins[position], begins[position + 1]);
		const behind = statement.slice(index - (begins[position] ?? 0) + address.length);
		const body = bodyIn(statement, behind);
		return {
			method: methodIn(statement, body !== undefined),
			path,
			query: query.split('&').flatMap((pair) => pair.split('=', 1).filter((name) => name !== '')),
			body,
		};
	});
}

function methodIn(statement: string, hasBody: boolean): string | undefined {
	for (const pattern of METHODS) {
		const [, method] = pattern.exec(statement) ?? [];
		if (method !== undefined) return method.toUpperCase();
	}
	if (statement.search(CLIENT) < 0) return undefined;
	return hasBody || /\s(?:-d|--data\S*)\s/.test(statement) ? 'POST' : 'GET';
}

function bodyIn(statement: string, behind: string): JsonObject | undefined {
	const marker = BODY.exec(statement);
	if (marker !== null) return objectAt(statement.slice(marker.index + marker[0].length));
	// A request as HTTP has it: the body stands behind the headers.
	const begin = behind.search(/^[ \t]*\{/m);
	const isHttp = statement.search(CLIENT) < 0 && begin >= 0;
	return isHttp ? objectAt(behind.slice(begin).trimStart()) : undefined;
}

/** The object that a text begins with: JSON, or as a script would write it. */
function objectAt(text: string): JsonObject | undefined {
	let depth = 0;
	for (const { 0: part, index } of text.matchAll(/"(?:[^"\\]|\\[^])*(?:"|$)|[{}]/g)) {
		if (part === '{') depth += 1;
		if (part === '}') depth -= 1;
		if (depth > 0) continue;
		try {
			// YAML takes JSON, and also keys without quotes. Comments are not of either.
			const value: unknown = parse(text.slice(0, index + 1).replace(/(^|\s)\/\/[^\n]*/g, ''));
			return isObject(value) ? value : undefined;
		} catch {
			return undefined;
		}
	}
	return undefined;
}
