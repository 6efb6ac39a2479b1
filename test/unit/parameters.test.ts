import type { IDataObject, IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import { panelReader } from '../../nodes/shared/operation/panel';
import { RunParameters } from '../../nodes/shared/operation/parameters';
import { retryLedgerOf } from '../../nodes/shared/operation/retryLedger';
import { isToolExecution } from '../../nodes/shared/operation/toolExecution';

/** A node with these stored parameters, and n8n, which says what it was asked to work out. */
function nodeWith(stored: INodeParameters, items: IDataObject[] = [{}], type = 'shop') {
	const asked: string[] = [];
	const context = {
		getInputData: () => items.map((json) => ({ json })),
		getNode: () => ({ name: 'Node', type, parameters: stored }),
		getTimezone: () => 'Europe/Prague',
		getNodeParameter: (
			name: string,
			index: number,
			_fallback: unknown,
			{ extractValue }: { extractValue: boolean },
		) => {
			asked.push(`${name}/${index}${extractValue ? '/id' : ''}`);
			return `${name} of ${index}`;
		},
	} as unknown as IExecuteFunctions;
	return { context, asked };
}

const locatorOf = (mode: string, value: string) => ({ __rl: true, mode, value });
const FIELDS = [
	{ displayName: 'Plain', name: 'plain', type: 'string' as const, default: '' },
	{
		displayName: 'Record',
		name: 'record',
		type: 'resourceLocator' as const,
		default: '',
		modes: [
			{ displayName: 'By ID', name: 'id', type: 'string' as const },
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string' as const,
				extractValue: { type: 'regex' as const, regex: '(.*)' },
			},
		],
	},
];

describe('a parameter', () => {
	it('without an expression is worked out once for all items', () => {
		const { context, asked } = nodeWith({ tag: 'x', list: ['a', 'b'], none: null });
		const parameters = new RunParameters(context, []);
		const read = [0, 1, 2].map((index) => parameters.forItem(index).value('tag'));

		expect(read).toEqual(['tag of 0', 'tag of 0', 'tag of 0']);
		expect(parameters.forItem(1).value('list')).toBe('list of 1');
		expect(parameters.forItem(2).value('list')).toBe('list of 1');
		expect(parameters.forItem(2).value('none')).toBe('none of 2');
		expect(parameters.forItem(0).value('none')).toBe('none of 2');
		expect(parameters.forItem(0).value('missing')).toBe('missing of 0');
		expect(asked).toEqual(['tag/0', 'list/1', 'none/2', 'missing/0']);
	});

	it('is worked out apart for its ID', () => {
		const { context, asked } = nodeWith({ record: '7' });
		const source = new RunParameters(context, FIELDS).forItem(0);
		source.value('record');
		source.recordId('record');

		expect(asked).toEqual(['record/0', 'record/0/id']);
	});

	it('that names a field of the item is read from there', () => {
		const { context, asked } = nodeWith(
			{
				tag: '={{ $json.tag }}',
				within: { a: [{ b: '={{ $json.tag }}' }], c: 'x' },
				other: '={{ $json.tag + 1 }}',
			},
			[{ tag: 'a' }, { tag: 'b' }],
		);
		const parameters = new RunParameters(context, []);

		expect([0, 1].map((index) => parameters.forItem(index).value('tag'))).toEqual(['a', 'b']);
		expect(parameters.forItem(1).value('within')).toEqual({ a: [{ b: 'b' }], c: 'x' });
		expect(asked).toEqual([]);
		expect([0, 1].map((index) => parameters.forItem(index).value('other'))).toEqual([
			'other of 0',
			'other of 1',
		]);
	});

	it('of a tool is worked out by n8n', () => {
		const { context, asked } = nodeWith({ tag: '={{ $json.tag }}' }, [{ tag: 'a' }], 'shopTool');

		expect(new RunParameters(context, []).forItem(0).value('tag')).toBe('tag of 0');
		expect(asked).toEqual(['tag/0']);
	});

	it('that chooses a record is read from the item, unless its ID is a part of it', () => {
		const idOf = (stored: unknown, items = [{ id: '7' }]) => {
			const { context } = nodeWith({ record: stored as never }, items);
			return new RunParameters(context, FIELDS).forItem(0).recordId('record');
		};

		expect(idOf(locatorOf('id', '={{ $json.id }}'))).toBe('7');
		expect(idOf(locatorOf('unknown', '={{ $json.id }}'))).toBe('7');
		expect(idOf(locatorOf('url', '={{ $json.id }}'))).toBe('record of 0');
		expect(idOf('={{ $json.id }}')).toBe('7');
		expect(idOf({ value: '={{ $json.id }}' })).toBe('record of 0');
		const { context: others } = nodeWith(
			{
				plain: locatorOf('url', '={{ $json.id }}'),
				unknown: locatorOf('url', '={{ $json.id }}'),
			},
			[{ id: '7' }],
		);
		const source = new RunParameters(others, FIELDS).forItem(0);
		expect([source.recordId('plain'), source.recordId('unknown')]).toEqual(['7', '7']);
		const { context } = nodeWith({ record: locatorOf('url', '={{ $json.id }}') }, [{ id: '7' }]);
		expect(new RunParameters(context, FIELDS).forItem(0).value('record')).toEqual(
			locatorOf('url', '7'),
		);
	});

	it('of an item that is not there is worked out by n8n', () => {
		const { context } = nodeWith({ tag: '={{ $json.tag }}' }, []);

		expect(new RunParameters(context, []).forItem(3).value('tag')).toBe('tag of 3');
	});

	it('was left empty where nothing is stored, whatever an expression gives', () => {
		const { context } = nodeWith({ a: '', b: [], c: 'x', d: '={{ $json.nothing }}' });
		const source = new RunParameters(context, []).forItem(0);

		expect(['a', 'b', 'c', 'd', 'missing'].map((name) => source.isLeftEmpty(name))).toEqual([
			true,
			true,
			false,
			false,
			true,
		]);
	});

	it('can be a collection, whose entries were left empty as they are stored', () => {
		const stored = { a: '={{ $json.x }}', b: '', c: 'y' };
		const { context } = nodeWith({ options: stored }, [{ x: '' }]);
		const options = new RunParameters(context, []).forItem(0).collection('options', 'Options');

		expect(['a', 'b', 'c'].map((name) => options.value(name))).toEqual(['', '', 'y']);
		expect(['a', 'b', 'c', 'd'].map((name) => options.isLeftEmpty(name))).toEqual([
			false,
			true,
			false,
			true,
		]);
		expect(options.timezone).toBe('Europe/Prague');
		expect(options.label('A')).toBe('A');
		const { context: other } = nodeWith({ options: 'x' });
		expect(() => new RunParameters(other, []).forItem(0).collection('options', 'Options')).toThrow(
			'Options must be an object with fields',
		);
	});

	it('knows the time zone and names a field as it is', () => {
		const source = new RunParameters(nodeWith({}).context, []).forItem(0);

		expect([source.timezone, source.label('Tag')]).toEqual(['Europe/Prague', 'Tag']);
	});
});

describe('the ledger of a run', () => {
	function runOf(item: object | undefined, node = {}, runIndex = 0): IExecuteFunctions {
		return {
			getNode: () => ({ id: 'node 1', type: 'shop', retryOnFail: true, ...node }),
			getInputData: () => (item ? [item] : []),
			getWorkflowDataProxy: () => ({ $runIndex: runIndex }),
		} as unknown as IExecuteFunctions;
	}

	it('is the same for all tries of it, and another one for everything else', () => {
		const item = { json: {} };
		const first = retryLedgerOf(runOf(item), 'write');

		expect(first).toEqual({ done: new Map(), uncertain: new Map() });
		expect(retryLedgerOf(runOf(item), 'write')).toBe(first);
		expect(retryLedgerOf(runOf(item, { id: 'node 2' }), 'write')).not.toBe(first);
		expect(retryLedgerOf(runOf(item, {}, 1), 'write')).not.toBe(first);
		expect(retryLedgerOf(runOf({ json: item.json }), 'write')).not.toBe(first);
		expect(retryLedgerOf(runOf(item), 'write')).toBe(first);
	});

	it('of a tool is that of one call of the model, in whichever run', () => {
		const json = {};
		const tool = { type: 'shopTool' };
		const first = retryLedgerOf(runOf({ json }, tool), 'write');

		expect(first).toBeDefined();
		expect(retryLedgerOf(runOf({ json }, tool, 1), 'write')).toBe(first);
		expect(retryLedgerOf(runOf({ json: {} }, tool), 'write')).not.toBe(first);
		expect(retryLedgerOf(runOf({ json }, { ...tool, id: 'node 2' }), 'write')).not.toBe(first);
	});

	it('is there only where something could be done twice', () => {
		const item = { json: {} };

		expect(retryLedgerOf(runOf(item), 'read')).toBeUndefined();
		expect(retryLedgerOf(runOf(item, { retryOnFail: false }), 'write')).toBeUndefined();
		expect(retryLedgerOf(runOf(item, { retryOnFail: undefined }), 'write')).toBeUndefined();
		expect(retryLedgerOf(runOf(undefined), 'write')).toBeUndefined();
	});
});

describe('a node', () => {
	it.each([
		['n8n-nodes-shop.shopTool', true],
		['n8n-nodes-shop.shop', false],
		['n8n-nodes-shop.ToolShop', false],
	])('of the type %s is a tool: %p', (type, expected) => {
		expect(isToolExecution(nodeWith({}, [], type).context)).toBe(expected);
	});

	it('reads its lists through its client, and says as which node it could not', async () => {
		const { context } = nodeWith({});
		const read = panelReader((from) => ({ from }));

		expect(await read(context as never, async (client) => await Promise.resolve(client))).toEqual({
			from: context,
		});
		await expect(
			read(context as never, async () => await Promise.reject(new Error('no'))),
		).rejects.toMatchObject({ message: 'no', node: { name: 'Node' }, context: { itemIndex: 0 } });
	});
});
