import type { LoggedRequest } from '../../sandbox/client';

/** Whether a request asks for a token. */
export function isLogin({ path }: LoggedRequest): boolean {
	return ['/login/connect/token', '/auth/v1/token'].includes(path);
}

/** The most requests that were in flight at once. */
export function mostInFlight(requests: LoggedRequest[]): number {
	const changes = requests.flatMap(({ startedAt, endedAt = Infinity }) => [
		{ time: startedAt, change: 1 },
		{ time: endedAt, change: -1 },
	]);
	// At the same millisecond, an end comes before a start: a place that is free may be taken.
	changes.sort((a, b) => a.time - b.time || a.change - b.change);
	let inFlight = 0;
	return Math.max(...changes.map(({ change }) => (inFlight += change)));
}
