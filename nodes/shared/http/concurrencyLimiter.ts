/**
 * Limits how many requests of one run are in flight at once, however they come about (items, pages,
 * look-ups). The first request goes alone: if there is no valid token yet, it gets one for all.
 */
export class ConcurrencyLimiter {
	private running = 0;
	private opened = false;
	private readonly waiting: Array<() => void> = [];

	/** @param max the most requests that may be in flight at once, at least 1 */
	constructor(private readonly max: number) {}

	/** Waits for a free place, runs the request, and passes on its result or what it throws. */
	async run<T>(request: () => Promise<T>): Promise<T> {
		await this.enter();
		try {
			return await request();
		} finally {
			this.leave();
		}
	}

	private async enter(): Promise<void> {
		if (this.running < this.limit()) {
			this.running++;
			return;
		}
		await new Promise<void>((resolve) => this.waiting.push(resolve));
	}

	private leave(): void {
		this.opened = true;
		this.running--;
		while (this.running < this.limit()) {
			const next = this.waiting.shift();
			if (!next) return;
			this.running++;
			next();
		}
	}

	private limit(): number {
		return this.opened ? this.max : 1;
	}
}
