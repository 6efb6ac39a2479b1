import type { BenchHost } from './host';
import type { Measurement } from './n8nNodes/BenchMeasure.node';
import type { BenchServer } from './server/client';
import type { Counts } from './server/counters';
import type { Workload } from './workloads';

/** What one run of one contestant showed, in n8n and at the server. */
export type Run = Measurement & Counts;

/** The measured runs by contestant; run number n of all of them came right after each other. */
export type Runs = Record<string, Run[]>;

/** Does a workload in all its ways, alternating, `runs` times after one time that does not count. */
export async function measure(
	host: BenchHost,
	server: BenchServer,
	{ contestants, items, sessions }: Workload,
	runs: number,
): Promise<Runs> {
	const results: Runs = {};
	const ways = await Promise.all(
		Object.entries(contestants).map(async ([name, workflow]) => {
			results[name] = [];
			return { name, run: await host.install(workflow) };
		}),
	);
	for (let round = 0; round <= runs; round++) {
		for (const { name, run } of ways) {
			await server.lap({ sessions });
			const measurement = await run(items);
			const counts = await server.lap({ sessions });
			if (round > 0) results[name]?.push({ ...measurement, ...counts });
		}
	}
	return results;
}
