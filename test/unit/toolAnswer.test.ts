import type { IDataObject } from 'n8n-workflow';
import { Entries } from '../../nodes/shared/operation/field';
import { limit, simplify } from '../../nodes/shared/operation/fields';
import { ToolAnswer } from '../../nodes/shared/operation/toolAnswer';

const described = { value: 'get', name: 'Get', action: 'Get', description: 'Get', properties: [] };

interface Setting {
	output?: string;
	outputFields?: string;
	limit?: number;
	returnAll?: boolean;
	effect?: 'read' | 'write';
	newestLast?: boolean;
}

/** The answer of a tool that found these records. */
function answerTo(records: IDataObject[], setting: Setting = {}, files: boolean[] = []) {
	const { effect = 'read', newestLast, returnAll = false, output = 'simplified' } = setting;
	const source = new Entries({ ...setting, returnAll, output }, 'UTC');
	const answer = new ToolAnswer(
		{ ...described, effect, newestLast },
		{ effect, withheld: ['key', 'databaseToken'], parameters: source },
	);
	const ofTool = Object.assign(source, { tool: answer });
	const read = setting.limit === undefined ? undefined : limit.read(ofTool, '');
	const binary = { data: { data: '', mimeType: 'audio/mpeg' } };
	const found = records
		.slice(0, read)
		.map((json, index) => ({ json, ...(files[index] ? { binary } : {}) }));
	return answer.of(found).map(({ json }) => json);
}

const numbers = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));

describe('the answer of a tool', () => {
	it('ends with a note when there are more records than the limit', () => {
		expect(answerTo(numbers(9), { limit: 3 })).toEqual([
			{ id: 0 },
			{ id: 1 },
			{ id: 2 },
			{ note: 'There are more than these 3. Narrow the filters, or raise Limit.' },
		]);
	});

	it.each([{ limit: 3 }, { limit: 4 }, { limit: 1, returnAll: true }, {}])(
		'has no note when these are all: %j',
		(setting) => {
			expect(answerTo(numbers(3), setting)).toEqual(numbers(3));
		},
	);

	it('keeps the last records where those are the newest ones', () => {
		expect(answerTo(numbers(3), { limit: 2, newestLast: true })).toEqual([
			{ id: 1 },
			{ id: 2 },
			{ note: 'These are the newest 2; there are earlier ones. Raise Limit to get more.' },
		]);
	});

	it('says so when there is nothing', () => {
		expect(answerTo([])).toEqual([{ note: 'Nothing was found.' }]);
		expect(answerTo([], { effect: 'write' })).toEqual([
			{ note: 'It was done, and nothing came back.' },
		]);
	});

	it('leaves out secrets wherever they are, and says so once', () => {
		const records = [{ key: 'k', id: 1 }, { list: [{ key: 'k', a: 1 }] }];

		expect(answerTo(records, { effect: 'write' })).toEqual([
			{ id: 1 },
			{ list: [{ a: 1 }] },
			{
				note: 'Withheld, because answers go to a language model: key. Other operations of this node need IDs and names only.',
			},
		]);
	});

	it('leaves them out in whatever case a service writes them', () => {
		expect(answerTo([{ KEY: 'k', Key: 'k', id: 1 }])[0]).toEqual({ id: 1 });
	});

	it('has no secret among selected fields, whatever their order', () => {
		const answer = answerTo([{ key: 'k', id: 1, owner: { databaseToken: 't', a: 1 } }], {
			output: 'selectedFields',
			outputFields: 'key, owner.databaseToken, owner',
		});

		expect(JSON.stringify(answer)).not.toMatch(/"[kt]"/);
		expect(answer[0]).toEqual({ owner: { a: 1 } });
	});

	it('leaves out what has no value when it is simplified, and nothing else', () => {
		const record = {
			a: null,
			b: '',
			c: [],
			d: 0,
			e: false,
			f: { g: null, h: [null, { i: null }] },
		};
		const kept = { b: '', c: [], d: 0, e: false, f: { h: [null, {}] } };

		expect(answerTo([record])).toEqual([kept]);
		expect(answerTo([record], { output: 'raw' })).toEqual([record]);
		expect(answerTo([record], { effect: 'write' })).toEqual([record]);
	});

	it('has the fields that were selected, within others and in lists, too', () => {
		const record = {
			id: 7,
			guest: { language: 'cs', callParams: { a: 1, b: 2 } },
			tags: [{ name: 'vip', userId: 1 }, { name: 'new' }],
			'with.dot': 1,
		};
		const select = (outputFields: string) =>
			answerTo([record], { output: 'selectedFields', outputFields });

		expect(select('id, guest.callParams.b, tags.name')).toEqual([
			{ id: 7, guest: { callParams: { b: 2 } }, tags: [{ name: 'vip' }, { name: 'new' }] },
		]);
		expect(select('guest.language, guest.callParams.a')).toEqual([
			{ guest: { language: 'cs', callParams: { a: 1 } } },
		]);
		expect(select('["guest.language", "guest"]')).toEqual([{ guest: record.guest }]);
	});

	it('names selected fields that no record has, and those that there are', () => {
		expect(
			answerTo([{ id: 7, name: 'a' }, { id: 8 }], {
				output: 'selectedFields',
				outputFields: 'id, colour, constructor',
			}),
		).toEqual([
			{ id: 7 },
			{ id: 8 },
			{ note: 'There is no colour, constructor here. The fields are id, name.' },
		]);
	});

	it('does not call a field unknown that only has no value here', () => {
		const setting = { output: 'selectedFields', outputFields: 'id, tags.name, guest.language' };

		expect(answerTo([{ id: 7, tags: [], guest: null }], setting)).toEqual([{ id: 7 }]);
	});

	it.each([
		[{ output: 'selectedFields', outputFields: ' ' }, 'Fields to Include is empty'],
		[{ output: 'everything' }, 'Output has no "everything"'],
	])('is refused before anything is read: %j', (setting, message) => {
		expect(() => answerTo([], setting)).toThrow(message);
	});

	it('has no files', () => {
		expect(answerTo([{ id: 1 }], {}, [true])).toEqual([
			{ id: 1 },
			{ note: 'Files are not given to language models.' },
		]);
	});
});

describe('Simplify', () => {
	it.each([
		['simplified', true],
		['raw', false],
		['selectedFields', false],
	])('follows Output in tools: %s', (output, simplified) => {
		const source = Object.assign(new Entries({ output }, 'UTC'), { tool: { limitTo: Number } });

		expect(simplify.read(source, 'simplify')).toBe(simplified);
	});
});
