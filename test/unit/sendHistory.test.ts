import fc from 'fast-check';
import type { IExecuteFunctions } from 'n8n-workflow';
import type * as History from '../../nodes/shared/operation/sendHistory';
import type { Access } from '../support/processedData';
import { ProcessedData } from '../support/processedData';

const ROW = 'workflow/node';
const DAY_MS = 24 * 60 * 60_000;

beforeEach(() => {
	jest.useFakeTimers({ now: Date.UTC(2030, 0, 1, 12) });
});

afterEach(() => {
	jest.useRealTimers();
});

/** What three processes have loaded. */
const MODULES = [1, 2, 3].map(() => {
	let loaded: typeof History | undefined;
	jest.isolateModules(() => {
		loaded = jest.requireActual('../../nodes/shared/operation/sendHistory');
	});
	return loaded as typeof History;
});

/** A node of its own for each database, as the modules are the same for all. */
const databases: ProcessedData[] = [];
function idOf(database: ProcessedData): number {
	if (!databases.includes(database)) databases.push(database);
	return databases.indexOf(database);
}

/** A process of n8n, with modules of its own, and the database that it shares with others. */
class Process {
	private isKilled = false;
	private readonly helpers;

	constructor(
		private readonly database: ProcessedData,
		private readonly sent: string[],
		gaps: number[] = [0],
		private readonly modules = MODULES[0] as typeof History,
	) {
		let calls = 0;
		const access: Access = {
			delay: async () => {
				await this.alive(gaps[calls++ % gaps.length] ?? 0);
			},
		};
		this.helpers = database.helpers(ROW, access);
	}

	/** A run of the node. */
	history() {
		const context = {
			helpers: this.helpers,
			getWorkflow: () => ({ id: 'workflow' }),
			getNode: () => ({ id: idOf(this.database) }),
			getExecutionCancelSignal: () => undefined,
			logger: { warn: () => undefined },
		};
		return new this.modules.SendHistory(context as unknown as IExecuteFunctions);
	}

	/** Sends for keys as the node does, one after the other; the end of each by its key. */
	async run(
		keys: string[],
		{
			days = 7,
			end = 'accepted',
			takes = 0,
		}: { days?: number; end?: History.End; takes?: number } = {},
	) {
		const history = this.history();
		const befores: string[] = [];
		for (const key of keys) {
			const before = (await history.claim([{ key, days }])).get(key) ?? '';
			befores.push(before);
			if (before !== 'unsent') continue;
			await this.alive(0);
			if (end !== 'refused') this.sent.push(key);
			await this.alive(takes);
			await history.settle(new Map([[key, end]]));
		}
		await history.confirm();
		return befores;
	}

	kill(): void {
		this.isKilled = true;
	}

	private async alive(milliseconds: number): Promise<void> {
		if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
		if (this.isKilled) await new Promise(() => undefined);
	}
}

/** What comes of it when time passes. */
async function after<T>(work: Promise<T>, milliseconds = 60_000): Promise<T> {
	const guarded = work.catch((error: unknown) => ({ error }));
	await jest.advanceTimersByTimeAsync(milliseconds);
	const result = await guarded;
	if (typeof result === 'object' && result !== null && 'error' in result) throw result.error;
	return result;
}

describe('a key', () => {
	it('is sent once, whichever process it comes up in', async () => {
		const database = new ProcessedData();
		const sent: string[] = [];
		const [first, second] = [
			new Process(database, sent),
			new Process(database, sent, [0], MODULES[1]),
		];

		expect(await after(first.run(['a', 'b', 'a']))).toEqual(['unsent', 'unsent', 'accepted']);
		expect(await after(second.run(['b', 'c']))).toEqual(['accepted', 'unsent']);
		expect(sent).toEqual(['a', 'b', 'c']);
	});

	it('can be sent again after it was refused', async () => {
		const process = new Process(new ProcessedData(), []);

		expect(await after(process.run(['a'], { end: 'refused' }))).toEqual(['unsent']);
		expect(await after(process.run(['a']))).toEqual(['unsent']);
		expect(await after(process.run(['a']))).toEqual(['accepted']);
	});

	it('stays uncertain', async () => {
		const process = new Process(new ProcessedData(), []);

		await after(process.run(['a'], { end: 'uncertain' }));

		expect(await after(process.run(['a']))).toEqual(['uncertain']);
		expect(await after(process.run(['a']))).toEqual(['uncertain']);
	});

	it('leaves four marks behind', async () => {
		const database = new ProcessedData();
		const process = new Process(database, []);

		await after(process.run(['a', 'b', 'a']));
		await after(process.run(['c'], { end: 'refused' }));
		await after(process.run(['b']));

		expect(database.rows.get(ROW)?.data).toHaveLength(2 * 4);
	});

	it.each(['accepted', 'uncertain'] as const)(
		'is %s for its days, and half as many more at most',
		async (end) => {
			for (const [hours, expected] of [
				[6 * 24, end],
				[7 * 24, end],
				[10.5 * 24, 'unsent'],
			] as const) {
				const process = new Process(new ProcessedData(), []);
				await after(process.run(['a'], { end }));
				await after(process.run(['a']));
				jest.setSystemTime(Date.now() + hours * 60 * 60_000);
				expect(await after(process.run(['a']))).toEqual([expected]);
			}
		},
	);

	it('is not kept longer by being seen', async () => {
		const process = new Process(new ProcessedData(), []);
		await after(process.run(['a']));
		for (let day = 1; day <= 7; day++) {
			jest.setSystemTime(Date.now() + DAY_MS);
			expect(await after(process.run(['a']))).toEqual(['accepted']);
		}
		jest.setSystemTime(Date.now() + 3.5 * DAY_MS);
		expect(await after(process.run(['a']))).toEqual(['unsent']);
		expect(await after(process.run(['a']))).toEqual(['accepted']);
	});

	it('begins anew when the days are changed', async () => {
		const process = new Process(new ProcessedData(), []);
		await after(process.run(['a'], { days: 3 }));

		expect(await after(process.run(['a'], { days: 30 }))).toEqual(['unsent']);
		expect(await after(process.run(['a'], { days: 3 }))).toEqual(['accepted']);
	});

	it('is known to a process whose clock is a day behind', async () => {
		const process = new Process(new ProcessedData(), []);
		await after(process.run(['a']));
		jest.setSystemTime(Date.now() - DAY_MS);

		expect(await after(process.run(['a']))).toEqual(['accepted']);
	});

	it('waits for its end where the same process is sending it', async () => {
		const sent: string[] = [];
		const process = new Process(new ProcessedData(), sent);

		const runs = [process.run(['a'], { takes: 30_000 }), process.run(['a'])];

		expect(await after(Promise.all(runs))).toEqual([['unsent'], ['accepted']]);
		expect(sent).toEqual(['a']);
	});

	it('is sent by the next one that waits, where the first was refused', async () => {
		const process = new Process(new ProcessedData(), []);

		const runs = [process.run(['a'], { end: 'refused', takes: 1_000 }), process.run(['a'])];

		expect(await after(Promise.all(runs))).toEqual([['unsent'], ['unsent']]);
	});

	it('is not sent, and given back, where n8n fails', async () => {
		const database = new ProcessedData();
		const process = new Process(database, []);
		const history = process.history();
		const fail = jest.spyOn(database.rows, 'set').mockImplementation(() => {
			throw new Error('no connection');
		});

		await expect(after(history.claim([{ key: 'a', days: 7 }]))).rejects.toThrow(
			'n8n could not record the Deduplication Key: its database did not take it',
		);
		fail.mockRestore();
		expect(await after(process.run(['a']))).toEqual(['unsent']);
	});

	it('is given back where n8n fails after the first marks were written', async () => {
		for (const failing of [2, 3]) {
			const database = new ProcessedData();
			const process = new Process(database, []);
			await after(process.run(['old']));
			jest.setSystemTime(Date.now() + 20 * DAY_MS);
			const history = process.history();
			const set = database.rows.set.bind(database.rows);
			let writes = 0;
			const fail = jest.spyOn(database.rows, 'set').mockImplementation((row, data) => {
				writes++;
				if (writes >= failing) throw new Error('no connection');
				return set(row, data);
			});
			const claims = history.claim(['old', 'new'].map((key) => ({ key, days: 7 })));
			await expect(after(claims)).rejects.toThrow('its database did not take it');
			fail.mockRestore();
			await after(history.confirm());

			expect(await after(process.run(['new', 'old']))).toEqual(['unsent', 'unsent']);
		}
	});

	it('stays uncertain when its marks were overwritten, and are restored', async () => {
		const database = new ProcessedData();
		const process = new Process(database, []);
		await after(process.run(['other']));
		const before = database.rows.get(ROW);
		const history = process.history();
		await after(history.claim([{ key: 'a', days: 7 }]));
		database.rows.set(ROW, { data: [...(before?.data ?? [])] });
		await after(history.settle(new Map([['a', 'uncertain']])));
		await after(history.confirm());

		expect(await after(process.run(['a']))).toEqual(['uncertain']);
	});

	it('stays uncertain when the oldest are pushed out around it', async () => {
		const database = new ProcessedData();
		const process = new Process(database, []);
		await after(process.run(['a'], { end: 'uncertain' }));
		database.rows.get(ROW)?.data.push(...Array.from({ length: 29_980 }, String));
		jest.setSystemTime(Date.now() + 10 * DAY_MS);
		await after(process.run(['a'], { end: 'uncertain' }));
		await after(process.run(Array.from({ length: 15 }, (_, index) => `b${index}`)));

		expect(await after(process.run(['a']))).toEqual(['uncertain']);
	});

	it('pushes out the oldest when there are too many', async () => {
		const database = new ProcessedData();
		const process = new Process(database, []);
		const history = process.history();
		const keys = Array.from({ length: 11_000 }, (_, index) => String(index));
		for (let from = 0; from < keys.length; from += 1_000) {
			const some = keys.slice(from, from + 1_000);
			await after(history.claim(some.map((key) => ({ key, days: 7 }))));
			await after(history.settle(new Map(some.map((key) => [key, 'accepted']))));
		}
		await after(history.confirm());

		expect(database.rows.get(ROW)?.data.length).toBeLessThanOrEqual(30_000);
		expect(await after(process.run(['0', '10999', '5000']))).toEqual([
			'unsent',
			'accepted',
			'accepted',
		]);
	}, 120_000);

	it('is found among many', async () => {
		const process = new Process(new ProcessedData(), []);
		const history = process.history();
		const wanted = Array.from({ length: 1_000 }, (_, index) => ({ key: String(index), days: 7 }));
		await after(history.claim(wanted));
		await after(history.settle(new Map(wanted.map(({ key }) => [key, 'accepted']))));
		jest.setSystemTime(Date.now() + 6 * DAY_MS);

		const before = await after(process.history().claim([...wanted, { key: 'new', days: 7 }]));

		expect(new Set([...before].map(([key, found]) => `${key === 'new'} ${found}`))).toEqual(
			new Set(['false accepted', 'true unsent']),
		);
	});
});

describe('two processes at the same moment', () => {
	/** Longer than the time between reading and writing for which the protocol is made. */
	const GAPS = fc.array(fc.integer({ min: 0, max: 45 }), { minLength: 1, maxLength: 7 });
	const KEYS = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 6 });

	it('send each key once, and know of all that it was accepted', async () => {
		await fc.assert(
			fc.asyncProperty(GAPS, GAPS, KEYS, KEYS, fc.nat(300), async (gapsA, gapsB, a, b, takes) => {
				const database = new ProcessedData();
				const sent: string[] = [];
				const first = new Process(database, sent, gapsA);
				const second = new Process(database, sent, gapsB, MODULES[1]);

				await after(Promise.all([first.run(a, { takes }), second.run(b, { takes })]));
				const keys = [...new Set([...a, ...b])];
				const later = await after(new Process(database, sent, [0], MODULES[2]).run(keys));

				expect(sent.slice().sort()).toEqual(keys.sort());
				expect(new Set(later)).toEqual(new Set(['accepted']));
			}),
			{ numRuns: 150 },
		);
	});

	it('send what is too long ago once, and what was sent yesterday not at all', async () => {
		await fc.assert(
			fc.asyncProperty(GAPS, GAPS, KEYS, KEYS, fc.nat(300), async (gapsA, gapsB, a, b, takes) => {
				const database = new ProcessedData();
				const sent: string[] = [];
				const earlier = new Process(database, [], [0], MODULES[2]);
				await after(earlier.run(['a', 'b', 'c']));
				jest.setSystemTime(Date.now() + 20 * DAY_MS);
				await after(earlier.run(['d', 'e']));
				jest.setSystemTime(Date.now() + DAY_MS);
				const first = new Process(database, sent, gapsA);
				const second = new Process(database, sent, gapsB, MODULES[1]);

				const befores = await after(
					Promise.all([first.run(a, { takes }), second.run(b, { takes })]),
				);
				const keys = [...new Set([...a, ...b])];
				const later = await after(new Process(database, sent, [0], MODULES[2]).run(keys));
				const old = keys.filter((key) => ['a', 'b', 'c'].includes(key));

				expect(sent.slice().sort()).toEqual(old.sort());
				expect(new Set(later)).toEqual(new Set(['accepted']));
				[...a, ...b].forEach((key, index) => {
					// A look of the other process can stay visible until that has confirmed its run.
					if (!old.includes(key)) expect(befores.flat()[index]).not.toBe('unsent');
				});
			}),
			{ numRuns: 200 },
		);
	});

	it('never send a key twice when they are killed, and know what may have been sent', async () => {
		await fc.assert(
			fc.asyncProperty(
				GAPS,
				GAPS,
				KEYS,
				KEYS,
				fc.record({ killA: fc.nat(1500), killB: fc.nat(1500), takes: fc.nat(300) }),
				async (gapsA, gapsB, a, b, { killA, killB, takes }) => {
					const database = new ProcessedData();
					const sent: string[] = [];
					const first = new Process(database, sent, gapsA);
					const second = new Process(database, sent, gapsB, MODULES[1]);
					setTimeout(() => {
						first.kill();
					}, killA);
					setTimeout(() => {
						second.kill();
					}, killB);

					void first.run(a, { takes });
					void second.run(b, { takes });
					await jest.advanceTimersByTimeAsync(60_000);
					const keys = [...new Set([...a, ...b])].sort();
					const before = new Set(sent);
					const later = await after(new Process(database, sent, [0], MODULES[2]).run(keys));

					expect(new Set(sent).size).toBe(sent.length);
					for (const [index, key] of keys.entries()) {
						if (before.has(key)) expect(later[index]).not.toBe('unsent');
						if (later[index] === 'accepted') expect(before).toContain(key);
					}
				},
			),
			{ numRuns: 150 },
		);
	});
});
