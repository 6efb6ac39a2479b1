/** What the latest piece of work on each thing waits for, as long as it is not done. */
const latest = new Map<string, Promise<unknown>>();

/**
 * Gives out the results of work on one thing in the order in which the work was begun; work on other things
 * does not wait. It is all in flight at once, so nobody waits longer than for the slowest.
 *
 * @param key what tells the thing from others in this process
 */
export async function inOrder<T>(key: string, work: Promise<T>): Promise<T> {
	// Without the results: each one would keep those before it in memory.
	const done = Promise.allSettled([latest.get(key), work]).then(() => undefined);
	latest.set(key, done);
	await done;
	if (latest.get(key) === done) latest.delete(key);
	return await work;
}
