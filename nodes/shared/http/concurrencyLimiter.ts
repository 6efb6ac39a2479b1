import { sleep } from 'n8n-workflow';
import type { ConcurrencyLimit, Refusal } from './concurrencyLimit';
import { FixedLimit } from './concurrencyLimit';
import { RequestNotes } from './requestNotes';

/**
 * Limits how many requests of one run are in flight at once, however they come about (items, pages,
 * look-ups). Until it is opened, one request goes alone: if there is no token yet, it gets one for all.
 */
export class ConcurrencyLimiter {
	/** What there is to tell of these requests. */
	readonly notes = new RequestNotes();
	/** How many places are taken, and how many of those that have one were sent. */
	private running = 0;
	private inFlight = 0;
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
	 * @param work takes care of its failures; what it throws ends the waiting
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

	/** Whether requests go together. */
	get isOpen(): boolean {
		return this.isOpened;
	}

	/** Has requests go together from now on. */
	open(): void {
		this.isOpened = true;
		this.fill();
	}

	/** Has the requests that were not sent yet wait until a pause is over. */
	pause(pause: Promise<void>): void {
		this.paused = Promise.all([this.paused, pause]).then(() => undefined);
		// A pause fails when the execution is cancelled, which is said by the requests that wait for it.
		this.paused.catch(() => undefined);
	}

	/**
	 * Sends a request that has its place as soon as it may go out, and takes in how it ended.
	 *
	 * @param judge whether that is a sign of too many requests, or of nothing
	 */
	async send<T>(
		request: () => Promise<T>,
		judge: (result: T) => Refusal | 'answered' | 'untold',
	): Promise<T> {
		await this.goAhead();
		const sentAt = performance.now();
		this.inFlight++;
		try {
			const result = await request();
			const judgement = judge(result);
			if (judgement !== 'untold') {
				const { inFlight } = this;
				const refusal = judgement === 'answered' ? undefined : judgement;
				this.limit.observe({ sentAt, endedAt: performance.now(), inFlight, refusal });
			}
			return result;
		} finally {
			this.inFlight--;
		}
	}

	private async goAhead(): Promise<void> {
		let paused: Promise<void>;
		do {
			({ paused } = this);
			await paused;
			await this.takeTurn();
		} while (paused !== this.paused);
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
		this.running--;
		this.fill();
	}

	/** Gives free places to those that wait. */
	private fill(): void {
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
