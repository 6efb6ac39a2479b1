import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import spawn, { SubprocessError, type Subprocess } from 'nano-spawn';
import type { SandboxClient, ServiceName } from '../../sandbox/client';
import { launchSandbox } from '../../sandbox/client';
import type { Report, ServiceReport } from '../../scripts/live/report';

const ROOT = join(__dirname, '..', '..');

/** How a check is started. */
export interface CheckRun {
	service: ServiceName;
	options?: string[];
	/** Instead of, or beside, the login of the sandbox. */
	env?: Record<string, string>;
	/** Presses Ctrl+C after a line that the command prints. */
	stopsAfter?: (line: string) => boolean;
}

/** How a check ended. */
export interface CheckResult {
	exitCode: number;
	/** What the command printed. */
	output: string;
	report: ServiceReport;
	/** Text of all files that were written, by their paths below the folder of the report. */
	files: Record<string, string>;
}

/** A sandbox for the test file, put back to its seed for each test, with a webhook to read. */
export function useSandbox(): () => SandboxClient {
	let sandbox: SandboxClient | undefined;
	const running = () => {
		if (!sandbox) throw new Error('The sandbox does not run yet');
		return sandbox;
	};
	beforeAll(async () => {
		sandbox = await launchSandbox();
	});
	beforeEach(async () => {
		await running().reset();
		await running().setWebhooks([
			{
				id: 31,
				eventTypes: ['SessionEnded'],
				callbackUrl:
					'https://user-of-hook:secret-of-hook@crm.customer.example/in?secret=s3cr3t-of-query',
			},
		]);
	});
	afterAll(async () => {
		await running().stop();
	});
	return running;
}

/** Runs `npm run check:live` as a user does, without its build, against a sandbox. */
export async function runCheck(
	{ mluvii, lovi }: SandboxClient,
	{ service, options = [], env = {}, stopsAfter }: CheckRun,
): Promise<CheckResult> {
	const folder = mkdtempSync(join(tmpdir(), 'live-report-'));
	const logins: Record<ServiceName, Record<string, string>> = {
		mluvii: {
			MLUVII_DOMAIN: mluvii.url,
			MLUVII_API_USERNAME: mluvii.apiUsername,
			MLUVII_API_PASSWORD: mluvii.apiPassword,
			MLUVII_EMAIL_THREAD_ID: '4200003',
		},
		lovi: {
			LOVI_BASE_URL: lovi.url,
			LOVI_EMAIL: lovi.email,
			LOVI_PASSWORD: lovi.password,
			LOVI_PHONE_NUMBER: '34911670470',
		},
	};
	const command = [
		'scripts/live/main.ts',
		'--service',
		service,
		'--folder',
		folder,
		'--pause',
		'0',
	];
	try {
		const running = spawn('node', ['--require', 'tsx/cjs', ...command, ...options], {
			cwd: ROOT,
			env: { ...logins[service], ...env },
			stdin: 'ignore',
		});
		const { exitCode, output } = await ended(running, stopsAfter);
		const files = filesIn(folder);
		const { services } = JSON.parse(files['report.json'] ?? '{"services":[]}') as Report;
		return { exitCode, output, report: services[0] as ServiceReport, files };
	} finally {
		rmSync(folder, { recursive: true });
	}
}

async function ended(
	running: Subprocess,
	stopsAfter: (line: string) => boolean = () => false,
): Promise<{ exitCode: number; output: string }> {
	const lines: string[] = [];
	try {
		for await (const line of running) {
			lines.push(line);
			if (stopsAfter(line)) (await running.nodeChildProcess).kill('SIGINT');
		}
		return { exitCode: 0, output: lines.join('\n') };
	} catch (error) {
		if (!(error instanceof SubprocessError) || error.exitCode === undefined) throw error;
		return { exitCode: error.exitCode, output: lines.join('\n') };
	}
}

function filesIn(folder: string): Record<string, string> {
	const names = readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
	return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
