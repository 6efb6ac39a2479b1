import type { IExecuteFunctions } from 'n8n-workflow';
import { batches } from '../../nodes/shared/operation/batches';
import type { Batch, Item } from '../../nodes/shared/operation/operation';

const context = {
	getNode: () => ({ name: 'Node', type: 'test', parameters: {} }),
	continueOnFail: () => false,
} as unknown as IExecuteFunctions;

/** Carries out the tasks for items with these values; says what was sent, and what became of each item. */
async function carryOut(
	values: string[],
	uncertain: Record<number, string>,
	mergesEqual = true,
	n8n = context,
) {
	const sent: unknown[][] = [];
	const hints: string[] = [];
	const operation: Batch<null> = {
		batchSize: 3,
		mergesEqual,
		read: ({ index }) => {
			if (values[index] === 'bad') throw new Error('bad');
			return { key: 'k', entry: values[index] };
		},
		async send(_client, _key, entries) {
			if (entries.includes('refused')) throw new Error('refused');
			sent.push(entries);
			return await Promise.resolve(entries.map((entry) => ({ entry: entry as string })));
		},
	};
	const hint = (message: string) => hints.push(message);
	const items = values.map((_, index) => ({ client: null, index, hint }) as unknown as Item<null>);
	const reasons = new Map(
		Object.entries(uncertain).map(([index, reason]) => [Number(index), new Error(reason)]),
	);
	const results: unknown[] = [];
	for (const { members, run } of await batches(n8n, operation, items, reasons)) {
		const settled = await run().catch((error: unknown) => [(error as Error).message]);
		for (const { index, place } of members) results[index] = settled[place];
	}
	return { sent, results, hints };
}

describe('items of which it is not known whether they were carried out', () => {
	it('share no request with others, and fail with their own reasons', async () => {
		const { sent, results } = await carryOut(['a', 'b', 'c', 'd', 'e', 'f'], { 1: 'x', 4: 'y' });

		expect(sent).toEqual([['a', 'c', 'd'], ['f']]);
		expect(results).toEqual([
			{ entry: 'a' },
			'x',
			{ entry: 'c' },
			{ entry: 'd' },
			'y',
			{ entry: 'f' },
		]);
	});

	it('keep back what would be sent once with them, before and after', async () => {
		const values = ['a', 'b', 'a', 'c', 'a'];

		expect(await carryOut(values, { 2: 'x' })).toMatchObject({
			sent: [['b', 'c']],
			results: ['x', { entry: 'b' }, 'x', { entry: 'c' }, 'x'],
		});
		expect((await carryOut(values, { 2: 'x' }, false)).sent).toEqual([['a', 'b', 'c'], ['a']]);
	});

	it('fail with their reasons also when they cannot be read any more', async () => {
		const { sent, results } = await carryOut(['a', 'bad'], { 1: 'x' });

		expect(sent).toEqual([['a']]);
		expect(results).toEqual([{ entry: 'a' }, 'x']);
	});
});

describe('items that are equal', () => {
	it('are sent once, and get the same result', async () => {
		expect(await carryOut(['a', 'b', 'a', 'c', 'd', 'a'], {})).toMatchObject({
			sent: [['a', 'b', 'c'], ['d']],
			results: ['a', 'b', 'a', 'c', 'd', 'a'].map((entry) => ({ entry })),
		});
	});

	it('are sent each by itself where that is wanted', async () => {
		expect((await carryOut(['a', 'a', 'b', 'a'], {}, false)).sent).toEqual([
			['a', 'a', 'b'],
			['a'],
		]);
	});
});

describe('what the user is told', () => {
	const distinct = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);

	it.each([
		[2, '2 items went out in 1 request.'],
		[4, '4 items went out in 2 requests.'],
		[3000, '3,000 items went out in 1,000 requests.'],
	])('of %i items is in how many requests they went out', async (count, told) => {
		expect((await carryOut(distinct(count), {})).hints).toEqual([told]);
	});

	it.each([
		[['a', 'b', 'a'], '1 of 3 items had the same values as an earlier one and was not sent again.'],
		[
			['a', 'b', 'a', 'a', 'b'],
			'3 of 5 items had the same values as an earlier one and were not sent again.',
		],
	])('of the equal ones among %j is that they were not sent again', async (values, told) => {
		const { hints } = await carryOut(values, {});

		expect(hints).toEqual([`${values.length} items went out in 1 request.`, told]);
	});

	it('of equal items alone says nothing of requests', async () => {
		expect((await carryOut(['a', 'a'], {})).hints).toEqual([
			'1 of 2 items had the same values as an earlier one and was not sent again.',
		]);
		expect((await carryOut(['a', 'a'], {}, false)).hints).toEqual([
			'2 items went out in 1 request.',
		]);
	});

	it.each([[[]], [['a']], [['bad', 'a']], [['refused', 'a', 'b']]])(
		'is nothing for %j',
		async (values) => {
			const going = { ...context, continueOnFail: () => true } as IExecuteFunctions;

			expect((await carryOut(values, {}, true, going)).hints).toEqual([]);
		},
	);

	it('leaves out what was held back or refused, wherever that was', async () => {
		const values = ['refused', ...distinct(5), 'x'];
		const { sent, hints } = await carryOut(values, { 6: 'not known' });

		expect(sent).toEqual([['2', '3', '4']]);
		expect(hints).toEqual(['3 items went out in 1 request.']);
		expect((await carryOut([...distinct(5), 'refused'], {})).hints).toEqual([
			'3 items went out in 1 request.',
		]);
	});
});
