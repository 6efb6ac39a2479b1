import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import type { MluviiClient } from '../../nodes/Mluvii/client';
import { ContactFeed } from '../../nodes/Mluvii/polling/contacts';
import type { Feed } from '../../nodes/Mluvii/polling/feed';
import type { Limits, Progress } from '../../nodes/Mluvii/polling/progress';
import { advance, baselineOf, newestOf } from '../../nodes/Mluvii/polling/progress';
import { SessionFeed } from '../../nodes/Mluvii/polling/sessions';
import type { ApiRequest } from '../../nodes/shared/http/client';
import { readAllPages } from '../../nodes/shared/http/pages';

const WIDE: Limits = { most: 1000, remembered: 1000, credible: 1000 };
const NARROW: Limits = { most: 7, remembered: 5, credible: Infinity };
const MINUTE = 60_000_000;
const NOON = Date.UTC(2026, 0, 15, 12) * 1000;

type ListOrder = 'oldestFirst' | 'newestFirst' | 'shuffled';

/** A Mluvii with one list, as a client sees it; it can fail, and change before it answers. */
class Service {
	records: IDataObject[] = [];
	order: ListOrder = 'oldestFirst';
	requests = 0;
	mostRows = 0;
	cap = Infinity;
	private sorted?: IDataObject[];
	/** Milliseconds since 1970, where it says what time it is. */
	serverTime?: number;
	/** Called before each answer. */
	before: () => void = () => undefined;

	get client(): MluviiClient {
		const page = async (query: IDataObject): Promise<IDataObject[]> => {
			this.requests++;
			await Promise.resolve();
			this.before();
			const { limit, offset } = query as { limit: number; offset: number };
			const rows = this.listed()
				.filter((record) => meets(record, query))
				.slice(offset, offset + Math.min(limit, this.cap));
			this.mostRows = Math.max(this.mostRows, rows.length);
			return rows.map((row) => ({ ...row }));
		};
		const serverTime = () => this.serverTime;
		return {
			get serverTime() {
				return serverTime();
			},
			records: async ({ query }: ApiRequest) => await page(query ?? {}),
			pagedRecords: async ({ query }: ApiRequest, { limit }: { limit?: number }) =>
				await readAllPages({
					fetchPage: async (offset, count) => await page({ ...query, limit: count, offset }),
					pageSize: 200,
					maxParallel: () => 1,
					limit,
				}),
		} as unknown as MluviiClient;
	}

	change(records: IDataObject[]): void {
		this.records = records;
		this.sorted = undefined;
	}

	private listed(): IDataObject[] {
		if (this.sorted?.length !== this.records.length) this.sorted = this.sort();
		return this.sorted;
	}

	private sort(): IDataObject[] {
		const sorted = [...this.records].sort((a, b) => Number(a.id) - Number(b.id));
		if (this.order === 'newestFirst') return sorted.reverse();
		// The same each time.
		const mixed = (record: IDataObject) => (Number(record.id) * 7919) % 1009;
		return this.order === 'shuffled' ? sorted.sort((a, b) => mixed(a) - mixed(b)) : sorted;
	}
}

/** As Mluvii compares: instants to the microsecond, both ends included. */
function meets(record: IDataObject, query: IDataObject): boolean {
	return Object.entries(query).every(([key, value]) => {
		if (value === undefined || key === 'limit' || key === 'offset') return true;
		const [name = '', end] = key.split('.');
		const time = record[name.toLowerCase()];
		if (typeof time !== 'string') return false;
		const [moment, bound] = [microseconds(time), microseconds(value as string)];
		return end === 'Min' ? moment >= bound : moment <= bound;
	});
}

const known = new Map<string, number>();

function microseconds(time: string): number {
	let moment = known.get(time);
	if (moment === undefined) known.set(time, (moment = parsed(time)));
	return moment;
}

function parsed(time: string): number {
	const [, fraction = ''] = /\.(\d+)/.exec(time) ?? [];
	const seconds = Date.parse(time.replace(/\.\d+/, ''));
	return seconds * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

/** As Mluvii writes a time, in one of several zones. */
function written(moment: number, hours = 0): string {
	const local = new Date(Math.floor(moment / 1_000_000) * 1000 + hours * 3_600_000);
	const fraction = String(moment % 1_000_000).padStart(6, '0');
	const zone = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;
	return `${local.toISOString().slice(0, 19)}.${fraction}${zone}`;
}

/** A trigger, as n8n keeps it: what is stored goes through JSON. */
class Trigger {
	readonly given: string[] = [];
	readonly sizes: number[] = [];
	progress?: Progress;

	constructor(
		private readonly feed: Feed,
		private readonly limits: Limits,
	) {}

	async poll(): Promise<void> {
		if (!this.progress) {
			this.progress = await baselineOf(this.feed, this.limits);
			return;
		}
		const stored = JSON.parse(JSON.stringify(this.progress)) as Progress;
		const { entries, progress } = await advance(this.feed, stored, this.limits);
		this.given.push(...entries.map(({ id }) => id));
		this.sizes.push(entries.length);
		this.progress = progress;
	}

	async pollUntilDone(): Promise<void> {
		do await this.poll();
		while (this.progress?.isBehind === true);
	}
}

const order = fc.constantFrom<ListOrder>('oldestFirst', 'newestFirst', 'shuffled');

interface Turn {
	/** Microseconds that pass. */
	passes: number;
	/** How long before now each new record happened. */
	ages: number[];
	/** Whether a poll follows, and after how many requests it fails. */
	poll: 'no' | 'yes' | number;
}

const turns = (maxAge: number, maxRecords: number) =>
	fc.array(
		fc.record<Turn>({
			passes: fc.oneof(
				fc.integer({ min: 0, max: 3 }),
				fc.integer({ min: 0, max: 5000 }),
				fc.integer({ min: 0, max: 3 * MINUTE }),
				fc.integer({ min: 0, max: 40 * 24 * 60 * MINUTE }),
			),
			ages: fc.array(fc.integer({ min: 0, max: maxAge }), { maxLength: maxRecords }),
			poll: fc.oneof(fc.constant<'no' | 'yes'>('yes'), fc.constant<'no' | 'yes'>('no'), fc.nat(4)),
		}),
		{ maxLength: 14 },
	);

describe('sessions that are watched', () => {
	async function simulate(
		plan: Turn[],
		settings: { order: ListOrder; cap: number; limits: Limits; before: number[] },
	) {
		const service = new Service();
		Object.assign(service, { order: settings.order, cap: settings.cap });
		const trigger = new Trigger(new SessionFeed(service.client, 'ended', {}), settings.limits);
		let now = NOON;
		let id = 1000;
		const add = (age: number): string => {
			const ended = written(now - age, (id % 5) - 2);
			service.records.push({ id: ++id, ended });
			return String(id);
		};
		settings.before.forEach(add);
		// One that goes on has no end, and never comes.
		service.records.push({ id: ++id, ended: null });
		await trigger.poll();
		const expected: string[] = [];
		for (const { passes, ages, poll } of plan) {
			now += passes;
			expected.push(...ages.map(add));
			if (poll === 'no') continue;
			let left = poll === 'yes' ? Infinity : poll;
			service.before = () => {
				if (--left < 0) throw new Error('Mluvii is down');
			};
			const before = JSON.stringify(trigger.progress);
			await trigger.poll().catch(() => {
				expect(JSON.stringify(trigger.progress)).toBe(before);
			});
			service.before = () => undefined;
		}
		await trigger.pollUntilDone();
		return { trigger, expected };
	}

	it('come out once each, also those that turn up within ten minutes after their time', async () => {
		await fc.assert(
			fc.asyncProperty(
				turns(9 * MINUTE, 6),
				order,
				fc.constantFrom(3, 50, Infinity),
				fc.array(fc.integer({ min: 0, max: 30 * MINUTE }), { maxLength: 8 }),
				async (plan, listOrder, cap, before) => {
					const settings = { order: listOrder, cap, limits: WIDE, before };
					const { trigger, expected } = await simulate(plan, settings);

					expect([...trigger.given].sort()).toEqual(expected.sort());
				},
			),
			{ numRuns: 300 },
		);
	});

	it('come out once each and in order where there are more than a poll takes, with none left behind of those at the same moment', async () => {
		await fc.assert(
			fc.asyncProperty(
				turns(0, 25),
				order,
				fc.array(fc.constant(0), { maxLength: 30 }),
				async (plan, listOrder, before) => {
					const settings = { order: listOrder, cap: Infinity, limits: NARROW, before };
					const { trigger, expected } = await simulate(plan, settings);

					expect(trigger.given).toEqual(expected);
					expect(Math.max(0, ...trigger.sizes)).toBeLessThanOrEqual(NARROW.most);
				},
			),
			{ numRuns: 300 },
		);
	});

	it('are read in bounded steps after a long outage', async () => {
		const service = new Service();
		const trigger = new Trigger(new SessionFeed(service.client, 'created', {}), WIDE);
		service.records = [{ id: 1, created: written(NOON) }];
		await trigger.poll();
		const ids = Array.from({ length: 12_000 }, (_, index) => index + 2);
		service.records.push(...ids.map((id) => ({ id, created: written(NOON + id * MINUTE) })));
		const requests: number[] = [];
		do {
			service.requests = 0;
			await trigger.poll();
			requests.push(service.requests);
		} while (trigger.progress?.isBehind === true);

		expect(trigger.given).toEqual(ids.map(String));
		expect(trigger.sizes).toEqual(Array.from({ length: 12 }, () => 1000));
		expect(Math.max(...requests)).toBeLessThan(45);
		expect(trigger.progress?.seen.length).toBeLessThan(12);
	});

	it('are remembered in a bounded number', async () => {
		const service = new Service();
		// Mluvii's clock, by which the trigger begins where there is nothing yet.
		service.serverTime = NOON / 1000;
		const trigger = new Trigger(new SessionFeed(service.client, 'created', {}), WIDE);
		await trigger.poll();
		service.records = Array.from({ length: 5000 }, (_, index) => ({
			id: index + 1,
			created: written(NOON + index * 1000),
		}));
		await trigger.pollUntilDone();

		expect(new Set(trigger.given).size).toBe(5000);
		expect(trigger.given).toHaveLength(5000);
		expect(trigger.progress?.seen).toHaveLength(1000);
	});

	it('are new only from now on where none is shown at first, as with a right that is given later', async () => {
		const service = new Service();
		service.serverTime = NOON / 1000;
		const trigger = new Trigger(new SessionFeed(service.client, 'created', {}), WIDE);
		await trigger.poll();
		const created = (id: number, at: number) => ({ id, created: written(at) });
		service.records = Array.from({ length: 3000 }, (_, id) =>
			created(id, NOON - (id + 11) * MINUTE),
		);
		await trigger.poll();
		service.change([...service.records, created(9000, NOON + MINUTE)]);
		await trigger.poll();

		expect(trigger.given).toEqual(['9000']);
	});

	it('are found behind one whose time is in the future', async () => {
		const service = new Service();
		service.serverTime = NOON / 1000;
		service.records = [{ id: 1, created: written(NOON - MINUTE) }];
		const trigger = new Trigger(new SessionFeed(service.client, 'created', {}), WIDE);
		await trigger.poll();
		for (const [id, at] of [
			[2, NOON + 365 * 24 * 60 * MINUTE],
			[3, NOON + MINUTE],
			[4, NOON + 2 * MINUTE],
		] as const) {
			service.change([...service.records, { id, created: written(at) }]);
			await trigger.poll();
		}

		expect(trigger.given).toEqual(['2', '3', '4']);
	});

	it('have a newest one, wherever the list begins', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 0, max: 400 * 24 * 60 * MINUTE }), { maxLength: 120 }),
				order,
				async (ages, listOrder) => {
					const service = new Service();
					service.order = listOrder;
					service.records = ages.map((age, id) => ({ id, created: written(NOON - age) }));
					const newest = await newestOf(new SessionFeed(service.client, 'created', {}));

					expect(newest?.place).toBe(ages.length === 0 ? undefined : NOON - Math.min(...ages));
					expect(service.requests).toBeLessThan(100);
				},
			),
			{ numRuns: 200 },
		);
	});
});

describe('contacts that are watched', () => {
	const contactTurn = fc.record({
		added: fc.nat(12),
		/** IDs that are left out now, and stored with the next turn. */
		late: fc.nat(2),
		deleted: fc.nat(4),
		poll: fc.boolean(),
	});

	it('come out once each, in whatever order the list is, and whatever is deleted', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(contactTurn, { maxLength: 12 }),
				order,
				fc.nat(450),
				fc.constantFrom(WIDE, { most: 3, remembered: 100, credible: Infinity }),
				async (plan, listOrder, count, limits) => {
					const service = new Service();
					service.order = listOrder;
					service.records = Array.from({ length: count }, (_, id) => ({ id: id + 1 }));
					const trigger = new Trigger(new ContactFeed(service.client, {}), limits);
					await trigger.poll();
					let id = count;
					let late: number[] = [];
					const expected: string[] = [];
					for (const turn of plan) {
						const ids = [...late];
						late = Array.from({ length: turn.late }, () => ++id);
						ids.push(...Array.from({ length: turn.added }, () => ++id));
						service.change([...service.records, ...ids.map((one) => ({ id: one }))]);
						expected.push(...ids.map(String));
						if (turn.poll) {
							await trigger.poll();
							// Only what came out may go, as nothing else could still be found.
							const known = service.records.filter(
								({ id: one }) => Number(one) <= count || trigger.given.includes(`${Number(one)}`),
							);
							const gone = new Set(known.slice(0, turn.deleted));
							service.change(service.records.filter((record) => !gone.has(record)));
						}
					}
					await trigger.pollUntilDone();

					expect([...trigger.given].sort()).toEqual(expected.sort());
				},
			),
			{ numRuns: 150 },
		);
	});

	it('are not all new where none was shown at first', async () => {
		const service = new Service();
		const trigger = new Trigger(new ContactFeed(service.client, {}), WIDE);
		await trigger.poll();
		service.change(Array.from({ length: 3000 }, (_, index) => ({ id: index + 1 })));
		await trigger.poll();
		expect(trigger.given).toEqual([]);

		service.change([...service.records, { id: 3001 }]);
		await trigger.poll();
		expect(trigger.given).toEqual(['3001']);
	});

	it('are found behind others where many turn up late, as after an import', async () => {
		const service = new Service();
		service.records = Array.from({ length: 500 }, (_, index) => ({ id: index + 1 }));
		const trigger = new Trigger(new ContactFeed(service.client, {}), WIDE);
		await trigger.poll();
		service.change([...service.records, { id: 1001 }]);
		await trigger.poll();
		service.change([
			...service.records,
			...Array.from({ length: 500 }, (_, index) => ({ id: 501 + index })),
		]);
		await trigger.pollUntilDone();

		expect(trigger.given).toHaveLength(501);
	});

	it('are found again where most of the list was deleted', async () => {
		const service = new Service();
		const ids = (from: number, to: number) =>
			Array.from({ length: to - from }, (_, index) => ({ id: from + index }));
		service.records = ids(1, 1001);
		const trigger = new Trigger(new ContactFeed(service.client, {}), WIDE);
		await trigger.poll();
		service.change([...ids(901, 1001), ...ids(1001, 1051)]);
		await trigger.poll();

		expect(trigger.given).toEqual(ids(1001, 1051).map(({ id }) => String(id)));
	});
});
