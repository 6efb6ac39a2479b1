/** What the server saw since the last lap. */
export interface Counts {
	/** Requests for a token. */
	logins: number;
	/** All other requests. */
	requests: number;
	/** Different writes: pairs of session and tag, or recipients of a message. */
	effects: number;
	connections: number;
	/** The most requests other than logins that were in flight at once. */
	maxInFlight: number;
}

/** Counts what happens at the server, lap by lap. */
export class Counters {
	private counts = start();
	private effects = new Set<string>();
	private inFlight = 0;

	connected(): void {
		this.counts.connections++;
	}

	loggedIn(): void {
		this.counts.logins++;
	}

	requestBegan(): void {
		this.counts.requests++;
		this.inFlight++;
		this.counts.maxInFlight = Math.max(this.counts.maxInFlight, this.inFlight);
	}

	requestEnded(): void {
		this.inFlight--;
	}

	/** @param key the same for a write that would do the same again */
	wrote(key: string): void {
		this.effects.add(key);
	}

	/** Returns the counts and begins anew. */
	lap(): Counts {
		const counts = { ...this.counts, effects: this.effects.size };
		this.counts = start();
		this.effects = new Set();
		return counts;
	}
}

function start(): Counts {
	return { logins: 0, requests: 0, effects: 0, connections: 0, maxInFlight: 0 };
}
