import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SandboxControl, SandboxInfo, SettingsPatch } from './api';

export type * from './api';

/** How to launch. */
export interface LaunchOptions {
	/** Settings to begin with; `reset()` goes back to the defaults. */
	settings?: SettingsPatch;
	/** Milliseconds to wait for the sandbox to be up; default 20 seconds. */
	timeoutMs?: number;
}

/** Start a sandbox in a process of its own, which ends with this process at the latest. */
export async function launchSandbox(options: LaunchOptions = {}): Promise<SandboxClient> {
	const child = fork(join(__dirname, 'main.ts'), {
		execArgv: ['--require', require.resolve('tsx/cjs')],
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});
	const client = connectToSandbox(await untilReady(child, options.timeoutMs ?? 20_000), child);
	// A test that forgets to stop the sandbox must not hang because of it.
	child.unref();
	child.channel?.unref();
	if (options.settings !== undefined) await client.configure(options.settings);
	return client;
}

/** A running sandbox: where it is, and everything that can be asked of it. */
export interface SandboxClient extends SandboxControl, SandboxInfo {
	/** Stop the sandbox and wait until it is gone; one that was started elsewhere goes on. */
	stop(): Promise<void>;
}

/**
 * A client of a sandbox that runs already.
 *
 * @param child its process, if it ends with the client
 * @returns a client whose methods throw an Error with what the sandbox says, if it refuses
 */
export function connectToSandbox(info: SandboxInfo, child?: ChildProcess): SandboxClient {
	const client = {
		...info,
		async stop() {
			if (!child || child.exitCode !== null || child.signalCode !== null) return;
			child.ref();
			const gone = once(child, 'exit');
			child.kill();
			await gone;
		},
	};
	return new Proxy(client as SandboxClient, {
		get(target, name): unknown {
			// `await` looks for `then`.
			if (name in target || typeof name === 'symbol' || name === 'then') {
				return Reflect.get(target, name);
			}
			return async (argument: unknown = {}) => await ask(info.controlUrl, name, argument);
		},
	});
}

async function ask(controlUrl: string, method: string, argument: unknown): Promise<unknown> {
	const response = await fetch(`${controlUrl}/${method}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(argument, asWireFault),
	});
	if (!response.ok) throw new Error(`Sandbox ${method}: ${await response.text()}`);
	return response.json();
}

/** Spells the expressions of a fault as in `WireFault`. */
function asWireFault(_key: string, value: unknown): unknown {
	return value instanceof RegExp ? { source: value.source, flags: value.flags } : value;
}

function untilReady(child: ChildProcess, timeoutMs: number): Promise<SandboxInfo> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => {
			child.kill();
			reject(new Error(`The sandbox is not up after ${timeoutMs} ms`));
		}, timeoutMs);
		child.once('message', (info) => {
			clearTimeout(timer);
			resolve(info as SandboxInfo);
		});
		child.once('exit', (code) => {
			clearTimeout(timer);
			reject(new Error(`The sandbox ended with code ${String(code)} before it was up`));
		});
	});
}
