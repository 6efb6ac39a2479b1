import { Counters } from './counters';

/** How the server behaves in a lap. */
export interface Settings {
	/** How many sessions Mluvii's list has. */
	sessions: number;
	/** How long each answer takes from when its turn comes, in milliseconds, whatever is asked. */
	latencyMs: number;
	/** How many requests have their turn at once; the others wait for theirs, in order. Absent: all. */
	servesAtOnce?: number;
	/** How many requests are accepted in each second of the clock. Absent: all. */
	perSecond?: number;
	/** How many notifications are accepted in any time of this length. Absent: all. */
	notifyPerWindow?: { requests: number; windowMs: number };
}

/** The time between two messages with settings: how the server behaves, and what it has counted. */
export class Lap {
	readonly counters = new Counters();
	/** When each request that has been accepted is answered. */
	private readonly ends: number[] = [];
	private readonly notified: number[] = [];
	private second = { number: 0, requests: 0 };

	constructor(readonly settings: Settings) {}

	/** Whether a request that comes now is within the limit of each second. */
	accepts(): boolean {
		const number = Math.floor(performance.now() / 1000);
		if (number !== this.second.number) this.second = { number, requests: 0 };
		return ++this.second.requests <= (this.settings.perSecond ?? Infinity);
	}

	/** Whether a notification that comes now is within their limit. */
	acceptsNotification(): boolean {
		const { requests, windowMs } = this.settings.notifyPerWindow ?? {
			requests: Infinity,
			windowMs: 0,
		};
		const now = performance.now();
		const earlier = this.notified.at(-requests) ?? -Infinity;
		if (now - earlier < windowMs) return false;
		this.notified.push(now);
		return true;
	}

	/** Takes a turn for a request that comes now, and says in how many milliseconds it is answered. */
	takeTurn(): number {
		const { latencyMs, servesAtOnce = Infinity } = this.settings;
		const now = performance.now();
		// All take the same time and end in order: a turn is free when the request that many before has ended.
		const free = this.ends.at(-servesAtOnce) ?? now;
		const wait = Math.max(0, free - now) + latencyMs;
		this.ends.push(now + wait);
		return Math.ceil(wait);
	}
}
