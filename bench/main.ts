import { rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { version } from '../package.json';
import { ensureN8n } from '../scripts/n8n/install';
import { packPackage } from '../scripts/n8n/package';
import type { BenchHost } from './host';
import type { Bench } from './measure';
import {
	launchHost,
	measureLoading,
	measureMemory,
	measurePanel,
	measureTime,
	packedSize,
} from './measure';
import type { Results, TimedResult } from './report';
import { growthTable, memoryTable, timeTable, toChart, toMarkdown } from './report';
import { BenchServer } from './server/client';
import type { Workload } from './workloads';
import { getSessions, HTTP_REQUEST, listSessions, OURS, timedWorkloads } from './workloads';

const GROWTH = [10, 100, 1000, 10_000];
const MEMORY_SESSIONS = 100_000;

const { values } = parseArgs({
	options: {
		runs: { type: 'string', default: '5' },
		latency: { type: 'string', default: '40' },
		only: { type: 'string' },
		profile: { type: 'string' },
	},
});

/**
 * Measures the nodes beside n8n's HTTP Request node in a real n8n and writes `RESULTS.md` and `chart.svg`.
 *
 * `--runs 5`, `--latency 40` (milliseconds of each answer); `--only W1,W3` prints some workloads and writes
 * nothing; `--profile FOLDER` has n8n write a CPU profile of each run there.
 */
async function main(): Promise<void> {
	const installation = await ensureN8n(console.log);
	const tarball = await packPackage(join(__dirname, '..'));
	const server = await BenchServer.launch(Number(values.latency));
	const bench: Bench = {
		installation,
		tarball,
		server,
		runs: Number(values.runs),
		profiles: values.profile,
	};
	try {
		const only = values.only?.split(',');
		if (only) await printSome(bench, only);
		else write(await measureAll(bench));
	} finally {
		await server.stop();
		rmSync(dirname(tarball), { recursive: true });
	}
}

async function printSome(bench: Bench, only: string[]): Promise<void> {
	const workloads = timedWorkloads(bench.server.url).filter(({ id }) => only.includes(id));
	if (workloads.length > 0)
		await inHost(bench, async (host) => await timeAll(host, bench, workloads));
	if (only.includes('W5')) await memory(bench);
	if (only.includes('W6')) console.log(await loading(bench));
	if (only.includes('W7')) await inHost(bench, async (host) => await growth(host, bench));
}

async function measureAll(bench: Bench): Promise<Results> {
	const inOneHost = await inHost(bench, async (host) => ({
		timed: await timeAll(host, bench, timedWorkloads(bench.server.url)),
		growth: await growth(host, bench),
	}));
	return {
		conditions: conditions(bench),
		...inOneHost,
		memory: await memory(bench),
		...(await loading(bench)),
		packedSize: packedSize(bench),
	};
}

async function timeAll(
	host: BenchHost,
	bench: Bench,
	workloads: Workload[],
): Promise<TimedResult[]> {
	const results: TimedResult[] = [];
	for (const workload of workloads) {
		const result = await timed(host, bench, workload);
		console.log(`\n${result.id}: ${result.title}\n${timeTable(result)}`);
		results.push(result);
	}
	return results;
}

async function growth(host: BenchHost, bench: Bench): Promise<TimedResult[]> {
	const { url } = bench.server;
	const results: TimedResult[] = [];
	const workloads = [
		...GROWTH.map((size) => getSessions(url, size, 30)),
		...GROWTH.map((size) => listSessions(url, size)),
	];
	for (const workload of workloads) results.push(await timed(host, bench, only(workload, [OURS])));
	console.log(`\nW7\n${growthTable(results)}`);
	return results;
}

async function memory(bench: Bench): Promise<TimedResult> {
	const workload = only(listSessions(bench.server.url, MEMORY_SESSIONS), [OURS, HTTP_REQUEST]);
	const runs = await measureMemory(bench, workload);
	const result = { ...described(workload), id: 'W5', runs };
	console.log(`\nW5: ${result.title}\n${memoryTable(result)}`);
	return result;
}

async function loading(bench: Bench): Promise<Pick<Results, 'loading' | 'panel'>> {
	return {
		loading: await measureLoading(bench),
		panel: await inHost(bench, async (host) => await measurePanel(host, bench)),
	};
}

async function timed(host: BenchHost, bench: Bench, workload: Workload): Promise<TimedResult> {
	const runs = await measureTime(host, bench, workload);
	// Reads give the same records in the same order; of writes, what they give is each one's own.
	const outcomes = new Set(
		Object.values(runs)
			.flat()
			.map(({ effects, count, digest }) =>
				effects > 0 ? `${effects} writes` : `${count} records ${digest}`,
			),
	);
	if (outcomes.size > 1) {
		throw new Error(`${workload.id} gave different results: ${[...outcomes].join('; ')}`);
	}
	return { ...described(workload), runs };
}

function described({ id, title, items, sessions }: Workload): Omit<TimedResult, 'runs'> {
	return { id, title, size: Math.max(items, sessions) };
}

function only(workload: Workload, names: string[]): Workload {
	const kept = Object.entries(workload.variants).filter(([name]) => names.includes(name));
	return { ...workload, variants: Object.fromEntries(kept) };
}

async function inHost<T>(bench: Bench, use: (host: BenchHost) => Promise<T>): Promise<T> {
	const host = await launchHost(bench);
	try {
		return await use(host);
	} finally {
		await host.stop();
	}
}

function conditions({ installation, runs }: Bench): string[] {
	const [cpu] = cpus();
	return [
		`${new Date().toISOString().slice(0, 10)}, version ${version}, n8n ${installation.version} with SQLite`,
		`${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}`,
		`the server answers after ${values.latency} ms; ${runs} measured runs, alternating, after one that does not count`,
	];
}

function write(results: Results): void {
	writeFileSync(join(__dirname, 'RESULTS.md'), toMarkdown(results));
	writeFileSync(join(__dirname, 'chart.svg'), toChart(results.timed));
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
