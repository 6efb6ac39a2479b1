import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import type { Circus } from '@jest/types';
import { mixinJestEnvironment } from '@stryker-mutator/jest-runner';
import type { TestEnvironment } from 'jest-environment-node';

/** What the instrumented code and StrykerJS tell each other. */
interface Instrumentation {
	/** To which test is counted what runs now. */
	currentTestId?: string;
	activeMutant?: string;
}

/** A test file whose tests can be run as often as wanted, see plugins.mjs. */
interface Session {
	file: string;
	instrumentation: Instrumentation;
	/** Runs a test, and returns why it failed; undefined if it passed. */
	run: (id: string, timeoutMs: number) => Promise<string | undefined>;
}

/** Takes over a test file in place of Jest, until the promise is settled. */
type TakeOver = (session: Session) => Promise<void>;

type Environment = new (
	config: JestEnvironmentConfig,
	context: EnvironmentContext,
) => InstanceType<typeof TestEnvironment> & {
	handleTestEvent?: (event: Circus.AsyncEvent, state: Circus.State) => Promise<void>;
};

/** An environment whose tests StrykerJS can measure. */
export function measured(Base: Environment): Environment {
	return class extends (mixinJestEnvironment(Base as never) as unknown as Environment) {
		constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
			super(config, context);
			const { __stryker__: instrumentation } = this.global as unknown as {
				__stryker__: Instrumentation;
			};
			// Code that Node itself loads looks here, code that Jest loads in the environment.
			Object.assign(globalThis, { __stryker__: instrumentation });
			// The package is loaded anew for each file, so that what runs as it is loaded is the file's own.
			const ofFile = `file:${context.testPath}`;
			instrumentation.currentTestId = ofFile;
			const handle = this.handleTestEvent?.bind(this);
			const { takeOver } = globalThis as { takeOver?: TakeOver };
			let isEnough = takeOver !== undefined;
			this.handleTestEvent = async (event: Circus.AsyncEvent, state: Circus.State) => {
				await handle?.(event, state);
				if (event.name === 'run_start' && takeOver) {
					const tests = testsIn(state.rootDescribeBlock);
					const run: Session['run'] = async (id, timeoutMs) =>
						await failureOf(tests.get(id) as Circus.TestEntry, timeoutMs);
					await takeOver({ file: context.testPath, instrumentation, run });
				}
				if (event.name === 'test_done') {
					instrumentation.currentTestId = ofFile;
					isEnough ||= event.test.errors.length > 0;
				}
				// One test that fails is enough.
				if (event.name === 'test_start' && isEnough) event.test.mode = 'skip';
			};
		}
	};
}

/** The tests by their names, with those of the blocks around them in front. */
function testsIn(block: Circus.DescribeBlock, prefix = ''): Map<string, Circus.TestEntry> {
	return new Map(
		block.children.flatMap((child): Array<[string, Circus.TestEntry]> => {
			const name = prefix + child.name;
			return child.type === 'test' ? [[name, child]] : [...testsIn(child, `${name} `)];
		}),
	);
}

async function failureOf(test: Circus.TestEntry, timeoutMs: number): Promise<string | undefined> {
	const blocks: Circus.DescribeBlock[] = [];
	for (let block: Circus.DescribeBlock | undefined = test.parent; block; block = block.parent) {
		blocks.unshift(block);
	}
	const hooks = (type: Circus.Hook['type']): Circus.Hook[] =>
		blocks.flatMap((block) => block.hooks.filter((hook) => hook.type === type));
	const run = async (): Promise<void> => {
		try {
			for (const { fn } of hooks('beforeEach')) await call(fn);
			await call(test.fn);
		} finally {
			for (const { fn } of hooks('afterEach').reverse()) await call(fn);
		}
	};
	let timer: NodeJS.Timeout | undefined;
	const timeout = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => {
			reject(new Error(TIMED_OUT));
		}, timeoutMs);
	});
	try {
		await Promise.race([run(), timeout]);
		return undefined;
	} catch (error) {
		return String((error as Error | undefined)?.message ?? error);
	} finally {
		clearTimeout(timer);
	}
}

/** What a test that did not end failed with. */
const TIMED_OUT = 'The test did not end';

async function call(fn: unknown): Promise<void> {
	await (fn as () => unknown)();
}
