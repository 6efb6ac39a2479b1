import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { apiRequest, apiRequestEffect, toRecords } from '../../nodes/shared/operation/apiRequest';
import { ItemFiles } from '../../nodes/shared/operation/itemFiles';
import {
	assembleMethods,
	assembleProperties,
	findOperation,
} from '../../nodes/shared/operation/assembly';
import type { Field } from '../../nodes/shared/operation/field';
import {
	adjusted,
	combined,
	Entries,
	isEmpty,
	mapped,
	mergeMethods,
	methodsOf,
	optional,
	readAdded,
	shownWith,
	sortedProperties,
} from '../../nodes/shared/operation/field';
import * as fields from '../../nodes/shared/operation/fields';
import { oneOfOrOther } from '../../nodes/shared/operation/validate';
import { enumOptions } from '../../nodes/Mluvii/enums';
import * as mluviiLists from '../../nodes/Mluvii/generated/lists';
import { effectOf, operationsOf, RecordWithFiles } from '../../nodes/shared/operation/operation';

const PANEL = { displayName: 'Tag' };
const locatorOf = (mode: string, value: unknown) => ({ __rl: true, mode, value });

/** What a field makes of an entry. */
function read<Value>(field: Field<Value>, value?: unknown, timezone = 'UTC'): Value {
	const entries: IDataObject = value === undefined ? {} : { tag: value };
	return field.read(new Entries(entries, timezone, 'Row: ', entries), 'tag');
}

/** What the panel shows of a field. */
function shown(field: Field<unknown>): INodeProperties[] {
	return field.properties('tag');
}

describe('a field', () => {
	it.each<[string, Field<unknown>, unknown, unknown]>([
		['text', fields.text(PANEL), ' a ', 'a'],
		['optionalText', fields.optionalText(PANEL), '', ''],
		['rawText', fields.rawText(PANEL), ' a\n', ' a\n'],
		['id', fields.id(PANEL), '7', 7],
		['optionalId', fields.optionalId(PANEL), '', undefined],
		['ids', fields.ids(PANEL), '1,2', [1, 2]],
		['texts', fields.texts(PANEL), 'a,,b', ['a', 'b']],
		['optionalTexts', fields.optionalTexts(PANEL), '', []],
		['optionalTextsWithGaps', fields.optionalTextsWithGaps(PANEL), 'a,,b', ['a', '', 'b']],
		['email', fields.email(PANEL), 'a@b', 'a@b'],
		['anything', fields.anything(PANEL), { a: 1 }, { a: 1 }],
		['dateTime', fields.dateTime(PANEL), '2024-05-02T00:00', '2024-05-02T00:00:00.000Z'],
		['yesNo', fields.yesNo({ ...PANEL, default: true }), 'no', false],
		['json', fields.json(PANEL), '[1]', [1]],
		['jsonObject', fields.jsonObject(PANEL), '{"a":1}', { a: 1 }],
		['openChoice', fields.openChoice({ ...PANEL, options: [], default: '' }), ' x ', 'x'],
		['openChoices', fields.openChoices({ ...PANEL, options: [] }), ['x'], ['x']],
	])('%s reads what was entered', (_, field, entered, expected) => {
		expect(read(field, entered)).toEqual(expected);
	});

	it.each<[string, Field<unknown>]>([
		['text', fields.text(PANEL)],
		['rawText', fields.rawText(PANEL)],
		['id', fields.id(PANEL)],
		['ids', fields.ids(PANEL)],
		['texts', fields.texts(PANEL)],
		['email', fields.email(PANEL)],
		['dateTime', fields.dateTime(PANEL)],
		['openChoices', fields.openChoices({ ...PANEL, options: [] })],
	])('%s says by its name and place that it is empty', (_, field) => {
		expect(() => read(field, ' ')).toThrow('Row: Tag is empty');
	});

	it('dateTime reads a date in the time zone of the workflow', () => {
		expect(read(fields.dateTime(PANEL), '2024-05-02T16:05', 'Europe/Prague')).toBe(
			'2024-05-02T14:05:00.000Z',
		);
	});

	it.each<[string, Field<unknown>, Partial<INodeProperties>]>([
		['text', fields.text(PANEL), { type: 'string', default: '' }],
		['anything', fields.anything(PANEL), { type: 'string', default: '' }],
		['dateTime', fields.dateTime(PANEL), { type: 'dateTime', default: '' }],
		['yesNo', fields.yesNo({ ...PANEL, default: true }), { type: 'boolean', default: true }],
		[
			'number',
			fields.number({ ...PANEL, default: 5 }, (value) => value),
			{ type: 'number', default: 5 },
		],
		['json', fields.json(PANEL), { type: 'json', default: '' }],
		['jsonObject', fields.jsonObject(PANEL), { type: 'json', default: '{}' }],
		[
			'openChoice',
			fields.openChoice({ ...PANEL, options: [], default: 'a' }),
			{ type: 'options', options: [], default: 'a' },
		],
		[
			'openChoices',
			fields.openChoices({ ...PANEL, options: [] }),
			{ type: 'multiOptions', options: [], default: [] },
		],
		['collection', fields.collection(PANEL, {}), { type: 'collection', options: [], default: {} }],
	])('%s is shown by its name and type', (_, field, expected) => {
		expect(shown(field)).toEqual([{ ...PANEL, name: 'tag', ...expected }]);
	});

	it('keeps what the panel says of it', () => {
		expect(shown(fields.text({ ...PANEL, default: 'x', required: true }))).toEqual([
			{ ...PANEL, name: 'tag', type: 'string', default: 'x', required: true },
		]);
	});
});

describe('a choice', () => {
	const options = [
		{ name: 'None', value: '' },
		{ name: 'A', value: 'a' },
	];

	it('is one of its options, the empty one included', () => {
		const choice = fields.choice({ ...PANEL, options, default: 'a' });

		expect(['a', ''].map((value) => read(choice, value))).toEqual(['a', '']);
		expect(() => read(choice, 'b')).toThrow('Row: Tag has no "b"');
		expect(shown(choice)).toEqual([
			{ ...PANEL, name: 'tag', type: 'options', options, default: 'a' },
		]);
	});

	it('can be given by its name, in any case', () => {
		const choice = fields.choice({ ...PANEL, options, default: 'a' });

		expect(['A', 'none', ' NONE '].map((value) => read(choice, value))).toEqual(['a', '', '']);
	});

	const OPEN = [
		{ name: 'Web Chat', value: 'Default' },
		{ name: 'In Queue', value: 'IN_QUEUE' },
	];

	it('can be another one where a service may have more', () => {
		const choice = fields.openChoice({ ...PANEL, options: OPEN, default: '' });
		const entered = ['Default', 'web chat', 'in queue', 'In-Queue', ' Other_One '];

		expect(entered.map((value) => read(choice, value))).toEqual([
			'Default',
			'Default',
			'IN_QUEUE',
			'IN_QUEUE',
			'Other_One',
		]);
	});

	it.each([
		[['Default', 'in_queue', 'Other']],
		['web chat, In Queue, Other'],
		['["DEFAULT", "IN_QUEUE", "Other"]'],
		['```json\n["Web Chat", "InQueue", "Other"]\n```'],
	])('can be several: %j', (value) => {
		const choices = fields.openChoices({ ...PANEL, options: OPEN });

		expect(read(choices, value)).toEqual(['Default', 'IN_QUEUE', 'Other']);
		expect(read(choices, 'web chat')).toEqual(['Default']);
	});

	it('of Mluvii means one value in every spelling, by value and by name', () => {
		const lists = Object.values(mluviiLists).map((values) => enumOptions(values));

		expect(lists.length).toBeGreaterThan(10);
		for (const choices of lists) {
			for (const { name, value } of choices) {
				for (const words of [name, String(value)]) {
					for (const spelled of [
						words.toLowerCase(),
						words.toUpperCase(),
						words.replace(/[ _]/g, ''),
					]) {
						expect(oneOfOrOther(spelled, 'Tag', choices)).toBe(value);
					}
				}
			}
		}
	});

	it('is not empty where that is no option', () => {
		const choice = fields.choice({ ...PANEL, options: [{ name: 'A', value: 'a' }], default: 'a' });

		expect(() => read(choice, '')).toThrow('Row: Tag is empty');
	});

	it('is offered in words, by name', () => {
		const words = { x: { name: 'Zulu' }, y: { name: 'Alpha', description: 'First' } };

		expect(fields.choicesFor(['x', 'y'], words)).toEqual([
			{ name: 'Alpha', description: 'First', value: 'y' },
			{ name: 'Zulu', value: 'x' },
		]);
	});
});

describe('a record that is chosen', () => {
	const search = { searchTags: async () => await Promise.resolve({ results: [] }) };
	const url = { displayName: 'By URL', name: 'url', type: 'string' as const };
	const number = fields.recordId({
		...PANEL,
		placeholder: 'Choose a tag',
		exampleId: 12,
		search,
		modes: [url],
	});
	const locator = fields.locator({ ...PANEL, placeholder: 'Choose a tag', search, modes: [url] });
	const list = {
		displayName: 'From List',
		name: 'list',
		type: 'list',
		placeholder: 'Choose a tag',
		typeOptions: { searchListMethod: 'searchTags', searchable: true },
	};
	const shape = {
		...PANEL,
		name: 'tag',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		builderHint: { propertyHint: expect.stringContaining('Never invent a value') as string },
	};

	it('comes from a list, by its number, or in another way', () => {
		const byId = { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 12' };

		expect(shown(number)).toEqual([{ ...shape, modes: [list, byId, url] }]);
		expect(shown(locator)).toEqual([{ ...shape, modes: [list, url] }]);
		expect(number.methods).toEqual({ listSearch: search });
		expect(
			shown(fields.recordId({ ...PANEL, placeholder: 'Choose a tag', exampleId: 12, search })),
		).toEqual([{ ...shape, modes: [list, byId] }]);
	});

	/** Where n8n has taken the number out of what was chosen. */
	const chosen = (value: unknown, recordId: unknown) =>
		Object.assign(new Entries({}, 'UTC'), { value: () => value, recordId: () => recordId });

	it('is read as its number', () => {
		expect(number.read(chosen(locatorOf('url', 'https://a/7'), '7'), 'tag')).toBe(7);
		expect(() => number.read(chosen('', ''), 'tag')).toThrow('Tag is empty');
	});

	it('is read from a plain value, and from no object, which can be anything', () => {
		expect(['#7', '7.0', 7].map((value) => number.read(chosen(value, value), 'tag'))).toEqual([
			7, 7, 7,
		]);
		expect(locator.read(chosen(7, 7), 'tag')).toEqual({ mode: 'id', value: '7' });
		for (const field of [number, locator]) {
			expect(() => field.read(chosen({ id: 7 }, { id: 7 }), 'tag')).toThrow(
				expect.objectContaining({
					message: 'Tag must be text, but it is an object',
					description: 'Enter one value, such as one field of a record instead of all of it.',
				}) as Error,
			);
		}
	});

	it('is read with the way in which it was chosen', () => {
		expect(locator.read(chosen(locatorOf('url', 'https://a/7'), '7'), 'tag')).toEqual({
			mode: 'url',
			value: '7',
		});
		expect(locator.read(chosen(' 8 ', '9'), 'tag')).toEqual({ mode: 'id', value: '8' });
		expect(() => locator.read(chosen(locatorOf('list', ''), ''), 'tag')).toThrow('Tag is empty');
		expect(() => locator.read(chosen('', '7'), 'tag')).toThrow('Tag is empty');
	});
});

describe('fields in a collection', () => {
	const collection = fields.collection(PANEL, {
		zeta: fields.text({ displayName: 'Zeta' }),
		alpha: fields.id({ displayName: 'Alpha' }),
	});

	it('are read where they were added and filled in', () => {
		expect(read(collection, { alpha: '7' })).toEqual({ alpha: 7 });
		expect(read(collection, { alpha: '7', zeta: '' })).toEqual({ alpha: 7 });
		expect(read(collection)).toEqual({});
		expect(() => read(collection, { alpha: 'x' })).toThrow('Row: Alpha must be a number');
		expect(() => read(collection, [1])).toThrow('Row: Tag must be an object with fields');
	});

	it('are shown by name', () => {
		expect(shown(collection)[0]?.options?.map(({ name }) => name)).toEqual(['alpha', 'zeta']);
	});

	it('are not put together from others', () => {
		expect(() => sortedProperties({ limit: fields.limit })).toThrow(
			'Return All is no entry of a collection by itself',
		);
	});
});

describe('rows', () => {
	const rows = fields.rows(
		{ ...PANEL, group: { displayName: 'Entries', name: 'pairs' } },
		{ name: fields.text({ displayName: 'Name' }) },
	);

	it('are read with their fields, which are named by their place', () => {
		expect(read(rows, { pairs: [{ name: 'a' }, { name: ' b ' }] })).toEqual([
			{ name: 'a' },
			{ name: 'b' },
		]);
		expect([undefined, {}, { pairs: [] }].map((value) => read(rows, value))).toEqual([[], [], []]);
		expect(() => read(rows, { pairs: [{ name: '' }] })).toThrow('Row: Tag: Name is empty');
		expect(() => read(rows, { pairs: 7 })).toThrow('Row: Tag must be a list of entries');
	});

	it('are shown as a list that grows', () => {
		expect(shown(rows)).toEqual([
			{
				...PANEL,
				name: 'tag',
				type: 'fixedCollection',
				default: {},
				typeOptions: { multipleValues: true },
				options: [
					{
						displayName: 'Entries',
						name: 'pairs',
						values: [{ displayName: 'Name', name: 'name', type: 'string', default: '' }],
					},
				],
			},
		]);
	});
});

describe('Return All and Limit', () => {
	const of = (entries: IDataObject) => fields.limit.read(new Entries(entries, 'UTC'), 'limit');

	it('give the most records wanted, or none', () => {
		expect(of({ returnAll: false, limit: 7 })).toBe(7);
		expect(of({ returnAll: true })).toBeUndefined();
		expect(of({ returnAll: true, limit: 'nonsense that is not shown' })).toBeUndefined();
		expect(() => of({ returnAll: false, limit: 0 })).toThrow('Limit must be a whole number');
	});

	it('are shown one by the other', () => {
		const [all, limit] = fields.limit.properties('limit');

		expect(all).toMatchObject({ name: 'returnAll', type: 'boolean', default: false });
		expect(limit).toMatchObject({
			name: 'limit',
			type: 'number',
			default: 50,
			displayOptions: { show: { returnAll: [false] } },
			typeOptions: { minValue: 1 },
		});
		expect(shown(fields.simplify)).toMatchObject([{ type: 'boolean', default: true }]);
	});
});

describe('fields made from others', () => {
	const text = fields.text({ ...PANEL, required: true });

	it('can have another value', () => {
		expect(
			read(
				mapped(text, (value) => value.length),
				'abc',
			),
		).toBe(3);
	});

	it('can be left empty', () => {
		expect(read(optional(text), '')).toBeUndefined();
		expect(read(optional(text))).toBeUndefined();
		expect(read(optional(text), 'a')).toBe('a');
		expect(shown(optional(text))).toMatchObject([{ name: 'tag', required: undefined }]);
	});

	it('can be shown differently', () => {
		expect(shown(adjusted(text, { hint: 'h' }))).toMatchObject([{ hint: 'h', required: true }]);
		expect(shown(shownWith({ kind: ['a'] }, text))).toMatchObject([
			{ displayOptions: { show: { kind: ['a'] } } },
		]);
	});

	it('read what they need, and no more', () => {
		const either = combined(
			{ kind: fields.text({ displayName: 'Kind' }), id: fields.id({ displayName: 'ID' }) },
			({ kind, ...rest }) => (kind === 'none' ? undefined : rest),
		);
		const of = (entries: IDataObject) => either.read(new Entries(entries, 'UTC'), '');

		expect(of({ kind: 'one', id: 7 })).toEqual({ id: 7 });
		const lazy = combined(
			{ kind: fields.text({ displayName: 'Kind' }), id: fields.id({ displayName: 'ID' }) },
			(values) => (values.kind === 'none' ? undefined : values.id),
		);
		expect(lazy.read(new Entries({ kind: 'none', id: 'x' }, 'UTC'), '')).toBeUndefined();
	});
});

describe('what n8n calls for lists', () => {
	const method = async () => await Promise.resolve({ results: [] });
	const other = async () => await Promise.resolve({ results: [] });
	const choices = async () => await Promise.resolve([]);
	const mapping = async () => await Promise.resolve({ fields: [] });

	it('is put together by name and kind', () => {
		expect(
			mergeMethods([
				{ listSearch: { a: method } },
				undefined,
				{ listSearch: { a: method, b: other }, loadOptions: { a: choices } },
				{ resourceMapping: { a: mapping } },
			]),
		).toEqual({
			listSearch: { a: method, b: other },
			loadOptions: { a: choices },
			resourceMapping: { a: mapping },
		});
		expect(() =>
			mergeMethods([{ listSearch: { a: method } }, { listSearch: { a: other } }]),
		).toThrow('There are two a');
	});

	it('comes from fields within fields', () => {
		const tag = fields.recordId({
			...PANEL,
			placeholder: 'Choose',
			exampleId: 1,
			search: { searchTags: method },
		});
		const within = { listSearch: { searchTags: method }, loadOptions: {}, resourceMapping: {} };

		expect(methodsOf({ tag })).toEqual(within);
		expect(fields.collection(PANEL, { tag }).methods).toEqual(within);
		expect(
			fields.rows({ ...PANEL, group: { displayName: 'E', name: 'e' } }, { tag }).methods,
		).toEqual(within);
		expect(combined({ tag }, () => undefined).methods).toEqual(within);
	});
});

describe('entries', () => {
	const entries = new Entries(
		{ a: 1, b: '', inner: { c: 2, d: '' }, bad: 7 },
		'Europe/Prague',
		'Row: ',
		{ a: 1, b: '', inner: { c: 2, d: '' } },
	);

	it('give what was entered, under their own names', () => {
		expect([entries.value('a'), entries.recordId('a'), entries.value('x')]).toEqual([
			1,
			1,
			undefined,
		]);
		expect(entries.label('Name')).toBe('Row: Name');
		expect(new Entries({}, 'UTC').label('Name')).toBe('Name');
		expect(entries.timezone).toBe('Europe/Prague');
	});

	it('are left empty where they are missing, or stored as nothing', () => {
		expect(['a', 'b', 'x', 'bad'].map((name) => entries.isLeftEmpty(name))).toEqual([
			false,
			true,
			true,
			false,
		]);
		// An expression that gave nothing was not left empty.
		expect(new Entries({ a: '' }, 'UTC', '', { a: '={{ $json.a }}' }).isLeftEmpty('a')).toBe(false);
		expect(new Entries({ a: '' }, 'UTC', '', '={{ $json }}').isLeftEmpty('a')).toBe(false);
		expect(new Entries({ a: '' }, 'UTC').isLeftEmpty('a')).toBe(false);
	});

	it('can have entries of their own', () => {
		const inner = entries.collection('inner', 'Inner');

		expect(inner.value('c')).toBe(2);
		expect(['c', 'd'].map((name) => inner.isLeftEmpty(name))).toEqual([false, true]);
		expect(inner.label('C')).toBe('Row: C');
		expect(inner.timezone).toBe('Europe/Prague');
		expect(() => entries.collection('bad', 'Bad')).toThrow('Bad must be an object with fields');
	});

	it.each([
		['', true],
		[null, true],
		[[], true],
		[locatorOf('list', ''), true],
		[locatorOf('id', '7'), false],
		[undefined, false],
		[[1], false],
		[0, false],
		[false, false],
		[{}, false],
	])('stored as %j are empty: %p', (stored, expected) => {
		expect(isEmpty(stored)).toBe(expected);
	});

	it('are read by an operation where they were added', () => {
		const source = new Entries({ a: '7' }, 'UTC', '', { a: '7' });

		expect(readAdded({ a: fields.id(PANEL), b: fields.id(PANEL) }, source)).toEqual({ a: 7 });
	});
});

describe('the API request', () => {
	/** What n8n fills in where nothing is stored. */
	const PRESETS = { contentType: 'json', responseFormat: 'json' };
	const request = (entries: IDataObject) =>
		apiRequest('/api/v1/x').read(new Entries(entries, 'UTC'), '');

	it('is sent as it was entered, with its names and values put together', () => {
		expect(
			request({
				method: 'POST',
				path: 'api/x?a=1&b=2?3#hash?c',
				queryParameters: {
					pairs: [
						{ name: ' a ', value: 4 },
						{ name: '', value: 'x' },
						{ name: 'd', value: '' },
					],
				},
				headers: { pairs: [{ name: 'X-One', value: ' v ' }] },
				body: '{"e":5}',
				...PRESETS,
			}),
		).toEqual({
			method: 'POST',
			path: '/api/x',
			query: { a: ['1', '4'], b: '2?3', d: '' },
			headers: { 'X-One': 'v' },
			body: { kind: 'json', value: { e: 5 } },
			subject: 'POST /api/x',
			format: 'json',
			outputField: undefined,
		});
	});

	it('that reads has no body, also where one is stored', () => {
		expect(request({ method: 'GET', path: '/x', body: 'no JSON', ...PRESETS })).toEqual({
			method: 'GET',
			path: '/x',
			query: {},
			headers: {},
			body: undefined,
			subject: 'GET /x',
			format: 'json',
			outputField: undefined,
		});
	});

	it.each([
		[{ method: 'HEAD' }, 'Method has no "HEAD"'],
		[{ path: '' }, 'Path is empty'],
		[{ path: '//a' }, 'Path must be the part of the address after the host'],
		[{ path: '/x?__proto__=1' }, 'Query Parameters: Name "__proto__" is a name that n8n cannot'],
		[{ headers: { pairs: [{ name: '', value: '' }] } }, 'Headers: Name is empty'],
		[{ headers: { pairs: [{ name: 'Host', value: '' }] } }, 'Headers: Name "Host" cannot be'],
		[{ headers: { pairs: [{ name: 'A', value: '\n👋' }] } }, 'Headers: A has characters'],
		[{ body: '{' }, 'JSON Body is not valid JSON'],
	])('is refused with %j', (change, message) => {
		expect(() => request({ method: 'POST', path: '/x', ...PRESETS, ...change })).toThrow(message);
	});

	it('is shown with a body where it writes', () => {
		const shapes = apiRequest('/api/v1/x')
			.properties('')
			.map(({ displayName, name, type, default: preset, required }) => [
				displayName,
				name,
				type,
				preset,
				required,
			]);

		expect(shapes).toEqual([
			['Method', 'method', 'options', 'GET', undefined],
			['Path', 'path', 'string', '', true],
			['Query Parameters', 'queryParameters', 'fixedCollection', {}, undefined],
			['Headers', 'headers', 'fixedCollection', {}, undefined],
			['Body Content Type', 'contentType', 'options', 'json', undefined],
			['JSON Body', 'body', 'json', '', undefined],
			['Body Parameters', 'formFields', 'fixedCollection', {}, undefined],
			['Body Parameters', 'formParts', 'fixedCollection', {}, undefined],
			['Input Data Field Name', 'inputDataFieldName', 'string', 'data', true],
			['Content Type', 'rawContentType', 'string', 'text/plain', true],
			['Body', 'rawBody', 'string', '', true],
			['Response Format', 'responseFormat', 'options', 'json', undefined],
			['Put Output File in Field', 'outputPropertyName', 'string', 'data', true],
		]);
		const [, path, query, , , body] = apiRequest('/api/v1/x').properties('');
		expect(path?.placeholder).toBe('e.g. /api/v1/x');
		expect(query?.options).toMatchObject([
			{ values: [{ displayName: 'Name' }, { displayName: 'Value' }] },
		]);
		expect(body?.displayOptions).toEqual({
			show: { method: ['DELETE', 'PATCH', 'POST', 'PUT'], contentType: ['json'] },
		});
		expect(apiRequest('/api/v1/x').properties('')[0]?.options).toEqual(
			['DELETE', 'GET', 'PATCH', 'POST', 'PUT'].map((name) => ({ name, value: name })),
		);
	});

	it('reads with GET, and may write with anything else', () => {
		expect(
			['GET', 'POST', '={{ $json.method }}'].map((method) => apiRequestEffect(() => method)),
		).toEqual(['read', 'write', 'write']);
	});

	it.each([
		[undefined, { success: true }],
		[null, { value: null }],
		['text', { value: 'text' }],
		[{ a: 1 }, { a: 1 }],
		[
			[{ a: 1 }, 7, null],
			[{ a: 1 }, { value: 7 }, { value: null }],
		],
		[[], []],
	])('that is answered with %j gives %j', (answer, expected) => {
		expect(toRecords(answer)).toEqual(expected);
	});
});

describe('operations', () => {
	const method = async () => await Promise.resolve({ results: [] });
	const { itemOperation, batchOperation } = operationsOf<string>();
	const said = { action: 'Do it', description: 'Does it' };
	const tag = fields.text(PANEL);
	const get = itemOperation({
		...said,
		value: 'get',
		name: 'Get',
		effect: 'read',
		fields: {
			tag,
			record: fields.recordId({
				displayName: 'Record',
				placeholder: 'Choose',
				exampleId: 1,
				search: { searchRecords: method },
			}),
		},
		options: { zeta: fields.id({ displayName: 'Zeta' }) },
		execute: async ({ client, fields, options, index }) =>
			await Promise.resolve({ client, index, ...fields, ...options }),
		lookUp: {
			option: { inBatches: fields.batching({ displayName: 'In Batches' }) },
			batchSize: 2,
			refuted: 'Not so',
			read: ({ fields, index }) => ({ tag: fields.tag, index }),
			find: async (client, entries) =>
				await Promise.resolve(entries.map((entry) => ({ client, ...entry }))),
		},
	});
	const send = batchOperation({
		...said,
		value: 'send',
		name: 'Send',
		effect: (valueOf) => (valueOf('method') === 'GET' ? 'read' : 'write'),
		fields: { tag },
		mergesEqual: true,
		read: ({ fields, options }) => ({ key: 'k', entry: { ...fields, ...options } }),
		send: async (_client, _key, entries, hint) => {
			hint('told');
			return await Promise.resolve(entries.map((entry) => ({ ...entry })));
		},
	});
	const drop = itemOperation({
		...said,
		value: 'drop',
		name: 'Drop',
		effect: 'write',
		fields: {},
		execute: async () => await Promise.resolve([]),
	});
	const resources = [
		{ value: 'one', name: 'One', description: 'Ones', operations: [get, send] },
		{ value: 'two', name: 'Two', description: 'Twos', operations: [drop] },
	];
	const itemOf = (entries: IDataObject) => ({
		client: 'client',
		parameters: new Entries(entries, 'UTC', '', entries),
		index: 3,
		count: 5,
		files: new ItemFiles({} as IExecuteFunctions, 0),
		hint: () => undefined,
	});

	it('get their values, checked', async () => {
		expect(await get.execute(itemOf({ tag: ' a ', record: 7, options: { zeta: '8' } }))).toEqual({
			client: 'client',
			index: 3,
			tag: 'a',
			record: 7,
			zeta: 8,
		});
		const bad = get.execute(itemOf({ tag: 'a', record: 7, options: 'x' }));
		await expect(bad).rejects.toThrow('Options must be an object with fields');
		expect(await drop.execute(itemOf({ options: 'ignored, as there are none' }))).toEqual([]);
	});

	it('can be looked up in batches as the user chooses', async () => {
		expect(get.lookUp).toMatchObject({ option: 'inBatches', batchSize: 2, refuted: 'Not so' });
		expect(get.lookUp?.read(itemOf({ tag: 'a', record: 7 }))).toEqual({ tag: 'a', index: 3 });
		expect(await get.lookUp?.find('client', [{ tag: 'a', index: 1 }])).toEqual([
			{ client: 'client', tag: 'a', index: 1 },
		]);
		expect(get.options?.map(({ name }) => name)).toEqual(['inBatches', 'zeta']);
		expect(drop.lookUp).toBeUndefined();
		expect(drop.options).toEqual([]);
	});

	it('can be carried out in batches always', async () => {
		const hints: string[] = [];

		expect(send).toMatchObject({ mergesEqual: true, batchSize: undefined });
		expect(send.read(itemOf({ tag: 'a' }))).toEqual({ key: 'k', entry: { tag: 'a' } });
		expect(await send.send('client', 'k', [{ a: 1 }], (hint) => hints.push(hint))).toEqual([
			{ a: 1 },
		]);
		expect(hints).toEqual(['told']);
	});

	it('read or write, as they say or as the user chose', () => {
		const none = () => undefined;
		expect([effectOf(get, none), effectOf(drop, none)]).toEqual(['read', 'write']);
		expect([effectOf(send, () => 'GET'), effectOf(send, none)]).toEqual(['read', 'write']);
	});

	it('are found by what the workflow stores', () => {
		expect(findOperation(resources, 'two', 'drop')).toBe(drop);
		expect(() => findOperation(resources, 'two', 'get')).toThrow(
			'This version of the node has no operation two: get',
		);
		expect(() => findOperation(resources)).toThrow(/no operation : $/);
	});

	it('have what n8n calls for all of their lists', () => {
		expect(assembleMethods(resources)).toEqual({
			listSearch: { searchRecords: method },
			loadOptions: {},
			resourceMapping: {},
		});
	});

	it('are shown in lists, with their fields where they belong', () => {
		const properties = assembleProperties(resources, 'two');
		const shape = properties.map(({ name, type, default: preset, displayOptions }) => [
			name,
			type,
			preset,
			displayOptions?.show,
		]);
		const of = (resource: string, operation: string) => ({
			resource: [resource],
			operation: [operation],
		});

		expect(shape).toEqual([
			['resource', 'options', 'two', undefined],
			['operation', 'options', 'get', { resource: ['one'] }],
			['operation', 'options', 'drop', { resource: ['two'] }],
			['tag', 'string', '', of('one', 'get')],
			['record', 'resourceLocator', { mode: 'list', value: '' }, of('one', 'get')],
			['output', 'options', 'simplified', { '@tool': [true], ...of('one', 'get') }],
			[
				'outputFields',
				'string',
				'',
				{ '@tool': [true], output: ['selectedFields'], ...of('one', 'get') },
			],
			['options', 'collection', {}, of('one', 'get')],
			['tag', 'string', '', of('one', 'send')],
			['options', 'collection', {}, of('one', 'send')],
			['options', 'collection', {}, of('two', 'drop')],
		]);
		expect(properties[0]?.options).toEqual([
			{ name: 'One', value: 'one', description: 'Ones' },
			{ name: 'Two', value: 'two', description: 'Twos' },
		]);
		expect(properties[1]?.options).toEqual([
			{ name: 'Get', value: 'get', ...said },
			{ name: 'Send', value: 'send', ...said },
		]);
		expect(properties.slice(0, 3).map(({ noDataExpression }) => noDataExpression)).toEqual([
			true,
			true,
			true,
		]);
	});

	it('say how many requests go out at once, and may be told otherwise', () => {
		const options = assembleProperties(resources, 'one').filter(({ name }) => name === 'options');
		const parallel = options.map(({ options: shown }) =>
			shown?.find(({ name }) => name === 'maxParallelRequests'),
		) as INodeProperties[];

		expect(options.map(({ options: shown }) => shown?.map(({ name }) => name))).toEqual([
			['inBatches', 'maxParallelRequests', 'zeta'],
			['maxParallelRequests'],
			['maxParallelRequests'],
		]);
		expect(
			parallel.map(({ type, typeOptions, default: preset }) => [type, typeOptions, preset]),
		).toEqual([
			['number', { minValue: 1 }, 12],
			['number', { minValue: 1 }, 1],
			['number', { minValue: 1 }, 1],
		]);
		expect(parallel.map(({ description }) => description)).toEqual([
			'How many requests may be in flight at once. Without this option, as many as the service answers without delay.',
			'How many requests may be in flight at once. Without this option, as many as the service answers without delay for what only reads, and one for everything else. With more than one, the service may receive the items in another order.',
			'How many requests may be in flight at once. With more than one, the service may receive the items in another order.',
		]);
	});

	it('can give files beside their records', () => {
		expect(new RecordWithFiles({ a: 1 }, {})).toMatchObject({ json: { a: 1 }, files: {} });
	});
});
