import { join, release } from '../../nodes/Mluvii/chatbot/joining';

beforeEach(() => {
	jest.useFakeTimers();
});

afterEach(() => {
	jest.useRealTimers();
});

describe('joining messages', () => {
	it('gives all of them to the call that brought the last one, once the visitor is silent', async () => {
		const first = join('a', 1, 3);
		await jest.advanceTimersByTimeAsync(2_999);
		const second = join('a', 2, 3);
		expect(await first).toBeUndefined();
		await jest.advanceTimersByTimeAsync(2_999);
		const third = join('a', 3, 3);
		expect(await second).toBeUndefined();
		await jest.advanceTimersByTimeAsync(3_000);

		expect(await third).toEqual([1, 2, 3]);
	});

	it('keeps sessions apart', async () => {
		const calls = [join('a', 1, 3), join('b', 2, 3)];
		await jest.advanceTimersByTimeAsync(3_000);

		expect(await Promise.all(calls)).toEqual([[1], [2]]);
	});

	it('lets them go when something else comes, and begins anew after that', async () => {
		const before = join('a', 1, 30);
		release('a');
		const after = join('a', 2, 30);
		release('nobody');

		expect(await before).toEqual([1]);
		await jest.advanceTimersByTimeAsync(30_000);
		expect(await after).toEqual([2]);
	});

	it('does not wait for a visitor without end', async () => {
		const calls = Array.from({ length: 150 }, async (_, index) => await join('a', index, 3));
		await jest.advanceTimersByTimeAsync(3_000);
		const joined = (await Promise.all(calls)).filter((messages) => messages !== undefined);

		expect(joined.map(({ length }) => length)).toEqual([100, 50]);
		expect(joined.flat()).toEqual(Array.from({ length: 150 }, (_, index) => index));
		expect(jest.getTimerCount()).toBe(0);
	});

	it('lets the session that has waited for longest go on where too many wait', async () => {
		const calls = Array.from(
			{ length: 101 },
			async (_, index) => await join(`s${index}`, index, 30),
		);
		await jest.advanceTimersByTimeAsync(0);
		const ended: number[] = [];
		for (const call of calls) void call.then((messages) => ended.push(...(messages ?? [])));
		await jest.advanceTimersByTimeAsync(0);
		expect(ended).toEqual([0]);

		await jest.advanceTimersByTimeAsync(30_000);
		expect(ended).toHaveLength(101);
	});
});
