import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type {
	Delivery,
	EventDelivery,
	Fault,
	LoggedRequest,
	LoviCompany,
	MluviiEvent,
	RequestFilter,
	SandboxControl,
	SandboxInfo,
	ServiceName,
	SettingsPatch,
	StoredWebhook,
	Violation,
	WireFault,
} from './api';

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
	const client = new SandboxClient(await untilReady(child, options.timeoutMs ?? 20_000), child);
	// A test that forgets to stop the sandbox must not hang because of it.
	child.unref();
	child.channel?.unref();
	if (options.settings !== undefined) await client.configure(options.settings);
	return client;
}

/** A running sandbox: where it is, and everything that can be asked of it. Without `child`, one that was
 * started elsewhere. */
export class SandboxClient implements SandboxControl, SandboxInfo {
	readonly controlUrl: string;
	readonly mluvii: SandboxInfo['mluvii'];
	readonly lovi: SandboxInfo['lovi'];

	constructor(
		info: SandboxInfo,
		private readonly child?: ChildProcess,
	) {
		this.controlUrl = info.controlUrl;
		this.mluvii = info.mluvii;
		this.lovi = info.lovi;
	}

	/** {@inheritDoc SandboxControl.reset} */
	async reset(): Promise<void> {
		await this.ask('reset');
	}

	/** {@inheritDoc SandboxControl.requests} */
	async requests(filter: RequestFilter = {}): Promise<LoggedRequest[]> {
		return (await this.ask('requests', filter)) as LoggedRequest[];
	}

	/** {@inheritDoc SandboxControl.violations} */
	async violations(): Promise<Violation[]> {
		return (await this.ask('violations')) as Violation[];
	}

	/** {@inheritDoc SandboxControl.clearViolations} */
	async clearViolations(): Promise<void> {
		await this.ask('clearViolations');
	}

	/** {@inheritDoc SandboxControl.fault} */
	async fault({ path, ...fault }: Fault): Promise<void> {
		const wire: WireFault = {
			...fault,
			path: path instanceof RegExp ? { source: path.source, flags: path.flags } : path,
		};
		await this.ask('fault', wire);
	}

	/** {@inheritDoc SandboxControl.configure} */
	async configure(settings: SettingsPatch): Promise<void> {
		await this.ask('configure', settings);
	}

	/** {@inheritDoc SandboxControl.revokeTokens} */
	async revokeTokens(service: ServiceName): Promise<void> {
		await this.ask('revokeTokens', service);
	}

	/** {@inheritDoc SandboxControl.setSessions} */
	async setSessions(count: number): Promise<void> {
		await this.ask('setSessions', count);
	}

	/** {@inheritDoc SandboxControl.sessions} */
	async sessions(): Promise<number[]> {
		return (await this.ask('sessions')) as number[];
	}

	/** {@inheritDoc SandboxControl.endSession} */
	async endSession(id: number): Promise<EventDelivery[]> {
		return (await this.ask('endSession', id)) as EventDelivery[];
	}

	/** {@inheritDoc SandboxControl.emitEvents} */
	async emitEvents(events: MluviiEvent[]): Promise<EventDelivery[]> {
		return (await this.ask('emitEvents', events)) as EventDelivery[];
	}

	/** {@inheritDoc SandboxControl.webhooks} */
	async webhooks(): Promise<StoredWebhook[]> {
		return (await this.ask('webhooks')) as StoredWebhook[];
	}

	/** {@inheritDoc SandboxControl.setWebhooks} */
	async setWebhooks(webhooks: StoredWebhook[]): Promise<void> {
		await this.ask('setWebhooks', webhooks);
	}

	/** {@inheritDoc SandboxControl.setCompanies} */
	async setCompanies(companies: LoviCompany[]): Promise<void> {
		await this.ask('setCompanies', companies);
	}

	/** {@inheritDoc SandboxControl.notifications} */
	async notifications(): Promise<Delivery[]> {
		return (await this.ask('notifications')) as Delivery[];
	}

	/** Stop the sandbox and wait until it is gone; one that was started elsewhere goes on. */
	async stop(): Promise<void> {
		if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
		this.child.ref();
		const gone = once(this.child, 'exit');
		this.child.kill();
		await gone;
	}

	private async ask(method: keyof SandboxControl, argument: unknown = {}): Promise<unknown> {
		const response = await fetch(`${this.controlUrl}/${method}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(argument),
		});
		if (!response.ok) throw new Error(`Sandbox ${method}: ${await response.text()}`);
		return response.json();
	}
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
