/*
 * Keeps under limits that a service publishes for requests in a minute. It counts for everything in this
 * process together, as the service does not know one run of a node from another.
 */

/** A little more than a minute: requests do not arrive exactly as they are sent. */
const WINDOW_MS = 61_000;

/** Beginnings of the requests in the last minute, by what is limited. */
const begun = new Map<string, number[]>();

/**
 * Waits until one more request may begin, and counts it.
 *
 * @param limited what the limit is for, such as the log-ins at an address
 * @param perMinute the most requests in any minute
 * @param wait sleeps for so many milliseconds
 */
export async function takeTurn(
	limited: string,
	perMinute: number,
	wait: (milliseconds: number) => Promise<void>,
): Promise<void> {
	const times = begun.get(limited) ?? [];
	begun.set(limited, times);
	for (;;) {
		const now = Date.now();
		// Times to come are left over from a clock that was put back.
		while (times[0] !== undefined && (times[0] <= now - WINDOW_MS || times[0] > now)) times.shift();
		const last = times.at(-perMinute);
		if (last === undefined) {
			times.push(now);
			return;
		}
		await wait(last + WINDOW_MS - now);
	}
}

/** Lovi allows so many (lovi-api.md, section 12). */
const LOVI_LOG_INS_PER_MINUTE = 10;

/** Waits until one more log-in to Lovi may begin: those of the credential and of the node count together. */
export async function takeLoviLogInTurn(
	baseUrl: string,
	wait: (milliseconds: number) => Promise<void>,
): Promise<void> {
	await takeTurn(`log-ins at ${baseUrl}`, LOVI_LOG_INS_PER_MINUTE, wait);
}
