/*
 * Keeps under limits that a service publishes for requests in a minute. It counts for everything in this
 * process together, as the service does not know one run of a node from another.
 */

/** A little more than a minute: requests do not arrive exactly as they are sent. */
const WINDOW_MS = 61_000;
/** The longest wait before looking again: those that wait in front can be cancelled. */
const LOOK_AGAIN_MS = 1_000;

/** A request, by the most in a minute that was asked for with it. */
interface Acquisition {
	perMinute: number;
}

/** What is limited together. */
interface Queue {
	/** What began in the last minute, and when, in that order. */
	begun: Array<Acquisition & { at: number }>;
	/** What waits, in the order in which it came. */
	waiting: Acquisition[];
}

/** By what is limited. */
const queues = new Map<string, Queue>();

/**
 * Waits until one more request may begin, and counts it. First come, first served. Of those that ask for the
 * same limit, no more begin than that; of all together, no more than the highest limit among them. So who
 * asks for less gets that much beside others, and holds nobody up.
 *
 * @param limited what the limit is for, such as the logins at an address
 * @param perMinute the most requests in any minute
 * @param wait sleeps for so many milliseconds; what it throws ends the wait, and gives the place away
 */
export async function acquire(
	limited: string,
	perMinute: number,
	wait: (milliseconds: number) => Promise<void>,
): Promise<void> {
	const queue = queues.get(limited) ?? { begun: [], waiting: [] };
	queues.set(limited, queue);
	const own = { perMinute };
	queue.waiting.push(own);
	try {
		for (let left = timeLeft(queue, own); left > 0; left = timeLeft(queue, own)) {
			await wait(Math.min(left, LOOK_AGAIN_MS));
		}
		queue.begun.push({ perMinute, at: Date.now() });
	} finally {
		queue.waiting.splice(queue.waiting.indexOf(own), 1);
	}
}

/** How long a request in the queue has to wait at least; those in front that can begin now take their places. */
function timeLeft(queue: Queue, wanted: Acquisition): number {
	const now = Date.now();
	// Times to come are left over from a clock that was put back.
	queue.begun = queue.begun.filter(({ at }) => at > now - WINDOW_MS && at <= now);
	const highest = Math.max(...[...queue.begun, ...queue.waiting].map((each) => each.perMinute));
	const all: number[] = [];
	const byLimit = new Map<number, number[]>();
	const take = (perMinute: number, at: number): void => {
		const own = byLimit.get(perMinute) ?? [];
		byLimit.set(perMinute, own);
		for (const times of [all, own]) times.push(at);
	};
	for (const { perMinute, at } of queue.begun) take(perMinute, at);
	for (const each of queue.waiting) {
		const own = byLimit.get(each.perMinute)?.at(-each.perMinute) ?? -Infinity;
		const free = Math.max(own, all.at(-highest) ?? -Infinity) + WINDOW_MS;
		if (each === wanted) return free - now;
		if (free <= now) take(each.perMinute, now);
	}
	return 0;
}
