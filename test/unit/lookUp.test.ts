import type { IDataObject } from 'n8n-workflow';
import { lookUpTogether } from '../../nodes/shared/operation/lookUp';
import type { Item, ItemOperation } from '../../nodes/shared/operation/operation';

const BATCH = 12;

function range(from: number, to: number): number[] {
	return Array.from({ length: to - from }, (_, place) => from + place);
}

/** Looks up so many items; says what came of it, and what was asked for together and singly. */
async function lookUp({
	count = 3 * BATCH,
	listed = (index: number): IDataObject | undefined => ({ index }),
	single = (index: number): IDataObject => ({ index }),
	mustProve = true,
}) {
	const together: unknown[][] = [];
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
				together.push(entries);
				return await Promise.resolve((entries as number[]).map(listed));
			},
		},
		items,
		mustProve,
	);
	return { together, singly, hints, found };
}

function records(indexes: number[], more: IDataObject = {}): Map<number, IDataObject> {
	return new Map(indexes.map((index) => [index, { index, ...more }]));
}

describe('records that are looked up together', () => {
	it('are compared with two of each request that are read by themselves', async () => {
		const { together, singly, hints, found } = await lookUp({ count: 30 });

		expect(found).toEqual(records(range(0, 30)));
		expect(together).toEqual([range(0, 12), range(12, 24), range(24, 30)]);
		expect(singly.length).toBeGreaterThanOrEqual(3);
		expect(singly.length).toBeLessThanOrEqual(6);
		expect(singly.some((index) => index >= 24)).toBe(true);
		expect(hints).toEqual([]);
	});

	it('are compared by the longest one, which shows best what the list leaves out', async () => {
		// The list never has the activities; only in one of the sessions there are any.
		const { found, hints } = await lookUp({
			count: 500,
			listed: (index) => ({ index, name: index === 7 ? 'Nora' : '', activities: [] }),
			single: (index) => ({
				index,
				name: index === 7 ? 'Nora' : '',
				activities: index === 7 ? ['Hello'] : [],
			}),
		});

		expect(found.size).toBe(0);
		expect(hints).toEqual(['Not the same']);
	});

	it('are not used at all after one difference, which the user is told once', async () => {
		const { found, hints } = await lookUp({
			listed: (index) => (index < 2 * BATCH ? { index } : { index, lighter: true }),
		});

		expect(found.size).toBe(0);
		expect(hints).toEqual(['Not the same']);
	});

	it('may change while they are compared', async () => {
		let version = 0;
		const { found, hints } = await lookUp({
			count: BATCH,
			listed: (index) => ({ index, version }),
			// Two are read by themselves, and something happens before.
			single: (index) => ({ index, version: version < 2 ? ++version : version }),
		});

		expect(hints).toEqual([]);
		expect(found.size).toBe(BATCH);
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
	])('are not used where %s', async (_, behavior) => {
		const { found, hints } = await lookUp(behavior);

		expect(found.size).toBe(0);
		expect(hints).toEqual(['Not the same']);
	});

	it('are missing where the list has nothing for them, or the item is filled in wrongly', async () => {
		const listed = (index: number) => (index % 2 === 1 ? undefined : { index });
		const { found, hints } = await lookUp({ count: 101, listed });
		const nothing = await lookUp({ listed: () => undefined });

		expect([...found.keys()]).toEqual(range(0, 51).map((half) => 2 * half));
		expect(hints).toEqual([]);
		expect([nothing.found.size, nothing.singly, nothing.hints]).toEqual([0, [], []]);
	});

	it('are not worth it for ten items', async () => {
		expect((await lookUp({ count: 10 })).together).toEqual([]);
		expect((await lookUp({ count: 11 })).together).toHaveLength(1);
		expect((await lookUp({ count: 0 })).together).toEqual([]);
	});

	it('are taken as they come where the user knows better', async () => {
		const listed = (index: number) => ({ index, lighter: true });
		const { singly, found, hints } = await lookUp({ count: 2, listed, mustProve: false });

		expect(found).toEqual(records([0, 1], { lighter: true }));
		expect(singly).toEqual([]);
		expect(hints).toEqual([]);
	});
});
