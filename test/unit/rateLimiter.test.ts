import { acquire } from '../../nodes/shared/base/rateLimiter';

const wait = async (milliseconds: number) => {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
};

/** Sends so many requests at once, and says when each of them began. */
async function timesOf(limited: string, count: number, perMinute: number): Promise<number[]> {
	const times: number[] = [];
	const sending = Promise.all(
		Array.from({ length: count }, async () => {
			await acquire(limited, perMinute, wait);
			times.push(Date.now());
		}),
	);
	await jest.runAllTimersAsync();
	await sending;
	return times;
}

beforeEach(() => {
	jest.useFakeTimers();
});

afterEach(() => {
	jest.useRealTimers();
});

describe('acquisitions under a limit', () => {
	it.each([
		[250, 100],
		[25, 10],
		[3, 1],
	])(
		'of %i requests let no more than %i begin in any minute, and waste no time',
		async (count, limit) => {
			const times = await timesOf(`test ${count}`, count, limit);

			expect(times).toHaveLength(count);
			for (const [index, time] of times.entries()) {
				const before = times[index - limit];
				if (before !== undefined) expect(time - before).toBeGreaterThan(60_000);
			}
			const rounds = Math.ceil(count / limit) - 1;
			expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(rounds * 62_000 + 1);
		},
	);

	it('are counted for each thing that is limited by itself', async () => {
		const [first, second] = [await timesOf('a', 5, 5), await timesOf('b', 5, 5)];

		expect(new Set([...first, ...second]).size).toBe(1);
	});

	it('do not make anyone wait for hours after the clock was put back', async () => {
		await timesOf('put back', 5, 5);
		jest.setSystemTime(Date.now() - 7_200_000);
		const now = Date.now();
		const times = await timesOf('put back', 1, 5);

		expect((times[0] ?? Infinity) - now).toBeLessThan(62_000);
	});
});

describe('acquisitions of several runs under limits of their own', () => {
	/** Sends one request after the other, as a run does; says in `times` when each of them began. */
	function runOf(limited: string, count: number, perMinute: number, answerAfter = 0) {
		const times: number[] = [];
		const send = async () => {
			for (let sent = 0; sent < count; sent++) {
				await acquire(limited, perMinute, wait);
				times.push(Date.now());
				await wait(answerAfter);
			}
		};
		return { times, done: send() };
	}

	/** The most requests that began within a minute. */
	function mostInAMinute(times: number[]): number {
		return Math.max(
			...times.map((time) => times.filter((at) => at >= time && at < time + 60_000).length),
		);
	}

	it('go to a lower limit beside a higher one, as many as it asked for', async () => {
		const high = runOf('beside', 1000, 100, 500);
		await jest.advanceTimersByTimeAsync(90_000);
		const started = Date.now();
		const low = runOf('beside', 60, 20, 500);
		await jest.runAllTimersAsync();
		await Promise.all([high.done, low.done]);

		// 20 as soon as places are free, and the other 40 in two minutes more.
		expect((low.times.at(-1) ?? 0) - started).toBeLessThan(3 * 61_500);
		expect(mostInAMinute(low.times)).toBe(20);
		expect(mostInAMinute([...low.times, ...high.times])).toBe(100);
	});

	it('are not held up by a lower limit that has used up its own', async () => {
		const started = Date.now();
		const low = runOf('held up', 3, 1);
		const high = runOf('held up', 50, 100);
		await jest.advanceTimersByTimeAsync(100);

		expect(high.times).toHaveLength(50);
		await jest.runAllTimersAsync();
		await Promise.all([low.done, high.done]);
		expect(low.times.map((time) => Math.round((time - started) / 60_000))).toEqual([0, 1, 2]);
	});

	it('go first to who came first', async () => {
		await timesOf('in order', 2, 2);
		const order: string[] = [];
		const sending = ['a', 'b', 'c', 'd', 'e', 'f'].map(async (name, index) => {
			await wait(index * 10);
			// One in between asks for a limit of its own, which is free.
			await acquire('in order', name === 'c' ? 1 : 2, wait);
			order.push(name);
		});
		await jest.runAllTimersAsync();
		await Promise.all(sending);

		expect(order).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
	});

	it('are not taken, and leave no gap, when the wait is cancelled', async () => {
		const started = Date.now();
		await timesOf('cancelled', 1, 1);
		const cancelled = wait(30_000).then(() => {
			throw new Error('cancelled');
		});
		const untilCancelled = async (milliseconds: number) => {
			await Promise.race([wait(milliseconds), cancelled]);
		};
		const first = acquire('cancelled', 1, untilCancelled).catch(String);
		const second = runOf('cancelled', 1, 1);
		await jest.runAllTimersAsync();
		await second.done;

		expect(await first).toBe('Error: cancelled');
		expect((second.times[0] ?? 0) - started).toBeLessThan(62_000);
	});
});
