import { RequestNotes } from '../../nodes/shared/http/requestNotes';

const after = async (milliseconds: number) => {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
};

/** What is told of waits for a reason, each from and to so many milliseconds. */
async function toldOf(waits: Array<[reason: string, from: number, to: number]>) {
	const notes = new RequestNotes();
	const all = Promise.all(
		waits.map(async ([reason, from, to]) => {
			await after(from);
			await notes.wait(reason, after(to - from));
		}),
	);
	await jest.runAllTimersAsync();
	await all;
	return notes.messages();
}

beforeEach(() => {
	jest.useFakeTimers();
});

afterEach(() => {
	jest.useRealTimers();
});

describe('waits', () => {
	it.each([
		[999, undefined],
		[1_000, '1 second'],
		[1_600, '2 seconds'],
		[120_000, '120 seconds'],
		[121_000, '2 minutes'],
		[3_600_000, '60 minutes'],
		[66_000_000, '1,100 minutes'],
	])('of %i ms are told as %s', async (milliseconds, told) => {
		expect(await toldOf([['it rains', 0, milliseconds]])).toEqual(
			told === undefined ? [] : [`Waited ${told} because it rains.`],
		);
	});

	it('count once while several go on, and not in between', async () => {
		expect(
			await toldOf([
				['it rains', 0, 2_000],
				['it rains', 500, 1_500],
				['it rains', 1_000, 3_000],
				['it rains', 10_000, 12_000],
			]),
		).toEqual(['Waited 5 seconds because it rains.']);
	});

	it('of less than a second count together', async () => {
		expect(
			await toldOf([
				['it rains', 0, 600],
				['it rains', 2_000, 2_600],
				['it snows', 0, 600],
			]),
		).toEqual(['Waited 1 second because it rains.']);
	});

	it('are told apart by their reasons', async () => {
		expect(
			await toldOf([
				['it rains', 0, 2_000],
				['it snows', 1_000, 4_000],
			]),
		).toEqual(['Waited 2 seconds because it rains.', 'Waited 3 seconds because it snows.']);
	});

	it('count until they are cancelled', async () => {
		const notes = new RequestNotes();
		const cancelled = after(2_000).then(() => {
			throw new Error('cancelled');
		});
		const wait = notes.wait('it rains', cancelled).catch(String);
		await jest.runAllTimersAsync();

		expect(await wait).toBe('Error: cancelled');
		expect(notes.messages()).toEqual(['Waited 2 seconds because it rains.']);
	});
});

describe('unconfirmed addresses', () => {
	it('are told once each', () => {
		const notes = new RequestNotes();
		for (const path of ['/orders/{id}', '/orders', '/orders/{id}']) {
			notes.unconfirm('Shop', `GET ${path}`);
		}

		expect(notes.messages()).toEqual(
			['/orders/{id}', '/orders'].map(
				(path) =>
					`The address GET ${path} worked, but is not confirmed by Shop's documentation. Check the result in Shop, and that the API page of your Shop shows this address.`,
			),
		);
	});
});
