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
import {
	circumstances,
	growthTable,
	heading,
	memoryTable,
	timeTable,
	toChart,
	toMarkdown,
} from './report';
import { BenchServer } from './server/client';
import type { Workload } from './workloads';
import { getSessions, LATENCY, listSessions, OURS, timedWorkloads } from './workloads';

const GROWTH = [10, 100, 1000, 10_000, 50_000];
const GROWTH_LATENCY = 5;
const MEMORY_SESSIONS = 100_000;

const { values } = parseArgs({
	options: {
		runs: { type: 'string', default: '5' },
		only: { type: 'string' },
		profile: { type: 'string' },
	},
});

/**
 * Measures the nodes beside n8n's HTTP Request node in a real n8n and writes `RESULTS.md` and `chart.svg`.
 *
 * `--runs 5`; `--only W1,W3` prints some workloads and writes nothing; `--profile FOLDER` has n8n write a CPU
 * profile of each run there.
 */
async function main(): Promise<void> {
	const installation = await ensureN8n(console.log);
	const tarball = await packPackage(join(__dirname, '..'));
	const server = await BenchServer.launch();
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
		print(result, timeTable(result));
		results.push(result);
	}
	return results;
}

async function growth(host: BenchHost, bench: Bench): Promise<TimedResult[]> {
	const { url } = bench.server;
	const results: TimedResult[] = [];
	const workloads = [
		...GROWTH.map((size) => getSessions(url, size, GROWTH_LATENCY)),
		...GROWTH.map((size) => listSessions(url, size, GROWTH_LATENCY)),
	].map(onlyOurs);
	for (const workload of workloads) {
		const isLong = workload.settings.sessions >= 10_000;
		results.push(await timed(host, bench, isLong ? { ...workload, runs: 1 } : workload));
	}
	console.log(`\nW7\n${growthTable(results)}`);
	return results;
}

async function memory(bench: Bench): Promise<TimedResult> {
	const list = listSessions(bench.server.url, MEMORY_SESSIONS, LATENCY);
	const workload = { ...list, id: 'W5', title: `Memory: ${list.title}`, runs: 3 };
	const result = { workload, runs: await measureMemory(bench, workload) };
	checkOutcomes(result);
	print(result, memoryTable(result));
	return result;
}

async function loading(bench: Bench): Promise<Pick<Results, 'loading' | 'panel'>> {
	return {
		loading: await measureLoading(bench),
		panel: await inHost(bench, async (host) => await measurePanel(host, bench)),
	};
}

async function timed(host: BenchHost, bench: Bench, workload: Workload): Promise<TimedResult> {
	const result = { workload, runs: await measureTime(host, bench, workload) };
	checkOutcomes(result);
	return result;
}

/** @throws if reads gave different records or in another order, or if a write was missing or repeated */
function checkOutcomes({ workload: { id, writes = 0 }, runs }: TimedResult): void {
	const all = Object.values(runs).flat();
	for (const { effects, repeated } of all) {
		if (effects === writes && repeated === 0) continue;
		throw new Error(`${id}: ${effects} of ${writes} writes, and ${repeated} of them again`);
	}
	// What comes out of writes is each variant's own.
	if (writes > 0) return;
	const outcomes = new Set(all.map(({ count, digest }) => `${count} records ${digest}`));
	if (outcomes.size > 1) {
		throw new Error(`${id} gave different results: ${[...outcomes].join('; ')}`);
	}
}

function print(result: TimedResult, table: string): void {
	console.log(`\n${heading(result)}\n${circumstances(result)}\n${table}`);
}

function onlyOurs(workload: Workload): Workload {
	const kept = Object.entries(workload.variants).filter(([name]) => name === OURS);
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
		`${runs} measured runs unless said otherwise, alternating, after one that does not count`,
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
