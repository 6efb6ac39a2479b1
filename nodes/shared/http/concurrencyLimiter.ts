import { sleep } from 'n8n-workflow';
import type { ConcurrencyLimit, Refusal } from './concurrencyLimit';
import { FixedLimit } from './concurrencyLimit';

/**
 * Limits how many requests of one run are in flight at once, however they come about (items, pages,
 * look-ups). The first request goes alone: if there is no valid token yet, it gets one for all.
 */
export class ConcurrencyLimiter {
	private running = 0;
	private opened = false;
	private readonly waiting: Array<() => void> = [];
	/** When the next request may begin. */
	private turn = Promise.resolve();

	constructor(private readonly limit: ConcurrencyLimit) {}

	/** How many requests may be in flight at once, as things stand. */
	get current(): number {
		return this.limit.current;
	}

	/** Waits for a free place, runs the request, and passes on its result or what it throws. */
	async run<T>(request: () => Promise<T>): Promise<T> {
		await this.enter();
		try {
			await this.takeTurn();
			return await request();
		} finally {
			this.leave();
		}
	}

	/**
	 * Tells how a request ended that is still in its place.
	 *
	 * @param sentAt when it was sent, by `performance.now()`
	 * @param refusal why it is a sign of too many requests, if it is one
	 */
	observe(sentAt: number, refusal: Refusal | undefined): void {
		const { running: inFlight } = this;
		this.limit.observe({ sentAt, endedAt: performance.now(), inFlight, refusal });
	}

	private async enter(): Promise<void> {
		if (this.running < this.open()) {
			this.running++;
			return;
		}
		await new Promise<void>((resolve) => this.waiting.push(resolve));
	}

	/**
	 * Lets n8n see to its connections between two requests. Of many that begin at the same moment, each would
	 * wait for the work on all the others, and be answered together with them.
	 */
	private async takeTurn(): Promise<void> {
		const { turn } = this;
		this.turn = turn.then(async () => {
			await sleep(0);
		});
		await turn;
	}

	private leave(): void {
		this.opened = true;
		this.running--;
		while (this.running < this.open()) {
			const next = this.waiting.shift();
			if (!next) return;
			this.running++;
			next();
		}
	}

	private open(): number {
		return this.opened ? this.limit.current : 1;
	}
}

/** For requests of which one waits for the other: in a panel, or of a trigger. */
export function oneAtATime(): ConcurrencyLimiter {
	return new ConcurrencyLimiter(new FixedLimit(1));
}
