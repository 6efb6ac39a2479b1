import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureN8n } from '../scripts/n8n/install';
import { packPackage } from '../scripts/n8n/package';
import { BenchHost } from './host';
import { measure } from './measure';
import { BenchServer } from './server/client';
import { timedWorkloads } from './workloads';

const { values } = parseArgs({
	options: {
		runs: { type: 'string', default: '5' },
		latency: { type: 'string', default: '40' },
		only: { type: 'string' },
		profile: { type: 'string' },
	},
});

async function main(): Promise<void> {
	const installation = await ensureN8n(console.log);
	const tarball = await packPackage(join(__dirname, '..'));
	const server = await BenchServer.launch(Number(values.latency));
	const host = await BenchHost.launch(
		installation,
		tarball,
		server.url,
		values.profile ? { BENCH_PROFILES: values.profile } : {},
	);
	rmSync(dirname(tarball), { recursive: true });
	const only = values.only?.split(',');
	for (const workload of timedWorkloads(server.url)) {
		if (only && !only.includes(workload.id)) continue;
		const results = await measure(host, server, workload, Number(values.runs));
		console.log(workload.id, workload.title);
		for (const [name, runs] of Object.entries(results)) {
			for (const run of runs) console.log('  ', name.padEnd(20), JSON.stringify(run));
		}
	}
	await host.stop();
	await server.stop();
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
