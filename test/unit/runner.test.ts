import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type {
	BatchOperation,
	ItemOperation,
	Operation,
} from '../../nodes/shared/operation/operation';
import { runOperation } from '../../nodes/shared/operation/runner';

/** What the runner asks n8n for, for items with these values. */
function contextOf(values: IDataObject[], { continueOnFail = false, options = {} } = {}) {
	return {
		getInputData: () => values.map((json) => ({ json })),
		getNode: () => ({ name: 'Node', type: 'test', parameters: {} }),
		getNodeParameter: (name: string) =>
			name === 'options' ? options : (options as IDataObject)[name.replace('options.', '')],
		getTimezone: () => 'UTC',
		getExecutionCancelSignal: () => undefined,
		continueOnFail: () => continueOnFail,
		addExecutionHints: () => undefined,
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
	return await runOperation(contextOf(values, settings), operation, () => null, []);
}

describe('an operation that handles each item', () => {
	/** Takes longer for earlier items, and counts how many are in flight. */
	function slowest(effect: 'read' | 'write') {
		const seen = { inFlight: 0, most: 0 };
		const operation: ItemOperation<null> = {
			...described,
			effect,
			async execute({ index }) {
				seen.most = Math.max(seen.most, ++seen.inFlight);
				await new Promise((resolve) => setTimeout(resolve, 20 - index));
				seen.inFlight--;
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

	it('returns what it made in input order, each paired with its item', async () => {
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

describe('an operation that handles many items with one request', () => {
	/** Sends entries with the same key together, two at most, and remembers what it sent. */
	function batch() {
		const sent: Array<[key: unknown, entries: unknown[]]> = [];
		const operation: BatchOperation<null> = {
			...described,
			effect: 'write',
			batchSize: 2,
			read: ({ index, parameters }) => {
				const { key, isBad } = values[index] as { key: string; isBad?: boolean };
				if (isBad) throw new Error(`${parameters.timezone} bad ${index}`);
				return { key, entry: index };
			},
			async send(_client, key, entries) {
				sent.push([key, entries]);
				await Promise.resolve();
				if (key === 'refused') throw new Error('refused');
				return entries.map((entry) => ({ entry: entry as number }));
			},
		};
		return { operation, sent };
	}
	let values: IDataObject[] = [];

	it('groups items by key and size, and returns one record for each item in input order', async () => {
		values = ['a', 'b', 'a', 'a', 'b', 'a'].map((key) => ({ key }));
		const { operation, sent } = batch();
		const output = await run(operation, values);

		expect(sent).toEqual([
			['a', [0, 2]],
			['b', [1, 4]],
			['a', [3, 5]],
		]);
		expect(output).toEqual(
			values.map((_, index) => ({ json: { entry: index }, pairedItem: { item: index } })),
		);
	});

	it('keeps what cannot be read or sent on exactly its items with Continue On Fail', async () => {
		values = [
			{ key: 'a' },
			{ key: 'refused' },
			{ key: 'a', isBad: true },
			{ key: 'refused' },
			{ key: 'a' },
		];
		const output = await run(batch().operation, values, { continueOnFail: true });

		expect(output.map(({ json }) => json)).toEqual([
			{ entry: 0 },
			{ error: 'refused' },
			{ error: 'UTC bad 2' },
			{ error: 'refused' },
			{ entry: 4 },
		]);
	});

	it('sends nothing at all when one item cannot be read otherwise', async () => {
		values = [{ key: 'a' }, { key: 'b' }, { key: 'a', isBad: true }];
		const { operation, sent } = batch();

		await expect(run(operation, values)).rejects.toMatchObject({
			message: 'UTC bad 2',
			context: { itemIndex: 2 },
		});
		expect(sent).toEqual([]);
	});

	it('sends nothing further after a request that was refused otherwise', async () => {
		values = [{ key: 'a' }, { key: 'refused' }, { key: 'b' }];
		const { operation, sent } = batch();

		await expect(run(operation, values)).rejects.toMatchObject({
			message: 'refused',
			context: { itemIndex: 1 },
		});
		expect(sent.map(([key]) => key)).toEqual(['a', 'refused']);
	});
});
