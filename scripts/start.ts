import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import spawn from 'nano-spawn';
import type { SandboxClient } from '../sandbox/client';
import { launchSandbox } from '../sandbox/client';
import { fillN8n } from './demo';
import { ensureN8n } from './n8n/install';
import type { RunningN8n } from './n8n/launch';
import { launchN8n } from './n8n/launch';
import { packPackage } from './n8n/package';
import { launchQueue } from './n8n/queue';
import type { Execution } from './n8n/rest';
import { N8nRest } from './n8n/rest';

const ROOT = join(__dirname, '..');
const EXAMPLE = 'lovi-notify-company';
/** `npm start -- --queue`: main process and workers, where PostgreSQL and Redis are. */
const launch = process.argv.includes('--queue') ? launchQueue : launchN8n;

/**
 * An n8n to try the nodes in, with a sandbox instead of the real services: sets up what is missing, runs
 * the Lovi example once, and stays until Ctrl+C. Nothing is kept but the installed n8n.
 */
async function main(): Promise<void> {
	const started = Date.now();
	const running: Array<() => Promise<void>> = [];
	const stop = async (code: number): Promise<void> => {
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
		const [installation, tarball] = await Promise.all([ensureN8n(say), buildAndPack()]);
		say('Starting the sandbox and n8n');
		const [sandbox, n8n] = await Promise.all([
			launchSandbox().then((client) => {
				running.push(async () => {
					await client.stop();
				});
				return client;
			}),
			launch({ installation, tarball }).then((instance) => {
				running.push(instance.stop);
				return instance;
			}),
		]);
		rmSync(dirname(tarball), { recursive: true });
		const rest = new N8nRest(n8n.baseUrl, n8n.owner);
		await rest.login();
		const { workflows } = await fillN8n(rest, sandbox);
		const execution = await rest.runWorkflow(workflows[EXAMPLE] ?? '');
		console.log(await report(n8n, sandbox, execution, workflows));
		say(`Ready after ${Math.round((Date.now() - started) / 1000)} s. Ctrl+C stops everything.`);
		await n8n.ended;
		const isStopping = running.length === 0;
		if (isStopping) return;
		console.error('n8n has ended by itself.');
		await stop(1);
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		await stop(1);
	}
}

async function buildAndPack(): Promise<string> {
	say('Building the nodes');
	await spawn('gulp', ['build', '--silent'], {
		cwd: ROOT,
		preferLocal: true,
		stdio: ['ignore', 'inherit', 'inherit'],
	});
	return await packPackage(ROOT);
}

async function report(
	n8n: RunningN8n,
	sandbox: SandboxClient,
	execution: Execution,
	workflows: Record<string, string>,
): Promise<string> {
	const steps = Object.entries(execution.runData).map(([node, [run]]) => {
		const count = run?.data?.main[0]?.length ?? 0;
		return `  ${run?.error ? '✗' : '✓'} ${node}: ${run?.error?.message ?? `${count} item${count === 1 ? '' : 's'}`}`;
	});
	const deliveries = (await sandbox.notifications()).map(
		({ companyId, number, payload }) =>
			`  ${number} got "${String(payload.name_template)}" from the company ${companyId}`,
	);
	return `
The example "${EXAMPLE}" ran with the status "${execution.status}":
${steps.join('\n')}

What the sandbox received as Lovi:
${deliveries.join('\n') || '  nothing'}

Editor    ${n8n.baseUrl}/workflow/${workflows[EXAMPLE] ?? ''}
  e-mail    ${n8n.owner.email}
  password  ${n8n.owner.password}

The sandbox stands in for both services. Its logins are already in n8n's credentials:
  Mluvii    ${sandbox.mluvii.url}
  Lovi      ${sandbox.lovi.url}
The credential "Mluvii login screen (sandbox)" waits for "Connect my account"; any name and password will do.
`;
}

function say(line: string): void {
	console.log(`› ${line}`);
}

void main();
