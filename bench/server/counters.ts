/** What the server saw in a lap. */
export interface Counts {
	/** Requests for a token. */
	logins: number;
	/** All other requests. */
	requests: number;
	/** Requests that were answered 429. */
	refused: number;
	/** Different writes that were accepted: pairs of session and tag, or recipients of a message. */
	effects: number;
	/** Accepted writes that had been accepted before. */
	repeated: number;
	connections: number;
	/** The most requests other than logins that were in flight at once. */
	maxInFlight: number;
	/** The same, but without what began in the first second after the first of them. */
	maxInFlightLater: number;
}

/** Counts what happens at the server in one lap. */
export class Counters {
	private readonly counts = {
		logins: 0,
		requests: 0,
		refused: 0,
		repeated: 0,
		connections: 0,
		maxInFlight: 0,
		maxInFlightLater: 0,
	};
	private readonly effects = new Set<string>();
	private inFlight = 0;
	private firstAt: number | undefined;

	connected(): void {
		this.counts.connections++;
	}

	loggedIn(): void {
		this.counts.logins++;
	}

	requestBegan(): void {
		const now = performance.now();
		this.firstAt ??= now;
		this.counts.requests++;
		this.inFlight++;
		this.counts.maxInFlight = Math.max(this.counts.maxInFlight, this.inFlight);
		if (now - this.firstAt > 1000) {
			this.counts.maxInFlightLater = Math.max(this.counts.maxInFlightLater, this.inFlight);
		}
	}

	requestEnded(): void {
		this.inFlight--;
	}

	refused(): void {
		this.counts.refused++;
	}

	/** @param key the same for a write that would do the same again */
	wrote(key: string): void {
		if (this.effects.has(key)) this.counts.repeated++;
		this.effects.add(key);
	}

	/** Returns what was counted until now. */
	read(): Counts {
		return { ...this.counts, effects: this.effects.size };
	}
}
