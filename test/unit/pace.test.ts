import { takeTurn } from '../../credentials/shared/pace';

/** Sends so many requests at once, and says when each of them began. */
async function timesOf(limited: string, count: number, perMinute: number): Promise<number[]> {
	const times: number[] = [];
	const wait = async (milliseconds: number) => {
		await new Promise((resolve) => setTimeout(resolve, milliseconds));
	};
	const sending = Promise.all(
		Array.from({ length: count }, async () => {
			await takeTurn(limited, perMinute, wait);
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

describe('turns under a limit', () => {
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
