import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import type { WorkflowJson } from './n8n/rest';
import { PACKAGES, serviceOf, SERVICES } from './split/names';

/** To which packages nodes are to belong: to those for one service each, or to the one for both. */
export type Target = 'single' | 'combined';

/** A text with workflows whose nodes belong to other packages now. */
export interface Renamed {
	text: string;
	/** The new types of the renamed nodes, one for each. */
	types: string[];
	/** The nodes, and the other parts of workflows, that still name the packages they come from, such as in code. */
	left: string[];
}

/** In what n8n's API gives out: the version of a workflow that runs. */
const PUBLISHED = 'activeVersion';
/** As some editors begin a file, which JSON does not know. */
const BYTE_ORDER_MARK = '\uFEFF';
/** Refuses what it could not write back as it was. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const services = SERVICES.join('|');
/** Types of nodes, by where they are to go to. Each node is called after its service. */
const TYPES: Record<Target, RegExp> = {
	single: new RegExp(String.raw`\b${PACKAGES.combined}\.((?:${services})\w*)`),
	combined: new RegExp(String.raw`\b(?:${PACKAGES.mluvii}|${PACKAGES.lovi})\.((?:${services})\w*)`),
};

/**
 * A workflow with its nodes taken from other packages. Everything else stays, credentials too: their types name no
 * package.
 */
export function renameNodes(workflow: WorkflowJson, to: Target): WorkflowJson {
	return JSON.parse(renameInText(JSON.stringify(workflow), to).text) as WorkflowJson;
}

/**
 * Does the same in the text of a file, and leaves every other byte. Workflows that stand as JSON in a parameter, as
 * in Execute Workflow, are taken as well.
 *
 * @param text a workflow, or a list of them as `n8n export:workflow --all` writes it
 * @throws Error if it is anything else
 */
export function renameInText(text: string, to: Target): Renamed {
	const types: string[] = [];
	const edits = readNodes(text).flatMap((node) => [
		...stringsIn(propertyOf(node, 'type')).flatMap((literal) => {
			const type = renamedType(literal.text, to);
			if (type === undefined) return [];
			types.push(type);
			return [{ literal, value: type }];
		}),
		...stringsIn(propertyOf(node, 'parameters')).flatMap((literal) => {
			if (!TYPES[to].test(literal.text) || !isWorkflow(literal.text)) return [];
			const inner = renameInText(literal.text, to);
			types.push(...inner.types);
			return [{ literal, value: inner.text }];
		}),
	]);
	const pieces: string[] = [];
	let position = 0;
	for (const { literal, value } of edits.sort((a, b) => a.literal.end - b.literal.end)) {
		const start = text.indexOf('"', literal.pos); // after the space before it
		pieces.push(text.slice(position, start), JSON.stringify(value));
		position = literal.end;
	}
	const renamed = [...pieces, text.slice(position)].join('');
	const left = readWorkflows(renamed).flatMap((workflow) => leftIn(workflow, renamed, TYPES[to]));
	return { text: renamed, types, left: [...new Set(left)] };
}

/** What of a workflow has a type in its text. Data that is pinned to nodes is the user's own. */
function leftIn(workflow: ts.ObjectLiteralExpression, text: string, type: RegExp): string[] {
	const isLeft = ({ pos, end }: ts.Node) => type.test(text.slice(pos, end));
	return workflow.properties.filter(ts.isPropertyAssignment).flatMap((property) => {
		const { name, initializer } = property;
		if (!ts.isStringLiteral(name) || name.text === 'pinData') return [];
		if (name.text === 'nodes') return nodesOf(workflow).filter(isLeft).map(nameOf);
		if (name.text === PUBLISHED && isObject(initializer)) return leftIn(initializer, text, type);
		return isLeft(property) ? [`the workflow's ${name.text}`] : [];
	});
}

/** The type that a node has in the other package, or undefined if it is of neither. */
function renamedType(type: string, to: Target): string | undefined {
	const [match, name = ''] = TYPES[to].exec(type) ?? [];
	const service = serviceOf(name);
	if (match !== type || service === undefined) return undefined;
	return `${PACKAGES[to === 'single' ? service : to]}.${name}`;
}

/** The nodes of workflows, published versions included. @throws Error as `readWorkflows` does */
function readNodes(text: string): ts.ObjectLiteralExpression[] {
	return readWorkflows(text).flatMap((workflow) => [
		...nodesOf(workflow),
		...nodesOf(propertyOf(workflow, PUBLISHED)),
	]);
}

/** A workflow, or a list of them. @throws Error if the text is anything else */
function readWorkflows(text: string): ts.ObjectLiteralExpression[] {
	JSON.parse(text); // is stricter than TypeScript, which alone says where something stands
	const root = ts.parseJsonText('', text).statements[0]?.expression;
	const workflows =
		root !== undefined && ts.isArrayLiteralExpression(root) ? root.elements : [root];
	return workflows.map((workflow) => {
		const nodes = propertyOf(workflow, 'nodes');
		if (!isObject(workflow) || nodes === undefined || !ts.isArrayLiteralExpression(nodes))
			throw new Error('This is neither a workflow nor a list of workflows.');
		return workflow;
	});
}

function nodesOf(workflow: ts.Node | undefined): ts.ObjectLiteralExpression[] {
	const nodes = propertyOf(workflow, 'nodes');
	return nodes !== undefined && ts.isArrayLiteralExpression(nodes)
		? nodes.elements.filter(ts.isObjectLiteralExpression)
		: [];
}

function isObject(value: ts.Node | undefined): value is ts.ObjectLiteralExpression {
	return value !== undefined && ts.isObjectLiteralExpression(value);
}

function isWorkflow(text: string): boolean {
	try {
		readWorkflows(text);
		return true;
	} catch {
		return false;
	}
}

function propertyOf(object: ts.Node | undefined, name: string): ts.Expression | undefined {
	if (!isObject(object)) return undefined;
	return object.properties
		.filter(ts.isPropertyAssignment)
		.find((property) => ts.isStringLiteral(property.name) && property.name.text === name)
		?.initializer;
}

/** All texts in a value, without the names of properties. */
function stringsIn(value: ts.Node | undefined): ts.StringLiteral[] {
	if (value === undefined) return [];
	if (ts.isStringLiteral(value)) return [value];
	if (ts.isPropertyAssignment(value)) return stringsIn(value.initializer);
	const strings: ts.StringLiteral[][] = [];
	value.forEachChild((child) => void strings.push(stringsIn(child)));
	return strings.flat();
}

function nameOf(node: ts.ObjectLiteralExpression): string {
	const [name] = stringsIn(propertyOf(node, 'name'));
	return name?.text ?? '(without a name)';
}

/**
 * Renames in files; if there is one without workflows, in none of them.
 *
 * @param paths files, and folders with files
 * @returns what was done to each file, in words
 * @throws Error that names the files without workflows
 */
export function renameFiles(paths: readonly string[], to: Target): string[] {
	const unreadable: string[] = [];
	const files = paths.flatMap(filesAt).flatMap((path) => {
		try {
			const content = UTF8.decode(readFileSync(path));
			const mark = content.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
			const before = content.slice(mark.length);
			return [{ path, mark, before, ...renameInText(before, to) }];
		} catch (error) {
			unreadable.push(`${path}: ${reasonOf(error)}`);
			return [];
		}
	});
	if (unreadable.length > 0) throw new Error(`Nothing is changed.\n${unreadable.join('\n')}`);

	return files.flatMap(({ path, mark, before, text, types, left }) => {
		if (text !== before) writeFileSync(path, mark + text);
		const kinds = [...new Set(types)].sort().join(', ');
		return [
			`${path}: ${types.length} renamed${kinds && ` (${kinds})`}`,
			...(left.length > 0 ? [`  Change by hand what these say: ${left.join(', ')}`] : []),
		];
	});
}

/** A file, or the files in a folder as `n8n export:workflow --separate` writes them. */
function filesAt(path: string): string[] {
	if (!statSync(path).isDirectory()) return [path];
	const names = readdirSync(path).filter((name) => name.endsWith('.json'));
	return names.sort().map((name) => join(path, name));
}

function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function main(): void {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { to: { type: 'string', default: 'single' } },
	});
	const { to } = values;
	if (positionals.length === 0 || (to !== 'single' && to !== 'combined'))
		throw new Error('Usage: npm run rename -- <workflow.json or folder>… [--to single|combined]');
	console.log(renameFiles(positionals, to).join('\n'));
}

if (require.main === module) {
	try {
		main();
	} catch (error) {
		console.error(reasonOf(error));
		process.exitCode = 1;
	}
}
