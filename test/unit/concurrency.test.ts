import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { CachedCredential } from '../../nodes/shared/base/token/cachedCredential';
import { ApiClient } from '../../nodes/shared/http/client';
import type { ItemOperation } from '../../nodes/shared/operation/operation';
import { runOperation } from '../../nodes/shared/operation/runner';

interface Answer {
	statusCode: number;
	headers?: IDataObject;
}

/** Answers a request after a while; `inFlight` counts it. */
type Service = (request: { number: number; inFlight: number; at: number }) => Promise<Answer>;

interface Simulation {
	/** How long everything took, in milliseconds. */
	time: number;
	/** How many requests were refused. */
	refused: number;
	/** The most requests in flight, and the most when the first second was over. */
	most: number;
	mostLater: number;
	/** How many were in flight when the last request was sent. */
	last: number;
}

/** A token that is valid for long. */
const TOKEN = `a.${Buffer.from('{"exp":4000000000}').toString('base64url')}.c`;
const GOLDEN_RATIO = 0.618_034;
const OK: Answer = { statusCode: 200 };

async function after(milliseconds: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Reads so many records, one with each request, by the real runner and client, in simulated time. */
async function simulate(
	service: Service,
	count: number,
	{ continueOnFail = false, accessToken = TOKEN, ...options }: IDataObject = {},
): Promise<Simulation> {
	const seen: Simulation = { time: 0, refused: 0, most: 0, mostLater: 0, last: 0 };
	let inFlight = 0;
	let number = 0;
	const answer = async () => {
		const at = performance.now();
		inFlight++;
		seen.most = Math.max(seen.most, inFlight);
		if (at > 1000) seen.mostLater = Math.max(seen.mostLater, inFlight);
		seen.last = inFlight;
		const response = await service({ number: ++number, inFlight, at });
		inFlight--;
		if (response.statusCode !== 200) seen.refused++;
		return { headers: {}, body: '{}', ...response };
	};
	const context = {
		getInputData: () => Array.from({ length: count }, () => ({ json: {} })),
		getNode: () => ({ name: 'Node', type: 'test', parameters: {}, credentials: {} }),
		getNodeParameter: (name: string) => options[name.replace('options.', '')],
		getTimezone: () => 'UTC',
		getExecutionCancelSignal: () => undefined,
		continueOnFail: () => continueOnFail,
		getKnownNodeTypes: () => ({}),
		addExecutionHints: () => undefined,
		getCredentials: async () => await Promise.resolve({ url: 'https://shop.example', accessToken }),
		helpers: { httpRequestWithAuthentication: answer },
	} as unknown as IExecuteFunctions;
	const adapter = {
		name: 'Shop',
		credential: new CachedCredential(context, 'shopApi', { name: 'url', label: 'Address' }),
		reasonOf: () => '',
		hasLoginPage: false,
	};
	const operation: ItemOperation<ApiClient> = {
		value: 'get',
		name: 'Get',
		action: 'Get',
		description: 'Get',
		properties: [],
		effect: 'read',
		read: () => undefined,
		execute: async ({ client }) =>
			(await client.request({ method: 'GET', path: '/record' })) as IDataObject,
	};
	const progress = { isOver: false };
	const began = performance.now();
	const run = runOperation(
		context,
		operation,
		(limiter) => new ApiClient(context, adapter, limiter),
	).finally(() => {
		progress.isOver = true;
	});
	run.catch(() => undefined);
	while (!progress.isOver) await jest.advanceTimersToNextTimerAsync();
	expect(await run).toHaveLength(count);
	return { ...seen, time: performance.now() - began };
}

/** Serves so many requests at once, each in its time; so many more wait for their turn, others are refused. */
function serving(
	atOnce: number | (() => number),
	latency: number | ((request: number) => number),
	queued = Infinity,
): Service {
	let busy = 0;
	const waiting: Array<() => void> = [];
	const capacity = () => (typeof atOnce === 'number' ? atOnce : atOnce());
	return async ({ number }) => {
		const time = typeof latency === 'number' ? latency : latency(number);
		if (busy >= capacity()) {
			if (waiting.length >= queued) {
				await after(time);
				return { statusCode: 503 };
			}
			await new Promise<void>((resolve) => waiting.push(resolve));
		}
		busy++;
		// Answers never take exactly the same time.
		await after(time * (1 + 0.05 * Math.sin(number)));
		busy--;
		while (busy < capacity() && waiting.length > 0) {
			waiting.shift()?.();
			await Promise.resolve();
		}
		return OK;
	};
}

/** Takes so many requests in each second, and refuses the rest. */
function counting(perSecond: number, latency: number): Service {
	const seconds = new Map<number, number>();
	return async ({ at }) => {
		const second = Math.floor(at / 1000);
		const taken = (seconds.get(second) ?? 0) + 1;
		seconds.set(second, taken);
		await after(latency);
		return taken > perSecond ? { statusCode: 429 } : OK;
	};
}

/** Retries come back one after the other, as they do in fact, but the same in each run of the tests. */
function spreadRetries(): void {
	let place = 0;
	jest.spyOn(Math, 'random').mockImplementation(() => (place = (place + GOLDEN_RATIO) % 1));
}

beforeEach(() => {
	jest.useFakeTimers({ now: 0 });
	spreadRetries();
});
afterEach(() => {
	jest.restoreAllMocks();
	jest.useRealTimers();
});

describe('the number of reads in flight', () => {
	it.each([
		{ atOnce: 5, latency: 40 },
		{ atOnce: 8, latency: 40 },
		{ atOnce: 20, latency: 40 },
		{ atOnce: 5, latency: 200 },
		{ atOnce: 20, latency: 200 },
	])(
		'comes to what a service of $atOnce at once and $latency ms can do, and few wait there',
		async ({ atOnce, latency }) => {
			const { time, mostLater, last } = await simulate(serving(atOnce, latency), 2000);

			expect(time).toBeLessThan(((2000 * latency) / atOnce) * 1.1);
			expect(last).toBeLessThanOrEqual(1.25 * atOnce + 6);
			// After a second of 200 ms each, it is still on its way down from 20 or 40.
			if (latency === 40) expect(mostLater).toBeLessThanOrEqual(2 * atOnce + 2);
		},
	);

	it('is as many as help where the service has no bound of its own', async () => {
		const { time, most } = await simulate(serving(Infinity, 200), 2000);
		const bare = await simulate(serving(Infinity, 200), 2000, { maxParallelRequests: 200 });

		expect(most).toBe(200);
		expect(time).toBeLessThan(bare.time + 1500);
	});

	it('stays below where a service refuses, most of the time', async () => {
		const { time, refused, last } = await simulate(serving(20, 40, 0), 2000);

		expect(refused / 2000).toBeLessThan(0.03);
		expect(last).toBeLessThanOrEqual(20);
		expect(time).toBeLessThan(2 * ((2000 * 40) / 20));
	});

	it('causes no refusal where twice as many may wait as are served', async () => {
		expect((await simulate(serving(20, 40, 40), 2000)).refused).toBe(0);
	});

	it.each([
		// One after the other, without a pause, is more than that already.
		{ perSecond: 20, share: 0.08 },
		{ perSecond: 50, share: 0.05 },
		{ perSecond: 200, share: 0.05 },
	])(
		'keeps to a limit of $perSecond a second that nobody has told',
		async ({ perSecond, share }) => {
			const { time, refused } = await simulate(counting(perSecond, 40), 30 * perSecond);

			expect(refused / (30 * perSecond)).toBeLessThan(share);
			expect(time).toBeLessThan(2.5 * 30_000);
		},
	);

	it('does not take a service that gets slower for one that is full', async () => {
		const night = (request: number) => (request < 1000 ? 40 : 120);
		const { last } = await simulate(serving(Infinity, night), 5000);

		expect(last).toBeGreaterThan(50);
	});

	it('is not misled by a service that is slow at first', async () => {
		const waking = (request: number) => (request < 40 ? 100 : 40);
		const { last } = await simulate(serving(8, waking), 700);

		expect(last).toBeLessThanOrEqual(16);
	});

	it('falls when a service has less to give', async () => {
		let served = 0;
		const atOnce = () => (++served < 3000 ? 20 : 5);
		const { last } = await simulate(serving(atOnce, 40), 4000);

		expect(last).toBeLessThanOrEqual(15);
	});

	it('soon comes back after the service was down for a moment', async () => {
		const isDown = (at: number) => at > 2000 && at < 2800;
		const working = serving(Infinity, 50);
		const { refused, last, time } = await simulate(
			async (request) => {
				if (!isDown(request.at)) return await working(request);
				await after(3);
				return { statusCode: 503 };
			},
			12_000,
			{ continueOnFail: true },
		);

		expect(refused).toBeGreaterThan(50);
		expect(last).toBeGreaterThan(45);
		expect(time).toBeLessThan(15_000);
	});

	it('does not fall because the first request was refused', async () => {
		const working = serving(Infinity, 50);
		const { time } = await simulate(
			async (request) => (request.number === 1 ? { statusCode: 502 } : await working(request)),
			300,
			{ accessToken: '' },
		);

		expect(time).toBeLessThan(2000);
	});

	it('does not fall to one because the service refuses all that comes first', async () => {
		const working = serving(Infinity, 50);
		const { time } = await simulate(async (request) => {
			if (request.number > 12) return await working(request);
			await after(5);
			return { statusCode: 429, headers: { 'retry-after': '1' } };
		}, 300);

		// One at a time, it would take three times as long.
		expect(time).toBeLessThan(6000);
	});

	it('stands a refusal now and then, and a service that is weak for a while', async () => {
		const working = serving(Infinity, 50);
		const flaky = await simulate(
			async (request) =>
				request.number % 100 === 99 ? { statusCode: 502 } : await working(request),
			4000,
		);
		const weak = await simulate(
			async (request) => {
				const isWeak = request.at > 2000 && request.at < 5000 && request.number % 3 === 0;
				return isWeak ? { statusCode: 503 } : await working(request);
			},
			6000,
			{ continueOnFail: true },
		);

		// Eight at once and no fewer, with the time for the repetitions.
		expect(flaky.time).toBeLessThan((4000 / 8) * 70);
		expect(weak.time).toBeLessThan((6000 / 8) * 60);
		expect(weak.last).toBeGreaterThanOrEqual(8);
	});

	it('is at least eight where answers only take different times', async () => {
		const mixed = (request: number) => (request % 10 < 3 ? 10 : 200);
		const { time } = await simulate(serving(Infinity, mixed), 1000);

		expect(time).toBeLessThan((1000 / 8) * 150);
	});

	it('waits as a whole while the service has asked for a pause, and does not come back in a burst', async () => {
		const sent: number[] = [];
		const waits: Record<number, [retryAfter: string, answeredAfterMs: number]> = {
			32: ['1', 20],
			33: ['3', 120],
		};
		const working = serving(Infinity, 50);
		const service: Service = async (request) => {
			sent.push(request.at);
			const wait = waits[request.number];
			if (!wait) return await working(request);
			await after(wait[1]);
			return { statusCode: 429, headers: { 'retry-after': wait[0] } };
		};
		await simulate(service, 200, { maxParallelRequests: 10 });
		const gaps = sent.slice(1).map((at, index) => at - (sent[index] as number));
		const longest = Math.max(...gaps);
		const resumed = gaps.indexOf(longest) + 1;

		// The longer pause began while requests were waiting for the first one to end.
		expect(longest).toBeGreaterThan(2900);
		expect(gaps.filter((gap) => gap > 500)).toHaveLength(1);
		expect(new Set(sent.slice(resumed, resumed + 10)).size).toBe(10);
	});

	it('is what the user has set, whatever happens', async () => {
		const options = { maxParallelRequests: 30 };
		const slow = await simulate(serving(5, 40), 500, options);

		expect([slow.most, slow.last]).toEqual([30, 30]);
	});
});
