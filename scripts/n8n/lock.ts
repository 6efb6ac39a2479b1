import { createHash } from 'node:crypto';
import pWaitFor from 'p-wait-for';
import type { ClaimedPort } from './ports';
import { claimPort } from './ports';

interface WaitOptions {
	patienceMs?: number;
	signal?: AbortSignal;
}

/**
 * Runs `action` while no other process of this machine runs one with the same lock. The lock is a port:
 * the system gives it to one process only and takes it back when that process ends, however it does. A
 * file would outlive a process that was killed, and with proper-lockfile (4.1.2, its issue 121) several
 * processes that come upon such a file at once all get in.
 *
 * @param port see `lockPort`
 * @param onWait called once when another process holds the lock
 * @param options how long to wait for it, and what ends the waiting
 * @returns what `action` returns; throws what it throws, or an Error if another process holds the lock for
 * too long (any program may have the port), or the signal's reason
 */
export async function withLock<T>(
	port: number,
	onWait: () => void,
	action: () => Promise<T>,
	options: WaitOptions = {},
): Promise<T> {
	const lock = (await tryClaim(port)) ?? (await waitFor(port, onWait, options));
	try {
		return await action();
	} finally {
		await lock.release();
	}
}

async function waitFor(
	port: number,
	onWait: () => void,
	{ patienceMs = 60 * 60_000, signal }: WaitOptions,
): Promise<ClaimedPort> {
	onWait();
	const claim = async () => {
		const claimed = await tryClaim(port);
		return claimed !== undefined && pWaitFor.resolveWith(claimed);
	};
	const message = `Another process still holds port ${port}, which is used as a lock. End that process, then try again.`;
	return await pWaitFor(claim, {
		interval: 1000,
		timeout: { milliseconds: patienceMs, message, signal },
	});
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
