import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `action` while holding a lock that works between processes of this machine. The lock is a
 * file with the holder's process id; one left behind by a dead process is taken over.
 *
 * @param lockFile path of the lock; its folder must exist
 * @param onWait called once, with the holder's process id, when another process holds the lock
 * @returns what `action` returns; throws what it throws
 */
export async function withLock<T>(
	lockFile: string,
	onWait: (holder: number) => void,
	action: () => Promise<T>,
): Promise<T> {
	let toldToWait = false;
	while (!tryLock(lockFile)) {
		const holder = readHolder(lockFile);
		if (holder === undefined || !isAlive(holder)) {
			rmSync(lockFile, { force: true });
			continue;
		}
		if (!toldToWait) onWait(holder);
		toldToWait = true;
		await sleep(1000);
	}
	try {
		return await action();
	} finally {
		rmSync(lockFile, { force: true });
	}
}

/** Linking a finished file is atomic, so nobody ever sees a lock without its holder's id. */
function tryLock(lockFile: string): boolean {
	const draft = `${lockFile}.${process.pid}`;
	writeFileSync(draft, String(process.pid));
	try {
		linkSync(draft, lockFile);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	} finally {
		rmSync(draft, { force: true });
	}
}

function readHolder(lockFile: string): number | undefined {
	try {
		return Number(readFileSync(lockFile, 'utf8'));
	} catch {
		return undefined;
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
