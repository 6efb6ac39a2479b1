import type { IExecuteFunctions } from 'n8n-workflow';
import { batches } from '../../nodes/shared/operation/batches';
import type { Batch, Item } from '../../nodes/shared/operation/operation';

const context = {
	getNode: () => ({ name: 'Node', type: 'test', parameters: {} }),
	continueOnFail: () => false,
} as unknown as IExecuteFunctions;

/** Carries out the tasks for items with these values; says what was sent, and what became of each item. */
async function carryOut(values: string[], uncertain: Record<number, string>, mergesEqual = true) {
	const sent: unknown[][] = [];
	const operation: Batch<null> = {
		batchSize: 3,
		mergesEqual,
		read: ({ index }) => {
			if (values[index] === 'bad') throw new Error('bad');
			return { key: 'k', entry: values[index] };
		},
		async send(_client, _key, entries) {
			sent.push(entries);
			return await Promise.resolve(entries.map((entry) => ({ entry: entry as string })));
		},
	};
	const items = values.map((_, index) => ({ client: null, index }) as unknown as Item<null>);
	const reasons = new Map(
		Object.entries(uncertain).map(([index, reason]) => [Number(index), new Error(reason)]),
	);
	const results: unknown[] = [];
	for (const { members, run } of batches(context, operation, items, reasons)) {
		const settled = await run().catch((error: unknown) => [(error as Error).message]);
		for (const { index, place } of members) results[index] = settled[place];
	}
	return { sent, results };
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

		expect(await carryOut(values, { 2: 'x' })).toEqual({
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
		expect(await carryOut(['a', 'b', 'a', 'c', 'd', 'a'], {})).toEqual({
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
