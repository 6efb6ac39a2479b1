import { promisify } from 'node:util';
import fc from 'fast-check';
import type { Rate } from '../../nodes/shared/base/rateLimiter';
import { acquire, timeUntilFree } from '../../nodes/shared/base/rateLimiter';

const MINUTE_MS = 60_000;

/** So many a minute, for a run. */
function perMinute(most: number, run: object = {}): { rate: Rate; run: object } {
	return { rate: { most, periodMs: MINUTE_MS }, run };
}

/** Lets what waits for promises go on; the real one, as the clock of these tests is not. */
const settle = promisify(setImmediate);

const wait = async (milliseconds: number) => {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
};

/** Sends so many requests at once, and says when each of them began. */
async function timesOf(limited: string, count: number, most: number): Promise<number[]> {
	const times: number[] = [];
	const limit = perMinute(most);
	const sending = Promise.all(
		Array.from({ length: count }, async () => {
			await acquire(limited, limit, wait);
			times.push(Date.now());
		}),
	);
	await jest.runAllTimersAsync();
	await sending;
	return times;
}

/** The most requests that began within a minute. */
function mostInAMinute(times: number[]): number {
	return Math.max(
		...times.map((time) => times.filter((at) => at >= time && at < time + MINUTE_MS).length),
	);
}

/** Lets so much time pass, in small steps: faster by far than Jest's own way from timer to timer. */
async function pass(milliseconds: number, step = 500): Promise<void> {
	for (let passed = 0; passed < milliseconds; passed += step) {
		jest.advanceTimersByTime(step);
		await settle();
	}
}

/** Lets time pass until something is done. */
async function passUntil(done: Promise<unknown>, step = 500): Promise<void> {
	const state = { isOver: false };
	void done.then(() => (state.isOver = true));
	while (!state.isOver) await pass(step, step);
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
	/** Sends so many side by side, as a run does; says in `times` when each of them began. */
	function runOf(limited: string, count: number, most: number, answerAfter = 0, places = 1) {
		const run = {};
		const times: number[] = [];
		let begun = 0;
		const send = async () => {
			while (begun++ < count) {
				await acquire(limited, perMinute(most, run), wait);
				times.push(Date.now());
				await wait(answerAfter);
			}
		};
		return { times, done: Promise.all(Array.from({ length: places }, send)) };
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
			await acquire('in order', perMinute(name === 'c' ? 1 : 2), wait);
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
		const first = acquire('cancelled', perMinute(1), untilCancelled).catch(String);
		const second = runOf('cancelled', 1, 1);
		await jest.runAllTimersAsync();
		await second.done;

		expect(await first).toBe('Error: cancelled');
		expect((second.times[0] ?? 0) - started).toBeLessThan(62_000);
	});

	it('take turns with those of a run that has thousands of them', async () => {
		const many = runOf('turns', 10_000, 100, 500, 50);
		await pass(2 * MINUTE_MS);
		const few = runOf('turns', 100, 100, 500);
		await pass(4 * MINUTE_MS);

		// Half of the places are given out at even distances, every other one of them to this run.
		expect(few.times.length).toBeGreaterThan(75);
		expect(mostInAMinute([...few.times, ...many.times])).toBeLessThanOrEqual(100);
	}, 300_000);

	it('go on side by side for ten minutes, within the limit of all and each within its own', async () => {
		const started = Date.now();
		const limits = [
			{ most: 100, places: 1 },
			{ most: 30, places: 1 },
			{ most: 20, places: 50 },
		];
		const runs = limits.map(({ most, places }) => runOf('ten', 10_000, most, 500, places));
		await pass(10 * MINUTE_MS, 250);

		const times = runs.map((run) => run.times.filter((time) => time < started + 10 * MINUTE_MS));
		const counts = times.map((each) => each.length);
		for (const [index, { most }] of limits.entries()) {
			expect(mostInAMinute(times[index] ?? [])).toBeLessThanOrEqual(most);
		}
		expect(mostInAMinute(times.flat())).toBe(100);
		// The lower ones get what they asked for, and the highest one the rest.
		const [highest = 0, lower = 0, lowest = 0] = counts;
		expect(highest).toBeGreaterThan(350);
		expect(lower).toBeGreaterThan(250);
		expect(lowest).toBeGreaterThan(170);
		expect(highest + lower + lowest).toBeGreaterThan(850);
	}, 300_000);

	it('stay within the limits, and all have their turn, whenever they come', async () => {
		const run = fc.record({
			most: fc.constantFrom(5, 20, 60),
			places: fc.integer({ min: 1, max: 10 }),
			count: fc.integer({ min: 1, max: 60 }),
			after: fc.integer({ min: 0, max: 3 * MINUTE_MS }),
			answerAfter: fc.integer({ min: 0, max: 5_000 }),
		});
		let tries = 0;
		await fc.assert(
			fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 4 }), async (runs) => {
				const limited = `random ${tries++}`;
				const times = runs.map((): number[] => []);
				const sending = Promise.all(
					runs.map(async ({ after, count, most, answerAfter, places }, index) => {
						await wait(after);
						const { times: own, done } = runOf(limited, count, most, answerAfter, places);
						times[index] = own;
						await done;
					}),
				);
				await passUntil(sending);

				expect(times.map(({ length }) => length)).toEqual(runs.map(({ count }) => count));
				const highest = Math.max(...runs.map(({ most }) => most));
				expect(mostInAMinute(times.flat())).toBeLessThanOrEqual(highest);
				for (const limit of new Set(runs.map(({ most }) => most))) {
					const same = times.filter((_, index) => runs[index]?.most === limit);
					expect(mostInAMinute(same.flat())).toBeLessThanOrEqual(limit);
				}
			}),
			{ numRuns: 15 },
		);
	});
});

describe('a limit for longer than a minute', () => {
	const hourly = { rate: { most: 2, periodMs: 60 * MINUTE_MS }, run: {} };

	it('says from the beginning how long the wait will be, with those in front', async () => {
		const told: number[] = [];
		const sending = Array.from({ length: 5 }, async () => {
			let isFirst = true;
			await acquire('hourly', hourly, async (milliseconds, atLeast) => {
				if (isFirst) told.push(Math.round(atLeast / MINUTE_MS));
				isFirst = false;
				await wait(milliseconds);
			});
		});
		// A run that has not sent anything goes before the others of this one.
		expect(Math.round(timeUntilFree('hourly', hourly.rate) / MINUTE_MS)).toBe(60);
		await passUntil(Promise.all(sending), 1000);

		expect(told).toEqual([60, 60, 120]);
	});

	it('is kept beside one for a minute, and does not hold it up', async () => {
		const started = Date.now();
		const times: Record<'hourly' | 'perMinute', number[]> = { hourly: [], perMinute: [] };
		const send = async (kind: keyof typeof times, limit: { rate: Rate; run: object }) => {
			await acquire('beside hourly', limit, wait);
			times[kind].push(Date.now() - started);
		};
		const often = perMinute(10);
		const sending = [
			...Array.from({ length: 3 }, async () => {
				await send('hourly', hourly);
			}),
			...Array.from({ length: 25 }, async () => {
				await send('perMinute', often);
			}),
		];
		await passUntil(Promise.all(sending), 1000);

		expect(times.hourly.map((time) => Math.round(time / MINUTE_MS))).toEqual([0, 0, 60]);
		expect(mostInAMinute([...times.hourly, ...times.perMinute])).toBe(10);
		expect(times.perMinute).toHaveLength(25);
		expect(Math.max(...times.perMinute)).toBeLessThan(3 * MINUTE_MS);
	});
});
