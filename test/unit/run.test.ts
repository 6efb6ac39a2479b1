import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { BulkOperation, ItemOperation, Operation } from '../../nodes/shared/operation';
import { runOperation } from '../../nodes/shared/run';

/** What the runner asks n8n for, for items with these values. */
function contextOf(values: IDataObject[], { continueOnFail = false, options = {} } = {}) {
	return {
		getInputData: () => values.map((json) => ({ json })),
		getNode: () => ({ name: 'Node', type: 'test', parameters: {} }),
		getNodeParameter: (name: string) => (name === 'options' ? options : undefined),
		getTimezone: () => 'UTC',
		getExecutionCancelSignal: () => undefined,
		continueOnFail: () => continueOnFail,
	} as unknown as IExecuteFunctions;
}

const described = {
	value: 'test',
	name: 'Test',
	action: 'Test',
	description: 'Test',
	properties: [],
};

async function run(operation: Operation<null>, values: IDataObject[], settings = {}) {
	return await runOperation(contextOf(values, settings), operation, () => null);
}

describe('an operation that handles each item', () => {
	/** Takes longer for earlier items, and counts how many are under way. */
	function slowest(effect: 'read' | 'write') {
		const seen = { underWay: 0, most: 0 };
		const operation: ItemOperation<null> = {
			...described,
			effect,
			async execute({ index }) {
				seen.most = Math.max(seen.most, ++seen.underWay);
				await new Promise((resolve) => setTimeout(resolve, 20 - index));
				seen.underWay--;
				return index === 1
					? [
							{ index, part: 1 },
							{ index, part: 2 },
						]
					: { index };
			},
		};
		return { operation, seen };
	}
	const values = Array.from({ length: 15 }, () => ({}));

	it.each([
		['read', undefined, 10],
		['write', undefined, 1],
		['write', 3, 3],
	] as const)(
		'that is a %s with Max Parallel Requests %p handles %i at once',
		async (effect, chosen, expected) => {
			const { operation, seen } = slowest(effect);
			await run(operation, values, { options: { maxParallelRequests: chosen } });

			expect(seen.most).toBe(expected);
		},
	);

	it('puts out what it made in input order, each paired with its item', async () => {
		const output = await run(slowest('read').operation, values);

		expect(output.slice(0, 4).map(({ json, pairedItem }) => [json, pairedItem])).toEqual([
			[{ index: 0 }, { item: 0 }],
			[{ index: 1, part: 1 }, { item: 1 }],
			[{ index: 1, part: 2 }, { item: 1 }],
			[{ index: 2 }, { item: 2 }],
		]);
		expect(output).toHaveLength(16);
	});

	it('starts no further items after one that cannot be carried out', async () => {
		let started = 0;
		const execute = async ({ index }: { index: number }) => {
			started++;
			await Promise.resolve();
			if (index === 2) throw new Error('no');
			return {};
		};

		await expect(run({ ...described, effect: 'write', execute }, values)).rejects.toThrow('no');
		expect(started).toBe(3);
	});
});

describe('an operation that handles all items together', () => {
	const operation: BulkOperation<null> = {
		...described,
		effect: 'write',
		async executeAll(items) {
			return await Promise.allSettled(
				items.map(async ({ index }) => {
					await Promise.resolve();
					if (index === 1) throw new Error('refused');
					return { index };
				}),
			);
		},
	};

	it('keeps what cannot be carried out on its own item with Continue On Fail', async () => {
		const output = await run(operation, [{}, {}, {}], { continueOnFail: true });

		expect(output).toEqual([
			{ json: { index: 0 }, pairedItem: { item: 0 } },
			{ json: { error: 'refused' }, pairedItem: { item: 1 } },
			{ json: { index: 2 }, pairedItem: { item: 2 } },
		]);
	});

	it('ends the run with the first item that cannot be carried out otherwise', async () => {
		await expect(run(operation, [{}, {}])).rejects.toMatchObject({
			message: 'refused',
			context: { itemIndex: 1 },
		});
	});
});
