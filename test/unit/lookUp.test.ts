import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { FixedLimit } from '../../nodes/shared/http/concurrencyLimit';
import { ConcurrencyLimiter } from '../../nodes/shared/http/concurrencyLimiter';
import { ItemFiles } from '../../nodes/shared/operation/itemFiles';
import { lookUpTogether } from '../../nodes/shared/operation/lookUp';
import type { Item, ItemOperation } from '../../nodes/shared/operation/operation';

const BATCH = 15;

function range(from: number, to: number): number[] {
	return Array.from({ length: to - from }, (_, place) => from + place);
}

/** Looks up so many items, one batch after the other; says what came of it, and what was asked for. */
async function lookUp({
	count = 3 * BATCH,
	listed = (index) => ({ index }),
	single = (index) => ({ index }),
	mustProve = true,
}: {
	count?: number;
	/** What the list gives for an item, and with which others it was asked for. */
	listed?: (index: number, entries: number[]) => IDataObject | undefined;
	single?: (index: number) => IDataObject;
	mustProve?: boolean;
}) {
	const together: number[][] = [];
	const singly: number[] = [];
	const hints: string[] = [];
	const operation: Pick<ItemOperation<null>, 'execute'> = {
		execute: async ({ index }) => {
			singly.push(index);
			return await Promise.resolve(single(index));
		},
	};
	const items = range(0, count).map((index): Item<null> => ({
		client: null,
		parameters: {} as Item<null>['parameters'],
		index,
		count,
		files: new ItemFiles({} as IExecuteFunctions, index),
		hint: (message) => hints.push(message),
	}));
	const found = await lookUpTogether(
		operation as ItemOperation<null>,
		{
			option: 'inBatches',
			batchSize: BATCH,
			refuted: 'Not the same',
			read: ({ index }) => {
				if (index === 99) throw new Error('is no number');
				return index;
			},
			find: async (_client, entries) => {
				const indexes = entries as number[];
				together.push(indexes);
				return await Promise.resolve(indexes.map((index) => listed(index, indexes)));
			},
		},
		items,
		new ConcurrencyLimiter(new FixedLimit(1)),
		mustProve,
	);
	return { together, singly, hints, found };
}

function records(indexes: number[], more: IDataObject = {}): Map<number, IDataObject> {
	return new Map(indexes.map((index) => [index, { index, ...more }]));
}

describe('records that are looked up together', () => {
	it('are compared with at least one of each request that is read by itself', async () => {
		const { together, singly, hints, found } = await lookUp({ count: 40 });

		expect(found).toEqual(records(range(0, 40)));
		expect(together).toEqual([range(0, 15), range(15, 30), range(30, 40)]);
		expect(singly.map((index) => Math.floor(index / BATCH))).toEqual([0, 1, 2]);
		expect(hints).toEqual([
			'40 items were looked up with 3 requests, and 3 of them were read by themselves to compare.',
		]);
	});

	it('of one request are compared with one of them', async () => {
		expect((await lookUp({ count: BATCH })).hints).toEqual([
			'15 items were looked up with 1 request, and 1 of them was read by itself to compare.',
		]);
	});

	it('are compared with one of each kind, by what is filled in', async () => {
		const record = (index: number) => ({
			index,
			name: index === 5 ? '' : 'Nora',
			tags: index % 2 === 0 ? [] : ['vip'],
			ended: index === 34 ? null : '2026-01-01',
			guest: index === 35 ? {} : { phone: '1' },
		});
		const { singly, found } = await lookUp({ listed: record, single: record });

		expect(singly.slice(0, 3)).toEqual([0, 1, 5]);
		expect(singly).toEqual(expect.arrayContaining([34, 35]));
		expect(singly).toHaveLength(3 + 1 + 2);
		expect(found.size).toBe(45);
	});

	it('are not used where the list leaves out what only some of them have', async () => {
		// Calls have recordings, which the list never has.
		const isCall = (index: number) => index % 40 === 7;
		const listed = (index: number) => ({
			index,
			dialed: isCall(index) ? '1' : null,
			recordings: [],
		});
		const { found, hints } = await lookUp({
			count: 90,
			listed,
			single: (index) => ({ ...listed(index), recordings: isCall(index) ? ['a'] : [] }),
		});

		expect(found.size).toBe(0);
		expect(hints).toEqual(['Not the same']);
	});

	it('are not used at all after one difference, nor looked up any further', async () => {
		const { together, found, hints } = await lookUp({
			count: 5 * BATCH,
			listed: (index) => (index < BATCH ? { index } : { index, lighter: true }),
		});

		expect(found.size).toBe(0);
		expect(hints).toEqual(['Not the same']);
		// The second batch, and once more to be certain.
		expect(together).toEqual([range(0, 15), range(15, 30), range(15, 30)]);
	});

	it('are not used where only a short list gives all', async () => {
		const { found } = await lookUp({
			listed: (index, entries) => (entries.length === 1 ? { index } : { index, lighter: true }),
		});

		expect(found.size).toBe(0);
	});

	it('are those of a second look where one has changed in between', async () => {
		let version = 1;
		const { found, hints } = await lookUp({
			count: BATCH,
			listed: (index) => ({ index, version }),
			single: (index) => ({ index, version: (version = 2) }),
		});

		expect(found).toEqual(records(range(0, BATCH), { version: 2 }));
		expect(hints).toEqual([
			expect.stringMatching(
				/^15 items were looked up with 2 requests, and (1 of them was read by itself|2 of them were read by themselves) to compare\.$/,
			),
		]);
	});

	it.each([
		[
			'the request fails',
			{
				listed: () => {
					throw new Error('too long');
				},
			},
		],
		[
			'one of them cannot be read by itself',
			{
				single: () => {
					throw new Error('no');
				},
			},
		],
	])('are not used where %s, which costs one request', async (_, behavior) => {
		const { together, found, hints } = await lookUp(behavior);

		expect(found.size).toBe(0);
		expect(together).toHaveLength(1);
		expect(hints).toEqual(['Not the same']);
	});

	it('are missing where the list has nothing for them, or the item is filled in wrongly', async () => {
		const listed = (index: number) => (index % 2 === 1 ? undefined : { index });
		const { found, hints } = await lookUp({ count: 101, listed });
		const nothing = await lookUp({ listed: () => undefined });

		expect([...found.keys()]).toEqual(range(0, 51).map((half) => 2 * half));
		expect(hints).toEqual([
			'51 items were looked up with 7 requests, and 7 of them were read by themselves to compare.',
		]);
		expect([nothing.found.size, nothing.singly, nothing.hints]).toEqual([0, [], []]);
	});

	it('are not worth it for twelve items', async () => {
		expect((await lookUp({ count: 12 })).together).toEqual([]);
		expect((await lookUp({ count: 13 })).together).toHaveLength(1);
		expect((await lookUp({ count: 0 })).together).toEqual([]);
	});

	it('are taken as they come where the user knows better', async () => {
		const listed = (index: number) => ({ index, lighter: true });
		const { singly, found, hints } = await lookUp({ count: 2, listed, mustProve: false });

		expect(found).toEqual(records([0, 1], { lighter: true }));
		expect(singly).toEqual([]);
		expect(hints).toEqual(['2 items were looked up with 1 request.']);
	});

	it('are no news where each request has found but one', async () => {
		const listed = (index: number) => (index % BATCH === 0 ? { index } : undefined);
		const few = await lookUp({ listed, mustProve: false });
		const many = await lookUp({ count: 3000, mustProve: false });

		expect([few.found.size, few.hints]).toEqual([3, []]);
		// One of them is filled in wrongly.
		expect(many.hints).toEqual(['2,999 items were looked up with 200 requests.']);
	});
});
