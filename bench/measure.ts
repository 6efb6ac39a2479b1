import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import spawn from 'nano-spawn';
import type { N8nInstallation } from '../scripts/n8n/install';
import { installPackages } from '../scripts/n8n/package';
import type { BenchWorkflow } from './host';
import { BenchHost } from './host';
import type { Measurement } from './n8nNodes/BenchMeasure.node';
import type { BenchServer } from './server/client';
import type { Counts } from './server/counters';
import type { Variant, Workload } from './workloads';
import { LATENCY, OURS } from './workloads';

/** What is needed to measure anything. */
export interface Bench {
	installation: N8nInstallation;
	/** The packed package. */
	tarball: string;
	server: BenchServer;
	/** How often each thing is measured, after one time that does not count; a workload may ask for less. */
	runs: number;
	/** Where n8n writes CPU profiles, if they are wanted. */
	profiles?: string;
}

/** What one run showed, in n8n and at the server. */
export type Run = Measurement & Counts;

/** The measured runs of a workload by variant; run number n of all of them came right after each other. */
export type Runs = Record<string, Run[]>;

/** Starts an n8n for the benchmark. */
export async function launchHost({
	installation,
	tarball,
	server,
	profiles,
}: Bench): Promise<BenchHost> {
	const env = profiles === undefined ? undefined : { BENCH_PROFILES: profiles };
	return await BenchHost.launch(installation, tarball, server.url, env);
}

/** Does a workload in all its variants, alternating, in one n8n. */
export async function measureTime(
	host: BenchHost,
	bench: Bench,
	workload: Workload,
): Promise<Runs> {
	const results: Runs = {};
	const installed = await warmUp(host, bench, workload);
	for (let round = 0; round < roundsOf(bench, workload); round++) {
		for (const { name, run } of installed) {
			(results[name] ??= []).push(await measureRun(bench, workload, run));
		}
	}
	return results;
}

/** Does a workload in all its variants, alternating, each time in an n8n that has done nothing before. */
export async function measureMemory(bench: Bench, workload: Workload): Promise<Runs> {
	const results: Runs = {};
	for (let round = 0; round < roundsOf(bench, workload); round++) {
		let parallel = 1;
		for (const [name, variant] of Object.entries(workload.variants)) {
			const host = await launchHost(bench);
			try {
				const run = await host.install(workflowOf(variant, parallel));
				const result = await measureRun(bench, workload, run);
				if (name === OURS) parallel = result.maxInFlight;
				(results[name] ??= []).push(result);
			} finally {
				await host.stop();
			}
		}
	}
	return results;
}

type RunItems = (items: number) => Promise<Measurement>;

/** The round that does not count. It shows how many requests the bare loop is to have in flight. */
async function warmUp(
	host: BenchHost,
	bench: Bench,
	workload: Workload,
): Promise<Array<{ name: string; run: RunItems }>> {
	const items = workload.runs === undefined ? workload.items : Math.min(workload.items, 100);
	const installed = [];
	let parallel = 1;
	for (const [name, variant] of Object.entries(workload.variants)) {
		const run = await host.install(workflowOf(variant, parallel));
		const { maxInFlight } = await measureRun(bench, { ...workload, items }, run);
		if (name === OURS) parallel = maxInFlight;
		installed.push({ name, run });
	}
	return installed;
}

async function measureRun(
	{ server }: Bench,
	{ items, settings }: Workload,
	run: RunItems,
): Promise<Run> {
	await server.lap(settings);
	const measurement = await run(items);
	return { ...measurement, ...(await server.lap(settings)) };
}

function workflowOf(variant: Variant, parallel: number): BenchWorkflow {
	return typeof variant === 'function' ? variant(parallel) : variant;
}

function roundsOf({ runs }: Bench, workload: Workload): number {
	return Math.min(runs, workload.runs ?? runs);
}

/** How long n8n takes to load the package at its start, in milliseconds, each time in a new process. */
export async function measureLoading({ installation, tarball, runs }: Bench): Promise<number[]> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-bench-'));
	try {
		await installPackages([tarball], folder);
		const packageFolder = join(folder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-mluvii-lovi');
		const modules = [join(installation.folder, 'node_modules'), process.env.NODE_PATH];
		const times: number[] = [];
		for (let round = 0; round <= runs; round++) {
			const { stdout } = await spawn(
				installation.node,
				[join(__dirname, 'loadPackage.js'), installation.folder, packageFolder],
				{ env: { NODE_PATH: modules.filter(Boolean).join(delimiter) } },
			);
			if (round > 0) times.push(Number(stdout));
		}
		return times;
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** How long the first list in the panel takes: with the login, and again without. In milliseconds. */
export async function measurePanel(
	host: BenchHost,
	{ server, runs }: Bench,
): Promise<{ first: number[]; again: number[] }> {
	await server.lap({ sessions: 1000, latencyMs: LATENCY });
	const times = { first: [] as number[], again: [] as number[] };
	for (let round = 0; round <= runs; round++) {
		const open = await host.panelList();
		const first = await open();
		const again = await open();
		if (round === 0) continue;
		times.first.push(first);
		times.again.push(again);
	}
	return times;
}

/** The size of the packed package, in bytes. */
export function packedSize({ tarball }: Bench): number {
	return statSync(tarball).size;
}
