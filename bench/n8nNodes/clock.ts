import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';

/** Where CPU profiles are written, if they are wanted. */
const { BENCH_PROFILES: folder } = process.env;

let started = 0;
let profiler: Session | undefined;

/** Starts the clock, and the CPU profiler if profiles are wanted. */
export async function startClock(): Promise<void> {
	if (folder) {
		profiler = new Session();
		profiler.connect();
		await profiler.post('Profiler.enable');
		await profiler.post('Profiler.start');
	}
	started = performance.now();
}

/**
 * Stops the clock.
 *
 * @returns the milliseconds since it was started
 */
export async function stopClock(): Promise<number> {
	const milliseconds = performance.now() - started;
	if (folder && profiler) {
		const { profile } = await profiler.post('Profiler.stop');
		profiler.disconnect();
		writeFileSync(join(folder, `${Date.now()}.cpuprofile`), JSON.stringify(profile));
	}
	return milliseconds;
}
