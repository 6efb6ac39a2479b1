import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import axios from 'axios';
import { markdownTable } from 'markdown-table';
import { linearRegression } from 'simple-statistics';
import type { SandboxClient } from '../sandbox/client';
import { launchSandbox } from '../sandbox/client';
import { readExample, sandboxCredentials } from './demo';
import { ensureN8n } from './n8n/install';
import { launchN8n } from './n8n/launch';
import { packPackage } from './n8n/package';
import type { CredentialReference, WorkflowJson, WorkflowNode } from './n8n/rest';
import { N8nRest, withCredentials } from './n8n/rest';

/*
 * Steady load on one n8n while tokens expire all the time: an execution every two seconds, which reads ten
 * sessions, stores a value with each of them, and sends a bulk message to ten contacts. That is within the
 * limits that Lovi publishes. Ends with exit code 1 if an item failed, if logins were more or fewer than
 * the design has it, or if memory grows.
 */

const ROOT = join(__dirname, '..');
const PATH = 'soak';
const EXECUTION_EVERY_MS = 2000;
const ITEMS = 10;
const TOKEN_LIFETIME_MS = 20_000;
const SERVICES = ['mluvii', 'lovi'] as const;
type Service = (typeof SERVICES)[number];
const SAMPLE_EVERY_MS = 1000;
/** Full garbage collections while n8n runs, so that what is measured is what is in use. */
const COLLECT_GARBAGE = '--expose-gc --import=data:text/javascript,setInterval(gc,10000).unref()';
const MIB = 1024 * 1024;

/** The first third of the time is for caches and the compiler. */
const WARM_UP_SHARE = 1 / 3;
/** What memory may grow by after that, in MiB: noise, and a little a minute. */
const MAY_GROW = { noise: { heap: 10, rss: 60 }, perMinute: { heap: 0.3, rss: 1 } };

/** How long memory is looked at before its growth says something of the process as a whole. */
const RSS_SETTLES_MINUTES = 5;

/** What was seen of n8n up to a moment. */
interface Row {
	minute: number;
	executions: number;
	items: number;
	failed: number;
	logins: Record<Service, number>;
	/** The fewest and the most logins that there can have been, see `expectedLogins`. */
	expected: [number, number];
	/** MiB; the least since the row before, which is what a garbage collection left. */
	heap: number;
	rss: number;
}

/** Counts of a run, as they grow. */
interface Tally {
	executions: number;
	items: number;
	failed: number;
	/** The longest from the beginning of one execution to the end of the next: requests are not further apart. */
	longestPauseMs: number;
	messages: Set<string>;
}

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
	const minutes = Number(values.minutes);
	if (!(minutes >= 1)) throw new Error('--minutes takes a number from 1 on');

	const installation = await ensureN8n(say);
	const tarball = await packPackage(ROOT);
	const sandbox = await launchSandbox();
	try {
		const env = { N8N_METRICS: 'true', NODE_OPTIONS: COLLECT_GARBAGE };
		const n8n = await launchN8n({ installation, tarball, env });
		try {
			await publish(new N8nRest(n8n.baseUrl, n8n.owner), sandbox);
			const complaints = await soak(n8n.baseUrl, sandbox, minutes * 60_000);
			complaints.forEach(say);
			say(complaints.length === 0 ? 'Passed.' : 'Failed.');
			process.exitCode = complaints.length === 0 ? 0 : 1;
		} finally {
			await n8n.stop();
		}
	} finally {
		await sandbox.stop();
		rmSync(dirname(tarball), { recursive: true });
	}
}

async function publish(rest: N8nRest, sandbox: SandboxClient): Promise<void> {
	await rest.login();
	const credentials: Record<string, CredentialReference> = {};
	for (const credential of sandboxCredentials(sandbox)) {
		credentials[credential.type] = await rest.createCredential(credential);
	}
	await rest.activateWorkflow(await rest.createWorkflow(withCredentials(workflow(), credentials)));
	const tokenLifetimeSeconds = TOKEN_LIFETIME_MS / 1000;
	await sandbox.configure({ mluvii: { tokenLifetimeSeconds }, lovi: { tokenLifetimeSeconds } });
}

/** A call brings the items, and is answered with what comes out at the end. */
function workflow(): WorkflowJson {
	const campaign = readExample('lovi-campaign');
	const toContacts = campaign.nodes.find(({ name }) => name === 'Send to all') as WorkflowNode;
	const mluvii = (parameters: object) => ({
		type: 'n8n-nodes-mluvii-lovi.mluvii',
		parameters: {
			authentication: 'mluviiApi',
			resource: 'session',
			sessionId: { __rl: true, mode: 'id', value: "={{ $('Items').item.json.session }}" },
			...parameters,
		},
		credentials: { mluviiApi: {} },
	});
	const nodes: WorkflowNode[] = [
		{
			name: 'Call',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: PATH,
			parameters: {
				httpMethod: 'POST',
				path: PATH,
				responseMode: 'lastNode',
				responseData: 'allEntries',
				options: {},
			},
		},
		{
			name: 'Items',
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'body.items', options: {} },
		},
		{ name: 'Read', ...mluvii({ operation: 'get' }) },
		{
			name: 'Store',
			...mluvii({
				operation: 'updateCallParameters',
				callParametersMode: 'fields',
				callParameters: { parameters: [{ name: 'seen', value: '={{ $json.id }}' }] },
			}),
		},
		{
			...toContacts,
			name: 'Tell',
			type: 'n8n-nodes-mluvii-lovi.lovi',
			parameters: {
				...(toContacts.parameters as object),
				number: "={{ $('Items').item.json.phone }}",
				// One without placeholders.
				template: { __rl: true, mode: 'list', value: 'welcome_message|en' },
				templateParametersMode: 'fields',
			},
		},
	];
	return {
		name: 'Soak test',
		nodes: nodes.map((node, index) => ({
			typeVersion: 1,
			...node,
			id: String(index),
			position: [index * 220, 0],
		})),
		connections: Object.fromEntries(
			nodes
				.slice(1)
				.map(({ name }, index) => [
					nodes[index]?.name ?? '',
					{ main: [[{ node: name, type: 'main', index: 0 }]] },
				]),
		),
		settings: { executionOrder: 'v1' },
	};
}

/** Keeps the load up, prints a table, and says what was not as it has to be. */
async function soak(baseUrl: string, sandbox: SandboxClient, duration: number): Promise<string[]> {
	const startedAt = Date.now();
	const isOver = () => Date.now() - startedAt >= duration;
	const tally: Tally = {
		executions: 0,
		items: 0,
		failed: 0,
		longestPauseMs: EXECUTION_EVERY_MS,
		messages: new Set(),
	};
	const rows: Row[] = [];
	await Promise.all([
		keepLoad(baseUrl, await sandbox.sessions(), tally, isOver),
		watch(baseUrl, sandbox, tally, { startedAt, duration }, rows),
	]);
	return [
		...[...tally.messages].map((message) => `An execution failed: ${message}`),
		...(await wrongLogins(sandbox, rows.at(-1))),
		...growth(rows, duration),
	];
}

async function keepLoad(
	baseUrl: string,
	sessions: number[],
	tally: Tally,
	isOver: () => boolean,
): Promise<void> {
	const http = axios.create({ baseURL: baseUrl, proxy: false, validateStatus: () => true });
	let begunAt = Date.now();
	let begunBefore = begunAt;
	for (let round = 0; !isOver(); round++) {
		const items = Array.from({ length: ITEMS }, (_, index) => ({
			session: sessions[(round * ITEMS + index) % sessions.length],
			phone: String(34_600_000_000 + index),
		}));
		const { status, data } = await http.post<unknown>(`/webhook/${PATH}`, { items });
		const done = status === 200 && Array.isArray(data) ? data.length : 0;
		tally.executions++;
		tally.items += done;
		tally.failed += ITEMS - done;
		if (done < ITEMS) tally.messages.add(JSON.stringify(data).slice(0, 300));
		tally.longestPauseMs = Math.max(tally.longestPauseMs, Date.now() - begunBefore);
		begunBefore = begunAt;
		await sleep(Math.max(0, begunAt + EXECUTION_EVERY_MS - Date.now()));
		begunAt = Date.now();
	}
}

async function watch(
	baseUrl: string,
	sandbox: SandboxClient,
	tally: Tally,
	{ startedAt, duration }: { startedAt: number; duration: number },
	rows: Row[],
): Promise<void> {
	const rowEvery = Math.min(60_000, duration / 6);
	for (let end = rowEvery; end <= duration; end += rowEvery) {
		const samples: Array<{ heap: number; rss: number }> = [];
		while (Date.now() - startedAt < end) {
			samples.push(await memory(baseUrl));
			await sleep(Math.min(SAMPLE_EVERY_MS, Math.max(0, startedAt + end - Date.now())));
		}
		const [mluvii, lovi] = await Promise.all(
			SERVICES.map(async (service) => (await loginTimes(sandbox, service)).length),
		);
		const elapsed = Date.now() - startedAt;
		const row: Row = {
			minute: elapsed / 60_000,
			...tally,
			logins: { mluvii: mluvii ?? 0, lovi: lovi ?? 0 },
			expected: expectedLogins(elapsed, tally.longestPauseMs),
			heap: Math.min(...samples.map(({ heap }) => heap)),
			rss: Math.min(...samples.map(({ rss }) => rss)),
		};
		rows.push(row);
		const cells = {
			Minute: row.minute.toFixed(2).replace(/\.00$/, ''),
			Executions: row.executions,
			Items: row.items,
			Failed: row.failed,
			'Mluvii logins': row.logins.mluvii,
			'Lovi logins': row.logins.lovi,
			Expected: row.expected.join(' to '),
			'Heap MiB': row.heap.toFixed(1),
			'RSS MiB': row.rss.toFixed(1),
		};
		const table = markdownTable([Object.keys(cells), Object.values(cells).map(String)], {
			align: 'r',
		});
		// What stands in the header is wider than what stands below, so each row fits by itself.
		const lines = table.split('\n');
		console.log((rows.length === 1 ? lines : lines.slice(-1)).join('\n'));
	}
}

/**
 * How many logins to a service the design has it in a time. A token is used until the service refuses it,
 * and then all requests share one login. So the next login comes with the first request after the end of
 * a token's life: at once at best, and as much later as requests are apart at worst.
 */
function expectedLogins(elapsedMs: number, longestPauseMs: number): [number, number] {
	const fewest =
		1 + Math.floor((elapsedMs - longestPauseMs) / (TOKEN_LIFETIME_MS + longestPauseMs));
	return [fewest, 1 + Math.floor(elapsedMs / TOKEN_LIFETIME_MS)];
}

async function wrongLogins(sandbox: SandboxClient, last: Row | undefined): Promise<string[]> {
	const complaints: string[] = [];
	for (const service of SERVICES) {
		const times = await loginTimes(sandbox, service);
		const [fewest, most] = last?.expected ?? [0, 0];
		const count = last?.logins[service] ?? 0;
		if (count < fewest || count > most) {
			complaints.push(`${count} logins to ${service}; expected ${fewest} to ${most}`);
		}
		// A second less, as tokens are given out for whole seconds.
		const early = times.filter(
			(time, index) => index > 0 && time - (times[index - 1] ?? 0) < TOKEN_LIFETIME_MS - 1000,
		);
		if (early.length > 0) {
			complaints.push(`${early.length} logins to ${service} while the token was good`);
		}
	}
	return complaints;
}

async function loginTimes(sandbox: SandboxClient, service: Service): Promise<number[]> {
	const path = { mluvii: '/login/connect/token', lovi: '/auth/v1/token' }[service];
	return (await sandbox.requests({ service, path })).map(({ startedAt }) => startedAt);
}

/** The n8n process's memory in MiB, by n8n's own metrics. */
async function memory(baseUrl: string): Promise<{ heap: number; rss: number }> {
	const { data } = await axios.get<string>(`${baseUrl}/metrics`, { proxy: false });
	const read = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(data)?.[1]) / MIB;
	return {
		heap: read('n8n_nodejs_heap_size_used_bytes'),
		rss: read('n8n_process_resident_memory_bytes'),
	};
}

function growth(rows: Row[], duration: number): string[] {
	const warm = rows.filter(({ minute }) => minute * 60_000 > duration * WARM_UP_SHARE);
	return (['heap', 'rss'] as const).flatMap((kind) => {
		const { m: perMinute } = linearRegression(warm.map((row) => [row.minute, row[kind]]));
		const minutes = (warm.at(-1)?.minute ?? 0) - (warm[0]?.minute ?? 0);
		const allowed = MAY_GROW.perMinute[kind] + MAY_GROW.noise[kind] / minutes;
		say(
			`${kind} after warm-up: ${perMinute.toFixed(2)} MiB a minute (allowed: ${allowed.toFixed(2)})`,
		);
		// What a process holds settles within minutes, so a quick look judges what n8n uses of it.
		const isJudged = kind === 'heap' || minutes >= RSS_SETTLES_MINUTES;
		return !isJudged || perMinute <= allowed ? [] : [`${kind} grows`];
	});
}

function say(line: string): void {
	console.log(`› ${line}`);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
