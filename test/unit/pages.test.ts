import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { readAllPages } from '../../nodes/shared/http/pages';

interface Change {
	kind: 'none' | 'add' | 'remove';
	count: number;
}

/** A service with its own cap on pages, whose list changes before some requests are answered. */
function service(size: number, cap: number, changes: Change[]) {
	let rows = Array.from({ length: size }, (_, id) => ({ id }));
	const everThere = new Set(rows.map(({ id }) => id));
	let nextId = size;
	let requests = 0;
	return {
		everThere,
		requests: () => requests,
		fetchPage: async (offset: number, limit: number): Promise<IDataObject[]> => {
			const change = changes[requests++];
			if (change?.kind === 'add') {
				rows = [...Array.from({ length: change.count }, () => ({ id: nextId++ })), ...rows];
			}
			if (change?.kind === 'remove') {
				for (const { id } of rows.splice(0, change.count)) everThere.delete(id);
			}
			// Answered in whatever order: what was asked first may be read last.
			await new Promise((resolve) => setImmediate(resolve));
			return rows.slice(offset, offset + Math.min(limit, cap));
		},
	};
}

const changes = fc.array(
	fc.record({
		kind: fc.constantFrom<Change['kind']>('none', 'none', 'none', 'add', 'remove'),
		count: fc.integer({ min: 1, max: 3 }),
	}),
	{ maxLength: 40 },
);

describe('readAllPages', () => {
	it('returns every record that is there all the time exactly once and in order, whatever is added or removed', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 300 }),
				fc.integer({ min: 4, max: 40 }),
				fc.integer({ min: 4, max: 60 }),
				fc.integer({ min: 1, max: 10 }),
				changes,
				async (size, pageSize, cap, maxParallel, plan) => {
					const list = service(size, cap, plan);
					const rows = await readAllPages({
						fetchPage: list.fetchPage,
						pageSize,
						maxParallel: () => maxParallel,
					});
					const ids = rows.map(({ id }) => id as number);
					const stable = [...list.everThere].sort((a, b) => a - b);

					expect(new Set(ids).size).toBe(ids.length);
					expect(ids.filter((id) => list.everThere.has(id))).toEqual(stable);
				},
			),
			{ numRuns: 1000 },
		);
	});

	it('returns exactly the first records up to the limit', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 200 }),
				fc.integer({ min: 1, max: 250 }),
				fc.integer({ min: 2, max: 50 }),
				fc.integer({ min: 1, max: 50 }),
				async (size, limit, pageSize, cap) => {
					const list = service(size, cap, []);
					const rows = await readAllPages({
						fetchPage: list.fetchPage,
						pageSize,
						maxParallel: () => 4,
						limit,
					});

					expect(rows.map(({ id }) => id)).toEqual(
						Array.from({ length: Math.min(size, limit) }, (_, id) => id),
					);
				},
			),
			{ numRuns: 300 },
		);
	});

	it('says so when the service ignores the offset, instead of reading for ever', async () => {
		const page = Array.from({ length: 10 }, (_, id) => ({ id }));
		const reading = readAllPages({
			fetchPage: async () => await Promise.resolve(page),
			pageSize: 10,
			maxParallel: () => 4,
		});

		await expect(reading).rejects.toThrow('The list keeps changing while it is read');
	});

	it('says so when the list grows as fast as it is read', async () => {
		const fetchPage = async (offset: number, limit: number) =>
			await Promise.resolve(Array.from({ length: limit }, (_, index) => ({ id: offset + index })));

		await expect(
			readAllPages({ fetchPage, pageSize: 50_000, maxParallel: () => 4 }),
		).rejects.toThrow('The list has more than 2000000 records');
	});

	it.each([3, 10, 25])(
		'takes a list of %i that is not paged, and comes whole each time, as it is',
		async (count) => {
			const all = Array.from({ length: count }, (_, id) => ({ id }));
			let requests = 0;
			const fetchPage = async () => {
				requests++;
				return await Promise.resolve(all);
			};
			const list = { fetchPage, pageSize: 10, maxParallel: () => 1, mayBeUnpaged: true };

			expect(await readAllPages(list)).toEqual(all);
			expect(requests).toBe(count > 10 ? 1 : 2);
			expect(await readAllPages({ ...list, limit: 5 })).toEqual(all.slice(0, 5));
		},
	);

	it('takes such a list with one request more at most, also when it is as long as a page', async () => {
		for (const count of [0, 1, 9, 10, 11, 40]) {
			const all = Array.from({ length: count }, (_, id) => ({ id }));
			let requests = 0;
			const fetchPage = async () => {
				requests++;
				return await Promise.resolve(all);
			};
			const rows = await readAllPages({
				fetchPage,
				pageSize: 10,
				maxParallel: () => 10,
				mayBeUnpaged: true,
			});

			expect(rows).toEqual(all);
			expect(requests).toBeLessThanOrEqual(2);
		}
	});

	it('loses nothing of a list that is paged although it may not be', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 60 }),
				fc.integer({ min: 2, max: 10 }),
				fc.integer({ min: 4, max: 10 }),
				fc.integer({ min: 1, max: 10 }),
				changes,
				async (size, pageSize, cap, maxParallel, plan) => {
					const list = service(size, cap, plan);
					const rows = await readAllPages({
						fetchPage: list.fetchPage,
						pageSize: Math.max(4, pageSize),
						maxParallel: () => maxParallel,
						mayBeUnpaged: true,
					});
					const ids = rows.map(({ id }) => id as number);

					expect(new Set(ids).size).toBe(ids.length);
					expect(ids.filter((id) => list.everThere.has(id))).toEqual(
						[...list.everThere].sort((a, b) => a - b),
					);
				},
			),
			{ numRuns: 1000 },
		);
	});

	it('loses nothing of a list in pages of one or two', async () => {
		for (const cap of [1, 2]) {
			const list = service(7, cap, []);
			const rows = await readAllPages({
				fetchPage: list.fetchPage,
				pageSize: 10,
				maxParallel: () => 3,
				mayBeUnpaged: true,
			});

			expect(rows).toHaveLength(7);
		}
	});

	it('says so when a list takes a limit, but no offset', async () => {
		const all = Array.from({ length: 30 }, (_, id) => ({ id }));
		const reading = readAllPages({
			fetchPage: async (_offset, limit) => await Promise.resolve(all.slice(0, limit)),
			pageSize: 10,
			maxParallel: () => 1,
			mayBeUnpaged: true,
		});

		await expect(reading).rejects.toThrow('sends the same records wherever');
	});

	describe('of a list whose rows may have the same id', () => {
		/** Every row has a number of its own beside its id. */
		const rowsWith = (ids: number[]) => ids.map((id, number) => ({ id, number }));
		const read = async (rows: IDataObject[], pageSize: number, more = {}) =>
			await readAllPages({
				fetchPage: async (offset, limit) =>
					await Promise.resolve(rows.slice(offset, offset + limit)),
				pageSize,
				maxParallel: () => 4,
				mayRepeatIds: true,
				...more,
			});

		it('returns every row, wherever such rows are', async () => {
			await fc.assert(
				fc.asyncProperty(
					fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 }),
					fc.integer({ min: 2, max: 12 }),
					fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
					async (ids, pageSize, limit) => {
						const rows = rowsWith(ids);

						expect(await read(rows, pageSize, { limit })).toEqual(rows.slice(0, limit));
					},
				),
				{ numRuns: 1000 },
			);
		});

		it('goes over rows that move where no id comes twice', async () => {
			const list = service(40, 10, [
				{ kind: 'none', count: 1 },
				{ kind: 'add', count: 2 },
			]);
			const rows = await readAllPages({
				fetchPage: list.fetchPage,
				pageSize: 10,
				maxParallel: () => 1,
				mayRepeatIds: true,
			});

			expect(rows.filter(({ id }) => list.everThere.has(id as number))).toHaveLength(40);
		});

		it('says so when rows move all the time', async () => {
			const rows = rowsWith([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]);
			let next = 100;
			const reading = readAllPages({
				fetchPage: async (offset, limit) => {
					rows.unshift({ id: next, number: next++ });
					return await Promise.resolve(rows.slice(offset, offset + limit));
				},
				pageSize: 4,
				maxParallel: () => 1,
				mayRepeatIds: true,
			});

			await expect(reading).rejects.toThrow('The list keeps changing while it is read');
		});
	});

	it('says so when the records have no id', async () => {
		const reading = readAllPages({
			fetchPage: async () => await Promise.resolve([{ name: 'a' }]),
			pageSize: 10,
			maxParallel: () => 1,
		});

		await expect(reading).rejects.toThrow('have no "id"');
	});

	it('waits for the requests in flight before it fails', async () => {
		let inFlight = 0;
		const reading = readAllPages({
			fetchPage: async (offset, limit) => {
				inFlight++;
				await new Promise((resolve) => setTimeout(resolve, offset));
				inFlight--;
				if (offset === 9) throw new Error('refused');
				return Array.from({ length: limit }, (_, index) => ({ id: offset + index }));
			},
			pageSize: 10,
			maxParallel: () => 4,
		});

		await expect(reading).rejects.toThrow('refused');
		expect(inFlight).toBe(0);
	});
});
