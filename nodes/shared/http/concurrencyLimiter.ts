import { sleep } from 'n8n-workflow';
import type { ConcurrencyLimit, Refusal } from './concurrencyLimit';
import { FixedLimit } from './concurrencyLimit';

/**
 * Limits how many requests of one run are in flight at once, however they come about (items, pages,
 * look-ups). Until it is opened the first request goes alone: if there is no token yet, it gets one for all.
 */
export class ConcurrencyLimiter {
	private running = 0;
	private isOpened = false;
	private readonly waiting: Array<() => void> = [];
	/** Over when the service may be asked again, after it wanted a pause. */
	private paused = Promise.resolve();
	/** When the next request may begin. */
	private turn = Promise.resolve();

	constructor(private readonly limit: ConcurrencyLimit) {}

	/** Waits for a free place, runs the request, and passes on its result or what it throws. */
	async run<T>(request: () => Promise<T>): Promise<T> {
		await this.enter();
		try {
			return await request();
		} finally {
			this.leave();
		}
	}

	/**
	 * Works through a list, on as many entries side by side as requests may be in flight, as things stand.
	 *
	 * @param work what it throws ends everything
	 * @param isOver whether no further entry is to be begun
	 */
	async forEach<T>(
		list: readonly T[],
		work: (entry: T) => Promise<void>,
		isOver: () => boolean,
	): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			let next = 0;
			let working = 0;
			const goOn = (): void => {
				while (working < this.limit.current && next < list.length && !isOver()) {
					working++;
					work(list[next++] as T)
						.then(() => {
							working--;
							goOn();
						})
						.catch(reject);
				}
				if (working === 0) resolve();
			};
			goOn();
		});
	}

	/** How many requests may be in flight at once, as things stand. */
	get current(): number {
		return this.limit.current;
	}

	/** Has the first request go together with others, if there is a token for them. */
	async open(hasToken: () => Promise<boolean>): Promise<void> {
		if (!this.isOpened && (await hasToken())) this.isOpened = true;
	}

	/** Has the requests that were not sent yet wait until a pause is over. */
	pause(pause: Promise<void>): void {
		this.paused = Promise.all([this.paused, pause]).then(() => undefined);
		// A pause fails when the execution is cancelled, which is said by the requests that wait for it.
		this.paused.catch(() => undefined);
	}

	/** Waits until a request that has its place may be sent. */
	async goAhead(): Promise<void> {
		let paused: Promise<void>;
		do {
			({ paused } = this);
			await paused;
			await this.takeTurn();
		} while (paused !== this.paused);
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
		if (this.running < this.places()) {
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
			await sleep(1);
		});
		await turn;
	}

	private leave(): void {
		this.isOpened = true;
		this.running--;
		while (this.running < this.places()) {
			const next = this.waiting.shift();
			if (!next) return;
			this.running++;
			next();
		}
	}

	private places(): number {
		return this.isOpened ? this.limit.current : 1;
	}
}

/** For requests of which one waits for the other: in a panel, or of a trigger. */
export function oneAtATime(): ConcurrencyLimiter {
	return new ConcurrencyLimiter(new FixedLimit(1));
}
