import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios from 'axios';
import pWaitFor from 'p-wait-for';
import { environment } from './environment';
import type { N8nInstallation } from './install';
import { installPackages } from './package';
import { claimPort, findFreePort } from './ports';
import { fillUserFolder } from './userFolder';

const START_TIMEOUT_MS = 180_000;

/** Who signs in to an n8n that was set up by `launchN8n`. */
export interface Owner {
	email: string;
	password: string;
}

const DEFAULT_OWNER: Owner = { email: 'owner@example.test', password: 'Sandbox-Owner-1' };

/**
 * What a process of n8n does: `start` is the main one, with the editor; `worker` and `webhook` are for
 * queue mode, see `launchQueue`.
 */
export type N8nCommand = 'start' | 'worker' | 'webhook';

export interface LaunchOptions {
	installation: N8nInstallation;
	/** Default: `start`. */
	command?: N8nCommand;
	/** The packed package, see `packPackage`; or several beside each other, or none. */
	tarball: string | string[];
	/** Where n8n keeps its data. A given folder is kept; the default is temporary. */
	userFolder?: string;
	/** Default: a free one. */
	port?: number;
	/** Added to n8n's environment, which otherwise has nothing of the caller's but the basics. */
	env?: Record<string, string>;
	/** Everything n8n prints. Default: a file in the user folder. Its folder must exist. */
	logFile?: string;
	owner?: Owner;
}

export interface RunningN8n {
	/** Without a trailing slash. */
	baseUrl: string;
	owner: Owner;
	userFolder: string;
	logFile: string;
	/** Resolves when n8n has ended, for whatever reason, and all of its processes are gone. */
	ended: Promise<void>;
	/** Ends n8n and everything it started, and removes a temporary user folder. */
	stop: () => Promise<void>;
	/** Ends n8n as a crash does, with no time to finish anything (SIGKILL); the user folder stays. */
	kill: () => Promise<void>;
}

/**
 * Starts an n8n on the loopback interface that has the package installed as its users install it,
 * and, if it is a main process, an owner. It ends with `stop()`, or when the calling process ends in
 * whatever way.
 *
 * @throws Error with the end of n8n's log if n8n does not become ready
 */
export async function launchN8n(options: LaunchOptions): Promise<RunningN8n> {
	const { installation, command = 'start', owner = DEFAULT_OWNER } = options;
	const isTemporary = options.userFolder === undefined;
	const userFolder = options.userFolder ?? mkdtempSync(join(tmpdir(), 'n8n-user-'));
	const logFile = options.logFile ?? join(userFolder, 'n8n.log');
	const cleanUp = () => {
		if (isTemporary) rmSync(userFolder, { recursive: true, force: true });
	};
	let n8n: RunningN8n | undefined;
	try {
		mkdirSync(userFolder, { recursive: true });
		if (options.env?.DB_TYPE === undefined) fillUserFolder(installation, userFolder);
		await installPackages([options.tarball].flat(), userFolder);
		const [port, brokerPort] = await findPorts(options.port);
		const env = {
			...environment(installation, userFolder),
			...addresses(port, brokerPort),
			...options.env,
		};
		const program = [installation.node, installation.entry, command];
		const supervisor = startSupervised(program, env, isTemporary ? userFolder : '', logFile);
		supervisor.stdin?.on('error', () => undefined); // It is gone already.
		const ended = once(supervisor, 'exit').then(() => undefined);
		const stop = async () => {
			supervisor.stdin?.destroy();
			await ended;
			cleanUp();
		};
		const kill = async () => {
			supervisor.stdin?.write('kill');
			await ended;
		};
		const baseUrl = `http://127.0.0.1:${port}`;
		n8n = { baseUrl, owner, userFolder, logFile, ended, stop, kill };
		await ready(n8n);
		if (command === 'start') await ensureOwner(n8n);
		return n8n;
	} catch (error) {
		await n8n?.stop();
		cleanUp();
		throw error;
	}
}

/**
 * Starts a program under `supervisor.ts`, which ends it when the pipe from this process closes.
 *
 * @param folderToRemove when it was ended; none if empty
 */
export function startSupervised(
	program: string[],
	env: NodeJS.ProcessEnv,
	folderToRemove: string,
	logFile: string,
): ChildProcess {
	const log = openSync(logFile, 'a');
	try {
		const supervisor = join(__dirname, 'supervisor.ts');
		return spawn(
			process.execPath,
			['--import', require.resolve('tsx'), supervisor, folderToRemove, ...program],
			{ env, stdio: ['pipe', log, log], detached: true, windowsHide: true },
		);
	} finally {
		closeSync(log);
	}
}

/** Where n8n listens, and what it says of that. */
function addresses(port: number, brokerPort: number): NodeJS.ProcessEnv {
	const baseUrl = `http://127.0.0.1:${port}/`;
	return {
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		// A worker answers nothing but the question whether it is ready.
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		N8N_EDITOR_BASE_URL: baseUrl,
		WEBHOOK_URL: baseUrl,
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
	};
}

/** Waits until n8n says that it is ready. */
async function ready(n8n: RunningN8n): Promise<void> {
	const http = client(n8n);
	await firstAnswer(async () => await http.get('/healthz/readiness'), n8n);
}

/** Waits until n8n answers its editor's requests and has an owner. */
async function ensureOwner(n8n: RunningN8n): Promise<void> {
	const http = client(n8n);
	const readSettings = async () => {
		const { data } = await http.get<{ data: Settings }>('/rest/settings');
		return data.data;
	};
	const settings = await firstAnswer(readSettings, n8n);
	if (!settings.userManagement.showSetupOnFirstLoad) return;
	await http.post('/rest/owner/setup', { ...n8n.owner, firstName: 'Olga', lastName: 'Owner' });
}

function client(n8n: RunningN8n) {
	return axios.create({ baseURL: n8n.baseUrl, timeout: 10_000, proxy: false });
}

interface Settings {
	userManagement: { showSetupOnFirstLoad: boolean };
}

/** Asks until there is an answer. n8n's log says more than the errors until then. */
async function firstAnswer<T>(ask: () => Promise<T>, n8n: RunningN8n): Promise<T> {
	let hasEnded = false;
	const end = () => {
		hasEnded = true;
	};
	n8n.ended.then(end, end);
	const isAnswered = async () => {
		if (hasEnded) throw new Error('There will be no answer');
		return await ask().then(
			(answer) => pWaitFor.resolveWith(answer),
			() => false,
		);
	};
	return await pWaitFor(isAnswered, { interval: 100, timeout: START_TIMEOUT_MS }).catch(() => {
		const what = hasEnded ? 'ended before it was ready' : 'did not become ready';
		throw new Error(`n8n ${what}. The end of its log:\n${logTail(n8n.logFile)}`);
	});
}

function logTail(logFile: string): string {
	try {
		return readFileSync(logFile, 'utf8').slice(-3000);
	} catch {
		return '(no log)';
	}
}

/**
 * The port for n8n and one for its task runners.
 *
 * @throws Error if the wanted port is taken: another n8n there would pass for the one started here
 */
async function findPorts(wanted?: number): Promise<[number, number]> {
	if (wanted === undefined) return [await findFreePort(), await findFreePort()];
	const { port, release } = await claimPort(wanted);
	await release();
	return [port, await findFreePort()];
}
