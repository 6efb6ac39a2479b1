import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire, Module } from 'node:module';
import { join } from 'node:path';
import { TestEnvironment } from 'jest-environment-node';
import type * as n8nWorkflow from 'n8n-workflow';
import type { SandboxInfo } from '../../sandbox/client';
import './engineHome';

/** What tests of the engine find under `host`, beside Jest's globals. */
interface Host {
	/** n8n's modules by their names. */
	modules: Record<'n8n-core' | 'n8n-workflow', unknown>;
	/** Of n8n's engine. */
	coreVersion: string;
	isN8n1: boolean;
	sandbox: SandboxInfo;
	/** How long the package waits where it means to wait so long; a test may shorten it. */
	sleepMs: (milliseconds: number) => number;
	/** A module of the built package as the engine has it, by its path below `dist`. */
	built: (path: string) => unknown;
}

declare global {
	var host: Host;
}

const PACKAGE_DIR = join(__dirname, '..', '..');
const BUILT_DIR = join(PACKAGE_DIR, 'dist');

/** Requires what n8n is made of: from the folder with its `node_modules`, or else from this repository. */
const requireOfN8n = createRequire(
	join(process.env.N8N_CORE_FOLDER ?? PACKAGE_DIR, 'package.json'),
);
requireOfN8n('reflect-metadata');
const core: unknown = requireOfN8n('n8n-core');
const { version: coreVersion } = requireOfN8n('n8n-core/package.json') as { version: string };
const workflow = requireOfN8n('n8n-workflow') as typeof n8nWorkflow;

/** Where the sandboxes run: one process for all test files of this one, as it takes seconds to start. */
let sandboxHost: ChildProcess | undefined;

/**
 * Where tests meet n8n's engine. Node itself loads it, once for all test files of a process, and the built
 * package with it, as in n8n; Jest would take seconds to load the engine anew for each file. The package is
 * loaded anew for each file, with a sandbox of its own, so that nothing is left of the tests in another one.
 */
export default class EngineEnvironment extends TestEnvironment {
	override async setup(): Promise<void> {
		await super.setup();
		const host: Host = {
			modules: { 'n8n-core': core, 'n8n-workflow': workflow },
			coreVersion,
			isN8n1: coreVersion.startsWith('1.'),
			sandbox: await askSandboxHost('start'),
			sleepMs: (milliseconds) => milliseconds,
			built: createRequire(join(BUILT_DIR, 'package.json')),
		};
		// With the engine's Date, a test that sets the clock sets the engine's.
		Object.assign(this.global, { host, Date });
		forgetPackage();
		replaceModule('n8n-workflow', {
			...workflow,
			sleep: async (milliseconds: number, signal?: AbortSignal) => {
				await workflow.sleep(host.sleepMs(milliseconds), signal);
			},
		});
	}

	override async teardown(): Promise<void> {
		await askSandboxHost('stop');
		await super.teardown();
	}
}

async function askSandboxHost(message: 'start' | 'stop'): Promise<SandboxInfo> {
	sandboxHost ??= fork(join(__dirname, 'sandboxHost.ts'), {
		execArgv: ['--require', require.resolve('tsx/cjs')],
	});
	sandboxHost.channel?.ref();
	sandboxHost.send(message);
	const waiting = new AbortController();
	const gone = once(sandboxHost, 'exit', { signal: waiting.signal }).then(() => {
		throw new Error('The process of the sandboxes has ended; what it said is above');
	});
	const [info] = (await Promise.race([once(sandboxHost, 'message'), gone])) as [SandboxInfo];
	waiting.abort();
	// It ends with this process, which must not wait for it.
	sandboxHost.channel?.unref();
	sandboxHost.unref();
	return info;
}

function forgetPackage(): void {
	for (const file of Object.keys(require.cache)) {
		if (file.startsWith(BUILT_DIR)) Reflect.deleteProperty(require.cache, file);
	}
}

/** Sets what the package gets when it requires a module. */
function replaceModule(name: string, exports: unknown): void {
	const file = require.resolve(name);
	require.cache[file] = Object.assign(new Module(file), { loaded: true, exports });
}
