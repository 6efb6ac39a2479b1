import * as ts from 'typescript';
import type { JsonObject } from '../json';
import { isObject, objectsOf, parsed } from '../json';

/** A document that a Swagger UI offers. */
export interface Offered {
	/** As the page says it. */
	url: string;
	/** Empty where the page has one document only. */
	name: string;
}

/** What a page holds of scripts. */
export interface Scripts {
	/** The texts of those in the page. */
	inline: string[];
	/** The addresses of those beside it, as the page says them. */
	addresses: string[];
}

/** The scripts of a page, in their order. */
export function scriptsOf(html: string): Scripts {
	const scripts: Scripts = { inline: [], addresses: [] };
	const lower = html.toLowerCase();
	// No regular expression for all of it: in a hostile page it would begin anew at each tag.
	for (let at = lower.indexOf('<script'); at >= 0; at = lower.indexOf('<script', at)) {
		const [begin, end] = [lower.indexOf('>', at), lower.indexOf('</script', at)];
		if (begin < 0 || end < begin) break;
		const [, address] = /\ssrc\s*=\s*["']?([^"'\s>]+)/i.exec(html.slice(at, begin)) ?? [];
		if (address === undefined) scripts.inline.push(html.slice(begin + 1, end));
		else scripts.addresses.push(address);
		at = end;
	}
	return scripts;
}

/**
 * The documents that the configuration of a Swagger UI lists. The script is read, not run: its configuration is found
 * only where it is written out, as an object or as the text of a `JSON.parse`.
 */
export function offeredIn(script: string): Offered[] {
	let source: ts.Node;
	try {
		source = ts.createSourceFile('page.js', script, ts.ScriptTarget.Latest);
	} catch (error) {
		if (error instanceof RangeError) return []; // nested so deeply that it exceeds the stack
		throw error;
	}
	const lists: Offered[] = [];
	const single: Offered[] = [];
	const nodes = [source];
	for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
		const value = configurationOf(node);
		for (const { url, name } of objectsOf(value?.urls)) {
			if (typeof url === 'string') lists.push({ url, name: typeof name === 'string' ? name : '' });
		}
		if (typeof value?.url === 'string' && !('name' in value))
			single.push({ url: value.url, name: '' });
		ts.forEachChild(node, (child) => {
			nodes.push(child);
		});
	}
	return lists.length > 0 ? lists : single;
}

/** The object that a node of a script may stand for, as far as it may be the configuration. */
function configurationOf(node: ts.Node): JsonObject | undefined {
	if (ts.isObjectLiteralExpression(node)) {
		const entries = node.properties.flatMap((part) =>
			ts.isPropertyAssignment(part) && (ts.isIdentifier(part.name) || ts.isStringLiteral(part.name))
				? [[part.name.text, literalOf(part.initializer)] as const]
				: [],
		);
		return Object.fromEntries(entries);
	}
	if (!ts.isCallExpression(node) || !isJsonParse(node.expression)) return undefined;
	const [text] = node.arguments;
	const value = text !== undefined && ts.isStringLiteralLike(text) ? parsed(text.text) : undefined;
	return isObject(value) ? value : undefined;
}

function isJsonParse(node: ts.Node): boolean {
	return (
		ts.isPropertyAccessExpression(node) &&
		ts.isIdentifier(node.expression) &&
		node.expression.text === 'JSON' &&
		node.name.text === 'parse'
	);
}

/** A text, or a list of objects; there is nothing else of interest. */
function literalOf(node: ts.Expression): unknown {
	if (ts.isStringLiteralLike(node)) return node.text;
	return ts.isArrayLiteralExpression(node) ? node.elements.map(configurationOf) : undefined;
}
