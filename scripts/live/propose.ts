import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Options } from 'prettier';
import * as yamlPlugin from 'prettier/plugins/yaml';
import { format } from 'prettier/standalone';
import type { Document, Pair, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isMap, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import settings from '../../.prettierrc.json';
import type { ContractChange, JsonType, ServiceReport } from './report';

/** What is replaced in a text: from where to where, and by what. */
interface Edit {
	from: number;
	to: number;
	text: string;
}

type Map = YAMLMap.Parsed;
type Entry = Pair<ParsedNode, ParsedNode | null>;

/**
 * Puts what a check saw into a contract: a call that was as described has the evidence LIVE and the day, and whatever
 * a finding would change is changed. The rest stays as it is written, comments included, so the text is edited where
 * the parsed document says; written anew by `yaml`, long texts would be broken into other lines.
 *
 * @param contract its text
 * @param date such as 2026-11-28
 * @returns its new text; where there is nothing to change, the same
 * @throws Error if the contract has no such call, or no such place
 */
export async function propose(
	contract: string,
	report: ServiceReport,
	date: string,
): Promise<string> {
	const matched = report.operations.filter(({ result }) => result === 'matched');
	const changes = report.findings.flatMap(({ change }) => change ?? []);
	const document = parseDocument(contract) as Document.Parsed;
	const edits = matched.flatMap(({ operationId }) =>
		verified(contract, operationOf(document, operationId), date),
	);
	// One by one, because the second of two changes may be within the first, or the same.
	const text = changes.reduce(
		(current, change) => edited(current, changed(current, change)),
		edited(contract, edits),
	);
	return text === contract ? contract : format(text, formatOf());
}

/**
 * The change from one text to another, for `git apply`.
 *
 * @param path of the file in the repository
 * @returns the patch, empty where the texts are the same
 * @throws Error if git cannot be run
 */
export function patchOf(before: string, after: string, path: string): string {
	const folder = mkdtempSync(join(tmpdir(), 'patch-'));
	try {
		const files = [join('a', path), join('b', path)];
		for (const [index, file] of files.entries()) {
			mkdirSync(join(folder, dirname(file)), { recursive: true });
			writeFileSync(join(folder, file), index === 0 ? before : after);
		}
		// Whatever the user has set for diffs of their own must not show in it.
		const plain = ['--no-prefix', '--no-color', '--no-ext-diff', '--no-textconv'];
		const { status, stdout, stderr, error } = spawnSync(
			'git',
			['-c', 'core.autocrlf=false', 'diff', '--no-index', ...plain, ...files],
			{ cwd: folder, encoding: 'utf8' },
		);
		// As of diff: 1 is that they differ.
		if (status !== 0 && status !== 1) throw error ?? new Error(`git diff failed: ${stderr}`);
		return stdout;
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function operationOf(document: Document.Parsed, operationId: string): Map {
	const paths = document.get('paths');
	for (const { value: calls } of isMap(paths) ? paths.items : []) {
		for (const { value: call } of isMap(calls) ? calls.items : []) {
			if (isMap(call) && call.get('operationId') === operationId) return call as Map;
		}
	}
	throw new Error(`The contract has no call ${operationId}`);
}

/** How an operation tells that it was seen. */
function verified(text: string, operation: Map, date: string): Edit[] {
	const evidence = known(entryOf(operation, 'x-evidence'), 'x-evidence');
	const earlier = entryOf(operation, 'x-verified');
	const unconfirmed = entryOf(operation, 'x-unconfirmed');
	return [
		replaced(evidence, 'LIVE'),
		earlier === undefined
			? insertedAfter(text, operation, evidence, `x-verified: '${date}'`)
			: replaced(earlier, `'${date}'`),
		...(unconfirmed === undefined ? [] : [removed(text, unconfirmed)]),
	];
}

function changed(text: string, change: ContractChange): Edit[] {
	const document = parseDocument(text) as Document.Parsed;
	const at = change.at.join(' / ');
	const schema: unknown = document.getIn(change.at, true);
	if (!isMap(schema)) throw new Error(`The contract has no schema at ${at}`);
	switch (change.kind) {
		case 'add property':
			return withProperty(text, schema as Map, change.name, change.types);
		case 'add value': {
			const values = valuesOf(schema as Map);
			if (values === undefined) throw new Error(`The contract lists no values at ${at}`);
			return withElement(text, values, change.value);
		}
		case 'add type':
			return withType(text, schema as Map, change.type);
	}
}

function withProperty(text: string, schema: Map, name: string, types: JsonType[]): Edit[] {
	const [only, ...others] = types;
	const property = { type: others.length === 0 ? only : types };
	const properties = entryOf(schema, 'properties');
	if (properties === undefined)
		return [appended(text, schema, { properties: { [name]: property } })];
	const list = known(properties.value, 'properties') as Map;
	return list.has(name) ? [] : [appended(text, list, { [name]: property })];
}

/** The list of values of a schema, or of one of its alternatives. */
function valuesOf(schema: Map): YAMLSeq.Parsed | undefined {
	const alternatives = entryOf(schema, 'anyOf')?.value;
	const forms = [schema, ...(isSeq(alternatives) ? alternatives.items : [])].filter(isMap);
	return forms
		.flatMap((form) => ['x-known-values', 'enum'].map((key) => entryOf(form as Map, key)?.value))
		.find(isSeq) as YAMLSeq.Parsed | undefined;
}

/** A schema may have one type, several, or refer to one; without any, it allows all. */
function withType(text: string, schema: Map, type: JsonType): Edit[] {
	const own = entryOf(schema, 'type');
	const alternatives = schema.get('anyOf');
	if (isSeq(alternatives)) {
		const isThere = alternatives.items.some((one) => isMap(one) && typeIn(one) === type);
		return isThere ? [] : [appended(text, alternatives, { type })];
	}
	// A closed list of values allows no other type, whatever its type says.
	if (schema.has('$ref') || schema.has('enum') || schema.has('const'))
		return [wrapped(text, schema, type)];
	if (own === undefined) return [];
	if (isSeq(own.value)) return withElement(text, own.value, type);
	const current = (own.value as Scalar).value;
	return current === type ? [] : [replaced(own, inline([current, type]))];
}

function typeIn(schema: YAMLMap): unknown {
	return schema.get('type');
}

function withElement(text: string, list: YAMLSeq.Parsed, value: string): Edit[] {
	const isThere = list.items.some((item) => isScalar(item) && item.value === value);
	return isThere ? [] : [appended(text, list, value)];
}

/** Makes a schema one of two alternatives. */
function wrapped(text: string, schema: Map, type: JsonType): Edit {
	const { from, to } = extentOf(schema);
	const own = text.slice(from, to);
	if (schema.flow === true) return { from, to, text: `{ anyOf: [${own}, ${inline({ type })}] }` };
	const indent = ' '.repeat(columnOf(text, from));
	const inner = own.replaceAll('\n', '\n    ');
	const lines = ['anyOf:', `${indent}  - ${inner}`, `${indent}  - ${inline({ type })}`];
	return { from, to, text: lines.join('\n') };
}

/** Adds something at the end of a map, or of a list, in its style. */
function appended(text: string, collection: Map | YAMLSeq.Parsed, addition: unknown): Edit {
	const last = collection.items.at(-1);
	const entry = inline(addition);
	// The braces of an object are those of the map that it goes into.
	const part = isMap(collection) ? entry.slice(1, -1).trim() : entry;
	if (last === undefined) {
		const from = collection.range[0] + 1;
		return { from, to: from, text: part };
	}
	return insertedAfter(text, collection, last, part);
}

function insertedAfter(
	text: string,
	collection: Map | YAMLSeq.Parsed,
	sibling: Entry | ParsedNode,
	part: string,
): Edit {
	const { from: begin, to: end } = extentOf(sibling);
	if (collection.flow === true) return { from: end, to: end, text: `, ${part}` };
	const from = endOfLine(text, end);
	const lineBegin = text.lastIndexOf('\n', begin) + 1;
	const indent = isMap(collection)
		? ' '.repeat(columnOf(text, begin))
		: `${/^ */.exec(text.slice(lineBegin))?.[0] ?? ''}- `;
	return { from, to: from, text: `\n${indent}${part}` };
}

function replaced(entry: Entry, value: string): Edit {
	return { ...extentOf(known(entry.value, 'value')), text: value };
}

/** Takes out an entry of a map in block style, with its line. */
function removed(text: string, entry: Entry): Edit {
	const { from, to } = extentOf(entry);
	return { from: text.lastIndexOf('\n', from), to: endOfLine(text, to), text: '' };
}

/** From the first to the last character of something, without what stands between it and the next one. */
function extentOf(part: Entry | ParsedNode): { from: number; to: number } {
	if ('key' in part) {
		const key = extentOf(part.key);
		return { from: key.from, to: part.value === null ? key.to : extentOf(part.value).to };
	}
	const [from, to] = part.range;
	const last = isMap(part) || isSeq(part) ? (part.items.at(-1) as Entry | ParsedNode) : undefined;
	const isBlock = (isMap(part) || isSeq(part)) && part.flow !== true;
	return isBlock && last !== undefined ? { from, to: extentOf(last).to } : { from, to };
}

/** Where the line ends that something ends in; a text in block style ends with its line break. */
function endOfLine(text: string, at: number): number {
	if (text[at - 1] === '\n') return at - 1;
	const end = text.indexOf('\n', at);
	return end < 0 ? text.length : end;
}

function columnOf(text: string, at: number): number {
	return at - (text.lastIndexOf('\n', at - 1) + 1);
}

function entryOf(map: Map, key: string): Entry | undefined {
	return map.items.find((entry) => isScalar(entry.key) && entry.key.value === key);
}

/** A value on one line, which YAML 1.1 reads in the same way. */
function inline(value: unknown): string {
	return stringify(value, { collectionStyle: 'flow', lineWidth: 0, compat: 'yaml-1.1' }).trim();
}

function edited(text: string, edits: Edit[]): string {
	// From the end, so that places before stay; what goes in before a part that is taken out comes after that.
	return [...edits]
		.sort((a, b) => b.from - a.from || b.to - a.to)
		.reduce(
			(current, edit) => current.slice(0, edit.from) + edit.text + current.slice(edit.to),
			text,
		);
}

/** How YAML is formatted here. Prettier's own look-up cannot be used: it loads an ES module, which Jest cannot. */
function formatOf(): Options {
	const { overrides, ...options } = settings;
	const own = overrides.find(({ files }) => files.includes('*.yaml'))?.options;
	return { ...options, ...own, parser: 'yaml', plugins: [yamlPlugin] };
}

function known<T>(value: T | null | undefined, name: string): T {
	if (value === null || value === undefined) throw new Error(`The contract lacks ${name}`);
	return value;
}
