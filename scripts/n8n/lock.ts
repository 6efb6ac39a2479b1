import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClaimedPort } from './ports';
import { claimPort } from './ports';

/**
 * Runs `action` while no other process of this machine runs one with the same lock. The lock is a port:
 * the system gives it to one process only and takes it back when that process ends, however it does. A
 * file would outlive a process that was killed, and with proper-lockfile (4.1.2, its issue 121) several
 * processes that come upon such a file at once all get in.
 *
 * @param port see `lockPort`
 * @param onWait called once when another process holds the lock
 * @returns what `action` returns; throws what it throws
 */
export async function withLock<T>(
	port: number,
	onWait: () => void,
	action: () => Promise<T>,
): Promise<T> {
	let lock = await tryClaim(port);
	if (lock === undefined) onWait();
	while (lock === undefined) {
		await sleep(1000);
		lock = await tryClaim(port);
	}
	try {
		return await action();
	} finally {
		await lock.release();
	}
}

/** The port that stands for a name: below those that systems hand out for connections. */
export function lockPort(name: string): number {
	return 20_000 + (createHash('sha256').update(name).digest().readUInt16BE() % 10_000);
}

async function tryClaim(port: number): Promise<ClaimedPort | undefined> {
	try {
		return await claimPort(port);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
		throw error;
	}
}
