import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, UserError } from 'n8n-workflow';
import type { ServiceContext } from '../../nodes/shared/base/token/cachedCredential';
import { untilCancelled } from '../../nodes/shared/http/cancellation';
import { FixedLimit } from '../../nodes/shared/http/concurrencyLimit';
import { ConcurrencyLimiter } from '../../nodes/shared/http/concurrencyLimiter';
import {
	afterUncertainTry,
	failedItem,
	IndeterminateWriteError,
	markUncertain,
	mayHaveHappened,
	serviceError,
	toNodeError,
	withDetails,
	UnwantedResultError,
} from '../../nodes/shared/http/errors';

describe('work that is waited for until the execution is cancelled', () => {
	const contextOf = (signal?: AbortSignal) =>
		({ getExecutionCancelSignal: () => signal }) as unknown as ServiceContext;

	it('gives what it gives, and leaves nothing behind', async () => {
		const { signal } = new AbortController();
		const added = jest.spyOn(signal, 'addEventListener');
		const removed = jest.spyOn(signal, 'removeEventListener');

		expect(await untilCancelled(contextOf(signal), async () => await Promise.resolve(7))).toBe(7);
		expect(added.mock.calls).toHaveLength(1);
		expect(removed.mock.calls).toEqual(added.mock.calls);
		await expect(
			untilCancelled(contextOf(signal), async () => await Promise.reject(new Error('no'))),
		).rejects.toThrow('no');
		expect(removed.mock.calls).toEqual(added.mock.calls);
	});

	it('goes on where nothing can be cancelled', async () => {
		const work = async () => await Promise.resolve(7);

		expect(await untilCancelled({} as ServiceContext, work)).toBe(7);
		expect(await untilCancelled(contextOf(), work)).toBe(7);
	});

	it('is not waited for any longer when the execution is cancelled', async () => {
		const controller = new AbortController();
		const waiting = untilCancelled(contextOf(controller.signal), async () => {
			await new Promise(() => undefined);
		});
		controller.abort();

		await expect(waiting).rejects.toThrow('The execution was cancelled');
	});

	it('is not begun when the execution was cancelled before', async () => {
		const work = jest.fn(async () => {
			await Promise.resolve();
		});
		const waiting = untilCancelled(contextOf(AbortSignal.abort()), work);

		await expect(waiting).rejects.toThrow('The execution was cancelled');
		expect(work).not.toHaveBeenCalled();
	});
});

describe('a limit of requests in flight', () => {
	beforeEach(() => {
		jest.useFakeTimers();
	});
	afterEach(() => {
		jest.useRealTimers();
	});

	/** Requests begin one after the other, a moment apart. */
	const moments = async () => {
		await jest.advanceTimersByTimeAsync(10);
	};
	const limiterOf = (most: number) => new ConcurrencyLimiter(new FixedLimit(most));

	/** Starts so many requests, each of which ends when it is told to. */
	function start(limiter: ConcurrencyLimiter, count: number) {
		const started: number[] = [];
		const ends: Array<() => void> = [];
		const all = Array.from({ length: count }, async (_, index) =>
			limiter.run(async () => {
				started.push(index);
				await new Promise<void>((resolve) => {
					ends[index] = resolve;
				});
				if (index === 1) throw new Error('no');
				return index;
			}),
		);
		const end = async (index: number) => {
			ends[index]?.();
			await all[index]?.catch(() => undefined);
			await moments();
		};
		return { started, end, all };
	}

	it('lets one after the other go until it is opened, then as many as it says, in order, also after failures', async () => {
		const limiter = limiterOf(2);
		const { started, end, all } = start(limiter, 5);
		await moments();
		expect(started).toEqual([0]);
		await end(0);
		expect(started).toEqual([0, 1]);
		limiter.open();
		await moments();
		expect(started).toEqual([0, 1, 2]);
		await end(1);
		expect(started).toEqual([0, 1, 2, 3]);
		await end(3);
		expect(started).toEqual([0, 1, 2, 3, 4]);
		await end(2);
		await end(4);

		expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual([
			'fulfilled',
			'rejected',
			'fulfilled',
			'fulfilled',
			'fulfilled',
		]);
		expect(await all[4]).toBe(4);
	});

	it('has its places free again when all have ended', async () => {
		const limiter = limiterOf(3);
		const first = start(limiter, 1);
		await moments();
		await first.end(0);
		limiter.open();
		const { started } = start(limiter, 5);
		await moments();

		expect(started).toEqual([0, 1, 2]);
	});

	it('of one is kept', async () => {
		const { started, end } = start(limiterOf(1), 3);
		await moments();
		await end(0);
		expect(started).toEqual([0, 1]);
	});

	it('works through a list on as many entries at once, until it is over', async () => {
		const begun: number[] = [];
		const work = async (entry: number) => {
			begun.push(entry);
			await new Promise((resolve) => setTimeout(resolve, 100 * entry));
			if (entry === 4) throw new Error('no');
		};
		const all = limiterOf(2).forEach([1, 3, 2], work, () => false);
		await jest.advanceTimersByTimeAsync(50);
		expect(begun).toEqual([1, 3]);
		await jest.advanceTimersByTimeAsync(1000);
		await all;
		expect(begun).toEqual([1, 3, 2]);

		const over = limiterOf(1).forEach([5, 6, 7], work, () => begun.includes(6));
		const failing = limiterOf(1).forEach([4], work, () => false);
		failing.catch(() => undefined);
		await jest.advanceTimersByTimeAsync(2000);
		await over;
		await expect(failing).rejects.toThrow('no');
		expect(begun).toEqual([1, 3, 2, 5, 4, 6]);
		await limiterOf(1).forEach([], work, () => false);
	});
});

describe('an error', () => {
	const node = { name: 'Node', type: 'test', parameters: {} } as unknown as INode;

	it('of a service has its words and status, in one line', () => {
		const error = serviceError(node, 'a\nb', 'do this', { status: 404, message: 'c\nd' });

		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({ message: 'a b', description: 'do this', httpCode: '404' });
		expect(error.messages).toEqual(['c d']);
		expect(serviceError(node, 'a', 'b').httpCode).toBeNull();
		expect(mayHaveHappened(error)).toBe(false);
		expect(mayHaveHappened(markUncertain(error))).toBe(true);
	});

	it('of n8n is kept, and gets the place of its item if it has none', () => {
		const operational = new NodeOperationError(node, 'a');
		const placed = new NodeOperationError(node, 'a', { itemIndex: 0 });
		const api = serviceError(node, 'a', 'b');

		expect(toNodeError(node, operational, 3)).toBe(operational);
		expect(operational.context.itemIndex).toBe(3);
		expect(toNodeError(node, api, 4)).toBe(api);
		expect(api.context.itemIndex).toBe(4);
		expect(toNodeError(node, placed, 5).context.itemIndex).toBe(0);
	});

	it('of another kind becomes one of n8n, in one line', () => {
		const error = toNodeError(node, new UserError('a\nb', { description: 'c\nd' }), 2);

		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({ message: 'a b', description: 'c d', context: { itemIndex: 2 } });
		expect(mayHaveHappened(error)).toBe(false);
		expect(toNodeError(node, new Error('a'), 0).description).toBeFalsy();
		expect(toNodeError(node, { message: 'a\tb' }, 0).message).toBe('a b');
		expect(toNodeError(node, 'text', 0).message).toBe('text');
	});

	it.each([
		new IndeterminateWriteError('Shop', 'the ID of the order'),
		new UnwantedResultError('It is another order'),
	])('after a write that was carried out says so: $message', (error) => {
		const nodeError = toNodeError(node, error, 0);

		expect(nodeError.message).toBe(error.message);
		expect(mayHaveHappened(nodeError)).toBe(true);
	});

	it('of a write without a readable answer says what is missing', () => {
		expect(new IndeterminateWriteError('Shop', 'the ID of the order')).toMatchObject({
			message:
				'Shop did not answer with the ID of the order. The request may have been carried out all the same.',
			description: 'Check in Shop before you run this again.',
		});
	});

	it('becomes the output of its item', () => {
		const read = { effect: 'read', forErrorOutput: false } as const;

		expect(failedItem(serviceError(node, 'a', 'b'), 3, read)).toStrictEqual({
			json: { error: 'a', message: 'b' },
			pairedItem: { item: 3 },
		});
		expect(failedItem(new NodeOperationError(node, 'a'), 0, read)).toStrictEqual({
			json: { error: 'a' },
			pairedItem: { item: 0 },
		});
	});

	it('of a service puts its status, its code and the wait on the failed item', () => {
		const answer = { status: 429, message: '', code: 'slow_down', retryAfter: 90 };
		const error = serviceError(node, 'a', 'b', answer);

		expect(failedItem(error, 0, { effect: 'read', forErrorOutput: false }).json).toEqual({
			error: 'a',
			message: 'b',
			status: 429,
			code: 'slow_down',
			retryAfter: 90,
		});
	});

	describe('of a write', () => {
		const outcomeIn = (error: unknown) =>
			failedItem(toNodeError(node, error, 0), 0, { effect: 'write', forErrorOutput: false }).json
				.outcome;

		it.each<[string, string, unknown]>([
			['refused', 'of the service', serviceError(node, 'a', 'b', { status: 400, message: '' })],
			['refused', 'before anything was sent', new UserError('a')],
			['uncertain', 'that must not be repeated', markUncertain(serviceError(node, 'a', 'b'))],
			['uncertain', 'without its answer', new IndeterminateWriteError('Shop', 'the ID')],
			['uncertain', 'with another result', new UnwantedResultError('a')],
			['uncertain', 'after a lost try', afterUncertainTry(serviceError(node, 'a', 'b'))],
			['uncertain', 'without a login after a lost try', afterUncertainTry(new UserError('a'))],
		])('is %s where it ends with an error %s', (outcome, _name, error) => {
			expect(outcomeIn(error)).toBe(outcome);
		});

		it('may be repeated after a lost try, unless it must not', () => {
			const tried = afterUncertainTry(serviceError(node, 'a', 'b'));

			expect(mayHaveHappened(tried)).toBe(false);
			expect(mayHaveHappened(afterUncertainTry(markUncertain(tried)))).toBe(true);
		});

		it('that shares its error with others leaves it as it is', () => {
			const shared = serviceError(node, 'a', 'b');
			afterUncertainTry(shared);
			withDetails(shared, { number: '1' });

			expect(shared.context).not.toHaveProperty('details');
			expect(outcomeIn(shared)).toBe('refused');
		});
	});

	it.each([serviceError(node, 'a', 'b'), new UserError('a', { description: 'b' })])(
		'tells on the failed item what it was about, but in no field of its own: %p',
		(error) => {
			const detailed = withDetails(error, { number: '1', error: 'other', outcome: 'other' });
			const nodeError = toNodeError(node, detailed, 0);

			expect(Object.getPrototypeOf(detailed)).toBe(Object.getPrototypeOf(error));
			expect(
				failedItem(nodeError, 0, { effect: 'write', forErrorOutput: false }).json,
			).toStrictEqual({ error: 'a', message: 'b', outcome: 'refused', number: '1' });
		},
	);

	it('for the error output is known to n8n as one, and is not stored', () => {
		const error = serviceError(node, 'a', 'b');
		const item = failedItem(error, 0, { effect: 'write', forErrorOutput: true });

		expect(item.error).toBe(error);
		expect(Object.keys(item)).toEqual(['json', 'pairedItem']);
	});
});
