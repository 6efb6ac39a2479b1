import type { IDataObject } from 'n8n-workflow';
import type { Fault } from '../../sandbox/client';
import type { EnginePoller } from '../support/engine';
import { useFixture } from '../support/fixture';

const fixture = useFixture();
const NODE = 'mluviiPollingTrigger';

function poller(event: string, parameters: IDataObject = {}) {
	return fixture.engine.poller(NODE, {
		authentication: 'mluviiApi',
		event,
		...(parameters as object),
	});
}

function idsOf(records: IDataObject[] | null): unknown[] {
	return (records ?? []).map(({ id }) => id);
}

/** What was asked of the list of sessions. */
async function queries() {
	return (await fixture.sandbox.requests({ operationId: 'listSessions' })).map(
		({ query }) => query,
	);
}

const LIST = { service: 'mluvii', path: '/api/v1/Sessions' } satisfies Partial<Fault>;

describe('the first poll', () => {
	it.each(['newestFirst', 'oldestFirst'] as const)(
		'hands nothing on, and later ones only what is new (%s)',
		async (sessionOrder) => {
			await fixture.sandbox.configure({ mluvii: { sessionOrder } });
			const trigger = poller('sessionCreated');
			await trigger.activate();
			expect(await trigger.poll()).toBeNull();
			const id = await fixture.sandbox.createSession();

			expect(idsOf(await trigger.poll())).toEqual([id]);
			expect(await trigger.poll()).toBeNull();
			expect(idsOf(trigger.started)).toEqual([id]);
			expect(trigger.notes[0]).toMatch(/begins behind \d{4}-.*Z/);
		},
	);

	it('of an empty Mluvii makes everything new that comes later', async () => {
		await fixture.sandbox.setSessions(0);
		const trigger = poller('sessionEnded');
		await trigger.activate();
		const id = await fixture.sandbox.createSession();
		expect(await trigger.poll()).toBeNull();
		await fixture.sandbox.endSession(id);

		expect(idsOf(await trigger.poll())).toEqual([id]);
		expect(trigger.notes).toEqual(['"Node in the panel": begins. There is nothing in Mluvii yet.']);
	});

	it('fails where Mluvii refuses it, and is made up for', async () => {
		const trigger = poller('sessionCreated');
		await fixture.sandbox.fault({ ...LIST, kind: 'status', status: 400 });

		await expect(trigger.activate()).rejects.toThrow('Mluvii refused');
		expect(trigger.staticData).toEqual({});
		await trigger.activate();
		expect(trigger.started).toEqual([]);
	});
});

describe('run by hand', () => {
	it.each(['newestFirst', 'oldestFirst'] as const)(
		'hands on the newest session, and changes nothing (%s)',
		async (sessionOrder) => {
			await fixture.sandbox.configure({ mluvii: { sessionOrder } });
			const trigger = poller('sessionEnded');
			await trigger.activate();
			const before = trigger.staticData;
			const sessions = await fixture.sandbox.sessions();
			const [id = 0] = sessions.slice(100, 101);
			await fixture.sandbox.endSession(id);

			expect(idsOf(await trigger.runByHand())).toEqual([id]);
			expect(trigger.staticData).toEqual(before);
			expect(idsOf(await trigger.poll())).toEqual([id]);
		},
	);

	it('says that there is nothing', async () => {
		await fixture.sandbox.setSessions(0);

		expect(await poller('sessionCreated').runByHand()).toBeNull();
	});

	it('hands on the newest contact', async () => {
		const [contact] = (await poller('contactCreated').runByHand()) ?? [];
		const { json } = await fixture.engine.run({
			node: 'mluvii',
			parameters: {
				resource: 'contact',
				operation: 'getMany',
				authentication: 'mluviiApi',
				returnAll: true,
			},
		});

		expect(contact?.id).toBe(Math.max(...json.map(({ id }) => Number(id))));
	});
});

describe('what it watches for', () => {
	const department = 62;

	it('is asked of Mluvii with the filters, and handed on simplified or as it came', async () => {
		const departments = [department];
		const trigger = poller('sessionCreated', {
			simplify: false,
			filters: { channels: ['Phone'], departments },
		});
		await trigger.activate();
		const wanted = { channel: 'Phone', departmentId: department };
		const id = await fixture.sandbox.createSession(wanted);
		await fixture.sandbox.createSession({ ...wanted, channel: 'Chat' });
		await fixture.sandbox.createSession({ ...wanted, departmentId: 63 });
		const [session, ...others] = (await trigger.poll()) ?? [];

		expect(others).toEqual([]);
		expect(session).toMatchObject({ id, guest: {} });
		expect(session).toHaveProperty('activities');
		for (const query of await queries()) {
			expect(query).toMatchObject({ Channel: 'Phone', DepartmentId: String(department) });
		}
		const simplified = poller('sessionCreated');
		const [newest] = (await simplified.runByHand()) ?? [];
		expect(newest).not.toHaveProperty('activities');
	});

	it('begins anew where event, filters or Mluvii are other ones', async () => {
		const trigger = poller('sessionCreated');
		await trigger.activate();
		await fixture.sandbox.createSession();
		await trigger.activate({ filters: { channels: ['Chat', 'Phone', 'AV'] } });

		expect(trigger.started).toEqual([]);
		await fixture.sandbox.createSession();
		expect(await trigger.poll()).toHaveLength(1);
		await fixture.sandbox.createSession();
		await trigger.activate({ event: 'sessionEnded' });
		expect(await trigger.poll()).toBeNull();
	});

	it('is handed on as it is listed where one session cannot be read', async () => {
		const whole = poller('sessionEnded', { options: { fetchFullSession: true } });
		await whole.activate();
		const ids = [await fixture.sandbox.createSession(), await fixture.sandbox.createSession()];
		for (const id of ids) await fixture.sandbox.endSession(id);
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: `/Sessions/${ids[0]}`,
			kind: 'status',
			status: 403,
			body: { message: 'Not yours' },
		});

		const [refused, other] = (await whole.poll()) ?? [];
		expect(refused).toMatchObject({
			id: ids[0],
			fetchError: expect.stringContaining('Not yours') as string,
		});
		expect(other).toMatchObject({ id: ids[1] });
		expect(other).not.toHaveProperty('fetchError');
	});

	it('can be read in full', async () => {
		await fixture.sandbox.configure({ mluvii: { listedSessions: 'lighter' } });
		const [lighter, whole] = [false, true].map((fetchFullSession) =>
			poller('sessionEnded', { simplify: false, options: { fetchFullSession } }),
		);
		await lighter?.activate();
		await whole?.activate();
		const id = await fixture.sandbox.createSession();
		await fixture.sandbox.endSession(id);

		expect((await lighter?.poll())?.[0]?.activities).toEqual([]);
		const activities = (await whole?.poll())?.[0]?.activities;
		expect(activities).toContainEqual(expect.objectContaining({ type: 'SessionEnded' }));
	});
});

describe('a poll', () => {
	it('that overlaps with another one is left out', async () => {
		const trigger = poller('sessionCreated');
		await trigger.activate();
		const id = await fixture.sandbox.createSession();
		await fixture.sandbox.fault({ ...LIST, kind: 'delay', delayMs: 300 });
		const [first, second] = await Promise.all([trigger.poll(), trigger.poll()]);

		expect(idsOf(first)).toEqual([id]);
		expect(second).toBeNull();
		expect(trigger.notes.at(-1)).toContain('the poll before is not over yet');
	});

	it('that fails leaves what is stored as it was', async () => {
		const trigger = poller('sessionCreated');
		await trigger.activate();
		const before = trigger.staticData;
		const id = await fixture.sandbox.createSession();
		await fixture.sandbox.fault({ ...LIST, kind: 'status', status: 400, skip: 1 });

		await expect(trigger.poll()).rejects.toThrow('Mluvii refused');
		expect(trigger.staticData).toEqual(before);
		expect(idsOf(await trigger.poll())).toEqual([id]);
	});

	it('hands on again what n8n did not store, and loses nothing', async () => {
		const trigger = poller('sessionCreated');
		await trigger.activate();
		const before = trigger.staticData;
		const id = await fixture.sandbox.createSession();
		await trigger.poll();
		// As if n8n had been killed after it had started the workflow.
		trigger.staticData = before;
		await trigger.activate();

		expect(idsOf(trigger.started)).toEqual([id, id]);
	});

	it('of 2,500 sessions after an outage catches up in steps, and says how far it is', async () => {
		const trigger = poller('sessionEnded');
		await trigger.activate();
		const ids = await createEnded(2500, 40_000);
		await fixture.sandbox.configure({ mluvii: { serverClockOffsetMs: 2500 * 40_000 } });
		// As after a restart.
		await trigger.activate();
		for (let polls = 0; polls < 5; polls++) await trigger.poll();

		expect(trigger.starts).toEqual([1000, 1000, 500]);
		expect(idsOf(trigger.started)).toEqual(ids);
		const marks = trigger.started.map(({ catchingUpTo }) => catchingUpTo);
		expect(marks[0]).toMatch(/Z$/);
		expect(marks[1999]).toMatch(/Z$/);
		expect(marks[2000]).toBeUndefined();
		expect(trigger.notes.slice(-2)[0]).toContain('is catching up');
		expect(trigger.notes.at(-1)).toContain('has caught up');
		expect(JSON.stringify(trigger.staticData).length).toBeLessThan(60_000);
	}, 60_000);
});

/** Sessions that ended one after another, beginning a second from now. @returns their IDs, oldest first */
async function createEnded(count: number, spacingMs: number): Promise<number[]> {
	const ids: number[] = [];
	for (let index = 0; index < count; index++) {
		const ended = new Date(Date.now() + 1000 + index * spacingMs).toISOString();
		ids.push(await fixture.sandbox.createSession({ status: 'CLOSED', ended, length: 'PT1S' }));
	}
	return ids;
}

describe('5,000 sessions that begin and end in random order', () => {
	/** As often as this, a request goes wrong in one of these ways. */
	const KINDS = ['status', 'drop', 'truncated', 'dropInBody', 'html', 'empty'] as const;
	const HOUR_MS = 3_600_000;

	it.each([2, -2])(
		'come out once each, with a clock %i hours off, failures and restarts',
		async (hours) => {
			const { sandbox } = fixture;
			await sandbox.configure({ mluvii: { serverClockOffsetMs: hours * HOUR_MS } });
			await sandbox.setSessions(20);
			const random = randomFrom(hours);
			const triggers = ['sessionCreated', 'sessionEnded'].map((event) => poller(event));
			for (const trigger of triggers) await trigger.activate();
			const created: number[] = [];
			const ended: number[] = [];
			let failed = 0;
			const living = liveThrough(5000, random, created, ended);
			const pollOnce = async (trigger: EnginePoller): Promise<boolean> => {
				const stored = JSON.stringify(trigger.staticData);
				try {
					return (await trigger.poll()) === null;
				} catch {
					failed++;
					expect(JSON.stringify(trigger.staticData)).toBe(stored);
					return false;
				}
			};
			while (ended.length < 5000) {
				const kind = KINDS[Math.floor(random() * KINDS.length)];
				const skip = Math.floor(random() * 4);
				if (kind && random() < 0.4) {
					await sandbox.fault({ ...LIST, kind, status: 500, skip, times: 4 });
				}
				for (const trigger of triggers) {
					await pollOnce(trigger);
					// n8n is started again: what was not stored is gone.
					if (random() < 0.3) await trigger.activate().catch(() => failed++);
				}
			}
			await living;
			for (const trigger of triggers) {
				for (let quiet = 0; quiet < 2;) quiet = (await pollOnce(trigger)) ? quiet + 1 : 0;
			}

			for (const [index, wanted] of [created, ended].entries()) {
				const given = idsOf(triggers[index]?.started ?? []) as number[];
				expect(given).toHaveLength(5000);
				expect(given.sort()).toEqual(wanted.sort());
				expect(triggers[index]?.starts.length).toBeGreaterThan(5);
			}
			expect(failed).toBeGreaterThan(0);
		},
		240_000,
	);
});

/** So many sessions begin and end, in random order. */
async function liveThrough(
	count: number,
	random: () => number,
	created: number[],
	ended: number[],
): Promise<void> {
	const open: number[] = [];
	while (ended.length < count) {
		if (created.length < count && (open.length === 0 || random() < 0.55)) {
			const id = await fixture.sandbox.createSession();
			created.push(id);
			open.push(id);
		} else {
			const [id = 0] = open.splice(Math.floor(random() * open.length), 1);
			await fixture.sandbox.endSession(id);
			ended.push(id);
		}
	}
}

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

describe('new contacts', () => {
	async function createContacts(count: number): Promise<unknown[]> {
		const { json } = await fixture.engine.run({
			node: 'mluvii',
			items: Array.from({ length: count }, (_, index) => ({ index })),
			parameters: {
				resource: 'contact',
				operation: 'create',
				authentication: 'mluviiApi',
				departmentId: { __rl: true, mode: 'id', value: '62' },
				fullName: '={{ "Guest " + $json.index }}',
			},
		});
		return idsOf(json);
	}

	it('start the workflow once each', async () => {
		const trigger = poller('contactCreated');
		await trigger.activate();
		expect(await trigger.poll()).toBeNull();
		const created = await createContacts(3);

		expect(idsOf(await trigger.poll())).toEqual(created);
		expect(await trigger.poll()).toBeNull();
		expect(created).toHaveLength(3);
	});
});
