import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { ConcurrencyLimiter } from '../../nodes/shared/http/concurrencyLimiter';
import type {
	BatchOperation,
	ItemOperation,
	Operation,
} from '../../nodes/shared/operation/operation';
import { markUncertain, toNodeError } from '../../nodes/shared/http/errors';
import { RecordWithFiles } from '../../nodes/shared/operation/operation';
import { runNode, runOperation } from '../../nodes/shared/operation/runner';

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
		getKnownNodeTypes: () => ({}),
		addExecutionHints: () => undefined,
	} as unknown as IExecuteFunctions;
}

const described = {
	value: 'test',
	name: 'Test',
	action: 'Test',
	description: 'Test',
	properties: [],
	read: () => undefined,
};

async function run(operation: Operation<null>, values: IDataObject[], settings = {}) {
	return await runOperation(contextOf(values, settings), operation, () => null);
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
		['read', undefined, 12],
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

	it('reports of several failures the one of the first item, whichever comes first', async () => {
		const ended: number[] = [];
		const execute = async ({ index }: { index: number }) => {
			await new Promise((resolve) => setTimeout(resolve, 40 - 10 * index));
			ended.push(index);
			if (index > 0) throw new Error(`no ${index}`);
			return {};
		};
		const running = run({ ...described, effect: 'read', execute }, [{}, {}, {}, {}]);

		await expect(running).rejects.toMatchObject({ message: 'no 1', context: { itemIndex: 1 } });
		expect(ended).toEqual([3, 2, 1, 0]);
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
				if (isBad) throw new UserError(`${parameters.timezone} bad ${index}`);
				return { key, entry: index };
			},
			async send(_client, key, entries) {
				sent.push([key, entries]);
				await Promise.resolve();
				if (key === 'refused') throw new UserError('refused');
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
			values.map((_, index) => ({
				json: { entry: index, outcome: 'accepted' },
				pairedItem: { item: index },
			})),
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
			{ entry: 0, outcome: 'accepted' },
			{ error: 'refused', outcome: 'refused' },
			{ error: 'UTC bad 2', outcome: 'refused' },
			{ error: 'refused', outcome: 'refused' },
			{ entry: 4, outcome: 'accepted' },
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

	it('sends nothing then, however many requests may be in flight', async () => {
		values = [{ key: 'a' }, { key: 'b' }, { key: 'a', isBad: true }];
		const { operation, sent } = batch();
		const options = { maxParallelRequests: 5 };

		await expect(run(operation, values, { options })).rejects.toThrow('UTC bad 2');
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

describe('a run', () => {
	interface Setting {
		items?: IDataObject[];
		parameters?: IDataObject;
		node?: object;
		continueOnFail?: boolean;
		signal?: AbortSignal;
		/** Types of nodes that n8n has. */
		known?: string[];
	}

	/** n8n around a run; what the run tells the user is in `hints`. */
	function n8n(setting: Setting = {}) {
		const { items = [{}, {}, {}], parameters = {}, node = {}, continueOnFail, signal } = setting;
		const known = (setting.known ?? []).map((type) => [type, {}]);
		const hints: unknown[] = [];
		const input = items.map((json) => ({ json }));
		const context = {
			getInputData: () => input,
			getNode: () => ({ id: 'n1', name: 'Node', type: 'test', parameters: {}, ...node }),
			getNodeParameter: (name: string, _index: number, fallback?: unknown) =>
				parameters[name] ?? fallback,
			getTimezone: () => 'UTC',
			getExecutionCancelSignal: () => signal,
			getWorkflowDataProxy: () => ({ $runIndex: 0 }),
			continueOnFail: () => continueOnFail === true,
			getKnownNodeTypes: () => Object.fromEntries(known) as IDataObject,
			addExecutionHints: (...told: unknown[]) => hints.push(...told),
		} as unknown as IExecuteFunctions;
		return { context, hints };
	}

	const operationOf = (
		execute: ItemOperation<unknown>['execute'],
		more: Partial<ItemOperation<unknown>> = {},
	): ItemOperation<unknown> => ({ ...described, effect: 'write', execute, ...more });

	const echo = operationOf(async ({ index }) => await Promise.resolve({ index }));

	it('makes one client, for as many requests at once as was chosen', async () => {
		const made: number[] = [];
		const runWith = async (
			chosen: unknown,
			effect: 'read' | 'write' = 'write',
			parallel?: number,
		) => {
			const { context } = n8n({ parameters: { 'options.maxParallelRequests': chosen as string } });
			const create = (limiter: ConcurrencyLimiter) => made.push(limiter.current);
			await runOperation(context, { ...echo, effect, parallel }, create);
		};
		for (const chosen of [undefined, '4', 1, 0, -1, 1.5, 'x', null]) await runWith(chosen);
		for (const chosen of ['x', 1]) await runWith(chosen, 'read');
		for (const chosen of [undefined, 1]) await runWith(chosen, 'read', 7);

		expect(made).toEqual([1, 4, 1, 1, 1, 1, 1, 1, 12, 1, 7, 1]);
	});

	it('handles items one by one where there are no batches', async () => {
		const operation = operationOf(async () => await Promise.resolve({}), { lookUp: undefined });
		const output = await runOperation(n8n().context, operation, () => null);

		expect(output).toHaveLength(3);
	});

	it('says once what an operation tells for several items', async () => {
		const { context, hints } = n8n();
		const operation = operationOf(async ({ hint, index, count, client }) => {
			hint('told');
			hint(`${String(client)} ${index < 2 ? 'early' : 'late'} of ${count}`);
			return await Promise.resolve({});
		});
		await runOperation(context, operation, () => 'client');

		expect(hints).toEqual(
			['told', 'client early of 3', 'client late of 3'].map((message) => ({
				message,
				location: 'outputPane',
			})),
		);
	});

	it.each([
		{ name: 'letters', what: 'a node' },
		{ name: 'lettersTool', what: 'a tool that n8n runs' },
		{ name: 'lettersTool', what: 'a tool that an agent calls', called: true },
	])('of $what says that another package has it as well', async ({ name, called = false }) => {
		const { context, hints } = n8n({
			items: [{}],
			parameters: { resource: 'r', operation: 'test' },
			node: { type: `n8n-nodes-letters.${name}` },
			known: [`n8n-nodes-letters.${name}`, `n8n-nodes-letters-calls.${name}`],
		});
		if (called) Object.assign(context, { getNextRunIndex: () => 1 });
		const resources = [{ value: 'r', name: 'R', description: 'Records', operations: [echo] }];
		await runNode(context, resources, () => null, []);

		expect(hints).toEqual([
			{
				message: expect.stringContaining('also installed with n8n-nodes-letters-calls.') as string,
				location: 'outputPane',
			},
		]);
	});

	it('says of each record of a write that it was accepted, whatever the service says of it', async () => {
		const operation = operationOf(
			async () => await Promise.resolve([{ outcome: 'theirs', a: 1 }, { a: 2 }]),
		);
		const { context } = n8n({ items: [{}] });
		const output = await runOperation(context, operation, () => null);

		expect(output.map(({ json }) => json)).toEqual([
			{ outcome: 'accepted', a: 1 },
			{ outcome: 'accepted', a: 2 },
		]);
	});

	it('says nothing of the kind for a read, nor for an item that reads', async () => {
		const theirs = async () => await Promise.resolve({ outcome: 'theirs' });
		const read = operationOf(theirs, { effect: 'read' });
		const either = operationOf(
			async ({ parameters }) =>
				await Promise.resolve({ method: parameters.value('method') as string }),
			{ effect: (valueOf) => (valueOf('method') === 'GET' ? 'read' : 'write') },
		);
		const { context } = n8n({ node: { parameters: { method: '={{ $json.method }}' } } });
		context.getInputData = () => ['GET', 'POST'].map((method) => ({ json: { method } }));

		expect(await runOperation(n8n({ items: [{}] }).context, read, () => null)).toEqual([
			{ json: { outcome: 'theirs' }, pairedItem: { item: 0 } },
		]);
		expect((await runOperation(context, either, () => null)).map(({ json }) => json)).toEqual([
			{ method: 'GET' },
			{ method: 'POST', outcome: 'accepted' },
		]);
	});

	it('puts files beside their records', async () => {
		const files = { data: { data: 'x', mimeType: 'audio/wav' } };
		const operation = operationOf(
			async () => await Promise.resolve([new RecordWithFiles({ a: 1 }, files)]),
		);
		const { context } = n8n({ items: [{}] });

		expect(await runOperation(context, operation, () => null)).toEqual([
			{ json: { a: 1, outcome: 'accepted' }, binary: files, pairedItem: { item: 0 } },
		]);
	});

	it('begins nothing after it was cancelled, and returns what was done', async () => {
		const controller = new AbortController();
		const started: number[] = [];
		const operation = operationOf(async ({ index }) => {
			started.push(index);
			await Promise.resolve();
			if (index === 1) {
				controller.abort();
				throw new Error('cancelled');
			}
			return { index };
		});
		for (const continueOnFail of [false, true]) {
			const { context } = n8n({ signal: controller.signal, continueOnFail });
			const output = await runOperation(context, operation, () => null);

			expect(output.map(({ json }) => json)).toEqual(
				continueOnFail ? [] : [{ index: 0, outcome: 'accepted' }],
			);
		}
		expect(started).toEqual([0, 1]);

		const { context } = n8n({ signal: controller.signal });
		expect(await runOperation(context, operation, () => null)).toEqual([]);
	});

	it('carries out what the workflow stores', async () => {
		const { context } = n8n({
			items: [{}],
			parameters: { resource: 'r', operation: 'test' },
		});
		const resources = [{ value: 'r', name: 'R', description: 'Records', operations: [echo] }];

		expect(await runNode(context, resources, () => null, [])).toEqual([
			[{ json: { index: 0, outcome: 'accepted' }, pairedItem: { item: 0 } }],
		]);
		await expect(runNode(n8n().context, resources, () => null, [])).rejects.toThrow(
			'no operation : ',
		);
	});

	describe('with an option for batches', () => {
		const sent: unknown[][] = [];
		const operation = operationOf(async ({ index }) => await Promise.resolve({ alone: index }), {
			effect: 'read',
			options: [
				{ displayName: 'Another', name: 'another', type: 'string', default: '' },
				{ displayName: 'In Batches', name: 'inBatches', type: 'boolean', default: false },
			],
			lookUp: {
				option: 'inBatches',
				batchSize: 100,
				refuted: 'Not so',
				read: ({ index }) => index,
				find: async (_client, entries) => {
					sent.push(entries);
					return await Promise.resolve(
						entries.map((entry) => (entry === 1 ? undefined : { entry: entry as number })),
					);
				},
			},
		});
		const runWith = async (inBatches: unknown, more = {}) => {
			sent.length = 0;
			const parameters = { 'options.inBatches': inBatches as string };
			const { context } = n8n({ parameters, continueOnFail: true, ...more });
			const output = await runOperation(context, operation, () => null);
			return output.map(({ json }) => json);
		};

		it.each([true, 'yes'])(
			'looks items up together when it is %j, and by itself what was not found',
			async (chosen) => {
				expect(await runWith(chosen)).toEqual([{ entry: 0 }, { alone: 1 }, { entry: 2 }]);
				expect(sent).toEqual([[0, 1, 2]]);
			},
		);

		it('looks nothing up when the options cannot be read', async () => {
			const items = Array.from({ length: 13 }, () => ({}));
			await runWith('maybe', { items });

			expect(sent).toEqual([]);
		});

		it.each([undefined, '', 'automatic', 'Automatic'])(
			'looks items up together when it is %j, but only while that gives the same',
			async (chosen) => {
				const items = Array.from({ length: 13 }, () => ({}));

				expect(await runWith(chosen, { items })).toEqual(
					items.map((_, index) => ({ alone: index })),
				);
				expect(sent[0]).toEqual(items.map((_, index) => index));
				expect(sent.length).toBeLessThanOrEqual(3);
			},
		);

		it.each([false, 'no'])('handles each item by itself when it is %j', async (chosen) => {
			expect(await runWith(chosen)).toEqual([{ alone: 0 }, { alone: 1 }, { alone: 2 }]);
			expect(sent).toEqual([]);
		});

		it('that is neither fails the first item, and the run without Continue On Fail', async () => {
			expect(await runWith('maybe')).toEqual([
				{
					error: 'In Batches must be automatic, true or false, but it is "maybe"',
					message: 'True stands for Always, and false for Never.',
				},
				{ alone: 1 },
				{ alone: 2 },
			]);
			await expect(runWith('maybe', { continueOnFail: false })).rejects.toMatchObject({
				message: 'In Batches must be automatic, true or false, but it is "maybe"',
				context: { itemIndex: 0 },
			});
		});
	});

	describe('that is repeated by Retry On Fail', () => {
		const node = { retryOnFail: true };

		it('does not do again what was done, nor what may have been', async () => {
			const { context } = n8n({ items: [{}, {}, {}, {}], node });
			const started: number[] = [];
			let isDown = true;
			const operation = operationOf(async ({ index }) => {
				started.push(index);
				await Promise.resolve();
				if (index === 1) {
					throw markUncertain(toNodeError(context.getNode(), new Error('no answer'), index));
				}
				if (index === 2 && isDown) throw new Error('refused');
				return { index, at: started.length };
			});
			const run = async () => await runOperation(context, operation, () => null);

			await expect(run()).rejects.toThrow('no answer');
			expect(started).toEqual([0, 1]);
			await expect(run()).rejects.toThrow('no answer');
			expect(started).toEqual([0, 1]);
			isDown = false;
		});

		it('returns what the tries before it did in its place', async () => {
			const setting = { items: [{}, {}, {}], node };
			const { context } = n8n(setting);
			let isDown = true;
			const started: number[] = [];
			const operation = operationOf(async ({ index }) => {
				started.push(index);
				await Promise.resolve();
				if (index === 1 && isDown) throw new Error('refused');
				return { index };
			});
			const run = async () => await runOperation(context, operation, () => null);

			await expect(run()).rejects.toThrow('refused');
			isDown = false;
			expect((await run()).map(({ json }) => json)).toEqual([
				{ index: 0, outcome: 'accepted' },
				{ index: 1, outcome: 'accepted' },
				{ index: 2, outcome: 'accepted' },
			]);
			expect(started).toEqual([0, 1, 1, 2]);
		});

		it('goes on with the items that follow one of which nobody knows, with Continue On Fail', async () => {
			const { context } = n8n({ node, continueOnFail: true });
			const started: number[] = [];
			const operation = operationOf(async ({ index }) => {
				started.push(index);
				await Promise.resolve();
				if (index === 1) {
					throw markUncertain(toNodeError(context.getNode(), new Error('no answer'), index));
				}
				return { index };
			});
			const run = async () => await runOperation(context, operation, () => null);
			const expected = [
				{ index: 0, outcome: 'accepted' },
				{ error: 'no answer', outcome: 'uncertain' },
				{ index: 2, outcome: 'accepted' },
			];

			expect((await run()).map(({ json }) => json)).toEqual(expected);
			expect((await run()).map(({ json }) => json)).toEqual(expected);
			expect(started).toEqual([0, 1, 2]);
		});

		it('reads everything again', async () => {
			const { context } = n8n({ node });
			const started: number[] = [];
			const operation = operationOf(
				async ({ index }) => {
					started.push(index);
					return await Promise.resolve({ index });
				},
				{ effect: 'read' },
			);
			await runOperation(context, operation, () => null);
			await runOperation(context, operation, () => null);

			expect(started).toHaveLength(6);
		});
	});
});
