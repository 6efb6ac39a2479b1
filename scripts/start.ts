import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import spawn from 'nano-spawn';
import type { SandboxClient } from '../sandbox/client';
import { launchSandbox } from '../sandbox/client';
import { fillN8n } from './demo';
import type { N8nInstallation } from './n8n/install';
import { ensureN8n, isN8nInstalled, wantedVersion } from './n8n/install';
import type { RunningN8n } from './n8n/launch';
import { launchN8n } from './n8n/launch';
import { packPackage } from './n8n/package';
import { launchQueue } from './n8n/queue';
import type { NodeRun } from './n8n/rest';
import { N8nRest } from './n8n/rest';

const ROOT = join(__dirname, '..');
const EXAMPLE = 'lovi-notify-company';
/** `npm start -- --queue`: main process and workers, where PostgreSQL and Redis are. */
const launch = process.argv.includes('--queue') ? launchQueue : launchN8n;

/**
 * An n8n to try the nodes in, with a sandbox instead of the real services: sets up what is missing, runs
 * the Lovi example once, and stays until Ctrl+C. Nothing is kept but the installed n8n. As long as that is
 * missing, the example runs in n8n's engine first.
 */
async function main(): Promise<void> {
	const started = Date.now();
	const running: Array<() => Promise<void>> = [];
	const stopping = new AbortController();
	const stop = async (code: number): Promise<void> => {
		stopping.abort();
		for (const end of running.splice(0).reverse()) await end();
		process.exit(code);
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.once(signal, () => {
			console.log('\nStopping…');
			void stop(0);
		});
	}
	try {
		const isFirst = !isN8nInstalled();
		const installing = ensureN8n(say, wantedVersion(), stopping.signal);
		const ended = installing.catch(() => undefined); // A failure is seen where it is waited for.
		running.push(async () => {
			await ended;
		});
		if (!isBuilt()) await build();
		const starting = startN8n(installing);
		const launched = starting.catch(() => undefined); // This one, too.
		running.push(async () => {
			await (await launched)?.stop();
		});
		const sandbox = await launchSandbox();
		running.push(async () => {
			await sandbox.stop();
		});
		if (isFirst) await showEmbedded(sandbox);
		const n8n = await starting;
		const rest = new N8nRest(n8n.baseUrl, n8n.owner);
		await rest.login();
		const { workflows } = await fillN8n(rest, sandbox);
		const execution = await rest.runWorkflow(workflows[EXAMPLE] ?? '');
		say(`The example "${EXAMPLE}" ran with the status "${execution.status}"`);
		console.log(await describeRun(execution.runData, sandbox));
		console.log(describeEditor(n8n, sandbox, workflows[EXAMPLE] ?? ''));
		say(`Ready after ${Math.round((Date.now() - started) / 1000)} s. Ctrl+C stops everything.`);
		await n8n.ended;
		if (stopping.signal.aborted) return;
		console.error('n8n has ended by itself.');
		await stop(1);
	} catch (error) {
		if (stopping.signal.aborted) return;
		console.error(error instanceof Error ? error.message : error);
		await stop(1);
	}
}

/** Whether the last thing that a build makes is newer than all that it is made of. */
function isBuilt(): boolean {
	const changedAt = (path: string) => statSync(join(ROOT, path)).mtimeMs;
	const last = join('dist', 'types', 'nodes.json');
	if (!existsSync(join(ROOT, last))) return false;
	const sources = ['nodes', 'credentials'].flatMap((folder) => [
		folder,
		...readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
			join(folder, name),
		),
	]);
	const settings = ['gulpfile.js', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
	const builtAt = changedAt(last);
	return [...sources, ...settings].every((path) => changedAt(path) < builtAt);
}

async function build(): Promise<void> {
	say('Building the nodes');
	await spawn('gulp', ['build', '--silent'], {
		cwd: ROOT,
		preferLocal: true,
		stdio: ['ignore', 'inherit', 'inherit'],
	});
}

async function startN8n(installing: Promise<N8nInstallation>): Promise<RunningN8n> {
	const tarball = await packPackage(ROOT);
	try {
		const installation = await installing;
		say(`Starting n8n ${installation.version}`);
		return await launch({ installation, tarball });
	} finally {
		rmSync(dirname(tarball), { recursive: true });
	}
}

/** Shows what the nodes do while n8n itself is still to be installed. */
async function showEmbedded(sandbox: SandboxClient): Promise<void> {
	say(`Running the example "${EXAMPLE}" in n8n's engine, with a sandbox as Lovi`);
	// Loading n8n's engine takes a second, which a start with an installed n8n does not need.
	const { runEmbedded } = await import('./embedded.js');
	console.log(await describeRun(await runEmbedded(EXAMPLE, sandbox), sandbox));
	await sandbox.reset();
	say(`The same in the editor needs n8n ${wantedVersion()}, which is being installed`);
}

/** What each node of the example gave out, and what arrived. */
async function describeRun(
	runData: Record<string, NodeRun[]>,
	sandbox: SandboxClient,
): Promise<string> {
	const steps = Object.entries(runData).map(([node, [run]]) => {
		const count = run?.data?.main[0]?.length ?? 0;
		return `  ${run?.error ? '✗' : '✓'} ${node}: ${run?.error?.message ?? `${count} item${count === 1 ? '' : 's'}`}`;
	});
	const deliveries = (await sandbox.notifications()).map(
		({ companyId, number, payload }) =>
			`  ${number} got "${String(payload.name_template)}" from the company ${companyId}`,
	);
	return `${steps.join('\n')}

What the sandbox received as Lovi:
${deliveries.join('\n') || '  nothing'}
`;
}

function describeEditor(n8n: RunningN8n, sandbox: SandboxClient, workflowId: string): string {
	return `Editor    ${n8n.baseUrl}/workflow/${workflowId}
  e-mail    ${n8n.owner.email}
  password  ${n8n.owner.password}

The sandbox stands in for both services. Its logins are already in n8n's credentials:
  Mluvii    ${sandbox.mluvii.url}
  Lovi      ${sandbox.lovi.url}
  Chat      ${sandbox.chatUrl} (be a visitor of a chatbot)
The credential "Mluvii login screen (sandbox)" waits for "Connect my account"; any name and password will do.
`;
}

function say(line: string): void {
	console.log(`› ${line}`);
}

void main();
