/*
 * Keeps under limits that a service publishes for requests in a period. It counts for everything in this
 * process together, as the service does not know one run of a node from another.
 */

/** No more than so many in any period of this length. */
export interface Rate {
	most: number;
	periodMs: number;
}

/** Periods are taken a little longer: requests do not arrive exactly as they are sent. */
const MARGIN_MS = 1_000;
/** The longest distance at which requests of several runs go out. */
const MAX_DISTANCE_MS = 1_000;
/** The longest wait before looking again: those that wait in front can be cancelled. */
const LOOK_AGAIN_MS = 1_000;

/** A request that waits, by the limit that was asked for with it. */
interface Acquisition {
	rate: Rate;
	run: object;
	/** Those of a lower round go first. */
	round: number;
}

/** What is limited together. */
interface Queue {
	/** What began not longer ago than any period takes, and when, in that order. */
	begun: Array<Pick<Acquisition, 'rate' | 'run'> & { at: number }>;
	/** What waits, in the order in which it is to begin. */
	waiting: Acquisition[];
	/** The latest round of which a request began. */
	round: number;
	/** The latest round of each run. */
	rounds: WeakMap<object, number>;
}

/** How long a request has to wait. */
interface Wait {
	/** Until there is reason to look again; 0 if it may begin. */
	step: number;
	/** Until it may begin, at the least: those of other limits can come in between. */
	atLeast: number;
}

/** By what is limited. */
const queues = new Map<string, Queue>();

/**
 * Waits until one more request may begin, and counts it. Of those that ask for the same limit, no more begin
 * than that; of all together, no more than the highest limit among them. So who asks for less gets that much
 * beside others, and holds nobody up. Runs take turns, and while there are several, half of the limit goes out
 * at even distances: one with thousands of requests does not use up a period before one with few has its turn.
 * The requests of a run go first come, first served.
 *
 * @param limited what the limit is for, such as the logins at an address
 * @param rate the limit
 * @param run for what the request is made; the same object for all requests of a run
 * @param wait sleeps for so many milliseconds. It is told, too, how long the whole wait will be at the least.
 * What it throws ends the wait, and gives the place away.
 */
export async function acquire(
	limited: string,
	{ rate, run }: { rate: Rate; run: object },
	wait: (milliseconds: number, atLeast: number) => Promise<void>,
): Promise<void> {
	const queue = queueOf(limited);
	const own = enqueue(queue, rate, run);
	try {
		for (let left = waitOf(queue, own); left.step > 0; left = waitOf(queue, own)) {
			await wait(Math.min(left.step, LOOK_AGAIN_MS), left.atLeast);
		}
		queue.begun.push({ rate, run, at: Date.now() });
		queue.round = Math.max(queue.round, own.round);
	} finally {
		queue.waiting.splice(queue.waiting.indexOf(own), 1);
	}
}

/** How many milliseconds a request would have to wait, at the least, if it came now. */
export function timeUntilFree(limited: string, rate: Rate): number {
	const queue = queueOf(limited);
	const own = enqueue(queue, rate, {});
	const { atLeast } = waitOf(queue, own);
	queue.waiting.splice(queue.waiting.indexOf(own), 1);
	return atLeast;
}

function queueOf(limited: string): Queue {
	const queue = queues.get(limited) ?? { begun: [], waiting: [], round: 0, rounds: new WeakMap() };
	queues.set(limited, queue);
	return queue;
}

/**
 * Puts a request into the queue by its round: the one that goes on now, or the one behind the round of the
 * run's request before. (This is start-time fair queuing, with requests that weigh the same.)
 */
function enqueue(queue: Queue, rate: Rate, run: object): Acquisition {
	const round = Math.max(queue.round, (queue.rounds.get(run) ?? -1) + 1);
	queue.rounds.set(run, round);
	const own = { rate, run, round };
	const behind = queue.waiting.findIndex((each) => each.round > round);
	queue.waiting.splice(behind < 0 ? queue.waiting.length : behind, 0, own);
	return own;
}

/** How long a request in the queue has to wait; those in front that can begin now take their places. */
function waitOf(queue: Queue, wanted: Acquisition): Wait {
	const now = Date.now();
	const longest = longestOf(queue) + MARGIN_MS;
	// Times to come are left over from a clock that was put back.
	queue.begun = queue.begun.filter(({ at }) => at > now - longest && at <= now);
	const highest = highestOf(queue, wanted.rate);
	const all: number[] = [];
	const byRate = new Map<number, number[]>();
	const ownTimes = (rate: Rate): number[] => {
		const times = byRate.get(perMs(rate)) ?? [];
		byRate.set(perMs(rate), times);
		return times;
	};
	const isShared = [queue.begun, queue.waiting].some((each) =>
		each.some(({ run }) => run !== wanted.run),
	);
	const turn = (): number =>
		isShared && all.length > highest.most / 2
			? (all.at(-1) ?? now) + Math.min(MAX_DISTANCE_MS, highest.periodMs / highest.most / 2)
			: now;
	const freeAt = (rate: Rate, ahead = 0): number =>
		Math.max(turn(), nextOf(ownTimes(rate), rate, now, ahead), nextOf(all, highest, now, ahead));
	const take = (rate: Rate, at: number): void => {
		for (const times of [all, ownTimes(rate)]) times.push(at);
	};
	for (const { rate, at } of queue.begun) take(rate, at);
	/** How many in front wait for the same limit. */
	let ahead = 0;
	for (const each of queue.waiting) {
		if (each === wanted) break;
		if (freeAt(each.rate) <= now) take(each.rate, now);
		else if (perMs(each.rate) === perMs(wanted.rate)) ahead++;
	}
	return { step: freeAt(wanted.rate) - now, atLeast: freeAt(wanted.rate, ahead) - now };
}

function longestOf({ begun, waiting }: Queue): number {
	let longest = 0;
	for (const { rate } of begun) longest = Math.max(longest, rate.periodMs);
	for (const { rate } of waiting) longest = Math.max(longest, rate.periodMs);
	return longest;
}

function highestOf({ begun, waiting }: Queue, own: Rate): Rate {
	let highest = own;
	for (const { rate } of begun) if (perMs(rate) > perMs(highest)) highest = rate;
	for (const { rate } of waiting) if (perMs(rate) > perMs(highest)) highest = rate;
	return highest;
}

function perMs({ most, periodMs }: Rate): number {
	return most / periodMs;
}

/** When the next request may begin that has so many in front of it, after those that began at these times. */
function nextOf(times: number[], { most, periodMs }: Rate, now: number, ahead: number): number {
	const period = periodMs + MARGIN_MS;
	const periodsAhead = Math.floor(ahead / most);
	const before = times[times.length + ahead - (periodsAhead + 1) * most];
	const first = before === undefined ? now : Math.max(now, before + period);
	return first + periodsAhead * period;
}
