import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleNames, readExample } from '../../scripts/demo';
import type { WorkflowJson } from '../../scripts/n8n/rest';
import { renameFiles, renameInText, renameNodes } from '../../scripts/rename';

const ROOT = join(__dirname, '..', '..');
type Node = WorkflowJson['nodes'][number];
const workflow = (...nodes: Node[]) => ({ name: 'A workflow', nodes, connections: {} });
const node = (type: string, parameters: Record<string, unknown> = {}): Node => ({
	name: 'A node',
	type,
	parameters,
});
const typesOf = ({ nodes }: WorkflowJson) => nodes.map(({ type }) => type);

describe.each(exampleNames())('the example %s', (name) => {
	const text = readFileSync(join(ROOT, 'examples', `${name}.json`), 'utf8');

	it('goes to the package of its service, with nothing else changed, and back', () => {
		const there = renameInText(text, 'single');
		const back = renameInText(there.text, 'combined');

		const [service = ''] = name.split('-');
		const own = typesOf(readExample(name)).filter((type) =>
			type.startsWith('n8n-nodes-mluvii-lovi.'),
		);
		expect(there.types).toEqual(own.map((type) => type.replace(/^.*\./, `n8n-nodes-${service}.`)));
		expect(there.types).not.toEqual([]);
		expect(there.text).not.toContain('n8n-nodes-mluvii-lovi');
		expect(there.text.replaceAll(/"n8n-nodes-(mluvii|lovi)\./g, '"n8n-nodes-mluvii-lovi.')).toBe(
			text,
		);
		expect(back).toEqual({ text, types: own, left: [] });
	});
});

it.each([
	['n8n-nodes-mluvii-lovi.mluvii', 'n8n-nodes-mluvii.mluvii'],
	['n8n-nodes-mluvii-lovi.mluviiTool', 'n8n-nodes-mluvii.mluviiTool'],
	['n8n-nodes-mluvii-lovi.mluviiTrigger', 'n8n-nodes-mluvii.mluviiTrigger'],
	['n8n-nodes-mluvii-lovi.mluviiPollingTrigger', 'n8n-nodes-mluvii.mluviiPollingTrigger'],
	['n8n-nodes-mluvii-lovi.mluviiChatbotTrigger', 'n8n-nodes-mluvii.mluviiChatbotTrigger'],
	['n8n-nodes-mluvii-lovi.lovi', 'n8n-nodes-lovi.lovi'],
	['n8n-nodes-mluvii-lovi.loviTool', 'n8n-nodes-lovi.loviTool'],
])('%s becomes %s, and the other way round', (combined, single) => {
	expect(renameNodes(workflow(node(combined)), 'single')).toEqual(workflow(node(single)));
	expect(renameNodes(workflow(node(single)), 'combined')).toEqual(workflow(node(combined)));
	expect(renameNodes(workflow(node(single)), 'single')).toEqual(workflow(node(single)));
	expect(renameNodes(workflow(node(combined)), 'combined')).toEqual(workflow(node(combined)));
});

it.each([
	'n8n-nodes-base.set',
	'n8n-nodes-base.lovi',
	'@other/n8n-nodes-mluvii-lovi.mluvii',
	'n8n-nodes-mluvii-lovi-more.mluvii',
	'n8n-nodes-mluvii-lovi.other',
	'my-n8n-nodes-mluvii-lovi.mluvii',
])('%s is a node of others', (type) => {
	const foreign = workflow(node(type));

	expect(renameNodes(foreign, 'single')).toEqual(foreign);
});

it('keeps credentials, names, data and notes, and names nodes that speak of the other package', () => {
	const before = workflow(
		{
			...node('n8n-nodes-mluvii-lovi.mluvii'),
			credentials: { mluviiApi: { id: '1', name: 'n8n-nodes-mluvii-lovi.mluvii' } },
		},
		{
			...node('n8n-nodes-base.code', { jsCode: "return type === 'n8n-nodes-mluvii-lovi.lovi'" }),
			name: 'Code',
		},
	);
	const text = JSON.stringify({
		...before,
		pinData: { 'A node': [{ type: 'n8n-nodes-mluvii-lovi.lovi' }] },
	});

	const renamed = renameInText(text, 'single');

	expect(renamed.text).toBe(
		text.replace('"type":"n8n-nodes-mluvii-lovi.mluvii"', '"type":"n8n-nodes-mluvii.mluvii"'),
	);
	expect(renamed.left).toEqual(['A node', 'Code']);
});

it('renames in the workflows that stand as JSON in a parameter', () => {
	const inner = workflow(node('n8n-nodes-mluvii-lovi.lovi'));
	const outer = (nested: object) =>
		workflow(
			node('n8n-nodes-base.executeWorkflow', {
				source: 'parameter',
				workflowJson: JSON.stringify(nested, null, 2),
			}),
		);

	const renamed = renameInText(JSON.stringify(outer(inner)), 'single');

	expect(JSON.parse(renamed.text)).toEqual(outer(workflow(node('n8n-nodes-lovi.lovi'))));
	expect(renamed).toMatchObject({ types: ['n8n-nodes-lovi.lovi'], left: [] });
});

it('renames in the published version, and names what else speaks of the other package', () => {
	const published = (type: string) => ({
		...workflow(node(type)),
		activeVersion: { description: 'n8n-nodes-mluvii-lovi.lovi', nodes: [node(type)] },
		staticData: { last: 'n8n-nodes-mluvii-lovi.mluviiTrigger' },
	});

	const renamed = renameInText(JSON.stringify(published('n8n-nodes-mluvii-lovi.lovi')), 'single');

	expect(JSON.parse(renamed.text)).toEqual(published('n8n-nodes-lovi.lovi'));
	expect(renamed.types).toHaveLength(2);
	expect(renamed.left).toEqual(["the workflow's description", "the workflow's staticData"]);
});

it('takes seconds for a list with thousands of nodes', () => {
	const nodes = Array.from({ length: 20_000 }, () =>
		node('n8n-nodes-mluvii-lovi.lovi', { text: 'x'.repeat(400) }),
	);
	const text = JSON.stringify(workflow(...nodes));

	const start = performance.now();
	const { types } = renameInText(text, 'single');

	expect(types).toHaveLength(nodes.length);
	expect(performance.now() - start).toBeLessThan(5000);
});

it('says where a nested workflow is an expression, which it leaves', () => {
	const outer = workflow(
		node('n8n-nodes-base.executeWorkflow', {
			workflowJson: `=${JSON.stringify(workflow(node('n8n-nodes-mluvii-lovi.lovi')))}`,
		}),
	);

	expect(renameInText(JSON.stringify(outer), 'single')).toMatchObject({
		text: JSON.stringify(outer),
		left: ['A node'],
	});
});

it('leaves every other byte, whatever the layout', () => {
	const layout = (type: string) =>
		`[ {"nodes":[\t{ "type" :\r\n "${type}", "n":1.50, "u":"\\u00e9\\/" } ] } , {"nodes": []}]\n\n`;

	expect(renameInText(layout('n8n-nodes-mluvii-lovi.lovi'), 'single').text).toBe(
		layout('n8n-nodes-lovi.lovi'),
	);
});

describe('files', () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'rename-'));
	});
	afterEach(() => {
		rmSync(folder, { recursive: true });
	});

	const put = (name: string, value: unknown) => {
		writeFileSync(join(folder, name), JSON.stringify(value));
		return join(folder, name);
	};
	const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as unknown;

	it('can be lists of workflows, and stand in folders', () => {
		const list = put('all.json', [workflow(node('n8n-nodes-mluvii-lovi.lovi')), workflow()]);
		mkdirSync(join(folder, 'separate'));
		const one = put('separate/1.json', workflow(node('n8n-nodes-mluvii-lovi.mluvii')));
		put('separate/notes.txt', 'no workflow');

		const said = renameFiles([list, join(folder, 'separate')], 'single');

		expect(read(list)).toEqual([workflow(node('n8n-nodes-lovi.lovi')), workflow()]);
		expect(read(one)).toEqual(workflow(node('n8n-nodes-mluvii.mluvii')));
		expect(said).toEqual([
			`${list}: 1 renamed (n8n-nodes-lovi.lovi)`,
			`${one}: 1 renamed (n8n-nodes-mluvii.mluvii)`,
		]);
	});

	it('keep a byte order mark', () => {
		const path = put('marked.json', '');
		const layout = (type: string) => `\uFEFF${JSON.stringify(workflow(node(type)))}`;
		writeFileSync(path, layout('n8n-nodes-mluvii-lovi.lovi'));

		renameFiles([path], 'single');

		expect(readFileSync(path, 'utf8')).toBe(layout('n8n-nodes-lovi.lovi'));
	});

	it('stay as they are when one of them is not in UTF-8', () => {
		const text = JSON.stringify(
			workflow({ ...node('n8n-nodes-mluvii-lovi.lovi'), name: 'Zpráva' }),
		);
		const bytes = Buffer.from(text, 'latin1');
		const path = put('latin1.json', '');
		writeFileSync(path, bytes);

		expect(() => renameFiles([path], 'single')).toThrow(`Nothing is changed.\n${path}: `);
		expect(readFileSync(path)).toEqual(bytes);
	});

	it.each([{ nodes: 'none' }, { name: 'n8n-nodes-mluvii-lovi' }, [workflow(), null], 'text', null])(
		'stay as they are when one of them is no workflow, such as %j',
		(value) => {
			const before = workflow(node('n8n-nodes-mluvii-lovi.lovi'));
			const good = put('good.json', before);
			const bad = put('bad.json', value);

			expect(() => renameFiles([good, bad], 'single')).toThrow(
				`Nothing is changed.\n${bad}: This is neither a workflow nor a list of workflows.`,
			);
			expect(read(good)).toEqual(before);
		},
	);
});
