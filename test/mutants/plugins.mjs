import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import {
	commonTokens,
	declareClassPlugin,
	declareFactoryPlugin,
	declareValuePlugin,
	PluginKind,
} from '@stryker-mutator/api/plugin';
import { strykerPlugins as jestPlugins } from '@stryker-mutator/jest-runner';

/** Where a dry run leaves which test files there are, for the processes that try out the mutants. */
const TEST_FILES = '.mutants-test-files.json';

/** What the tests of one mutant may take, by what they take without one. */
const MS_PER_MUTANT = Number(process.env.MUTANT_SECONDS ?? 30) * 1000;

/** Whether mutants are tried out only where no file has to be loaded for them; quick, but not complete. */
const SKIPS_LOADING = process.env.MUTANT_QUICK === '1';

/** About what it takes to load a test file. */
const MS_PER_FILE = 700;

/**
 * StrykerJS's runner for Jest loads all test files for each mutant. This one goes through those with a test
 * that reaches the mutant until a test fails: files that reach little first, as they are about what they reach.
 * Unit tests are run again and again without loading their file again, which takes milliseconds instead of
 * a second; not so where the mutant is in what runs while a file is loaded, such as a constant.
 */
function runnerByFile(injector) {
	const runner = jestPlugins[0].factory(injector);
	// Its own environment would take the place of those of all projects; they can be measured as they are.
	runner.configForDryRun = () => runner.jestConfig;
	runner.configForMutantRun = () => runner.jestConfig;

	const run = runner.run.bind(runner);
	let testFiles;
	runner.run = (settings) => run(testFiles ? onlyFor(testFiles, settings) : settings);

	const dryRun = runner.dryRun.bind(runner);
	runner.dryRun = async (options) => {
		const result = await dryRun(options);
		if (result.mutantCoverage) {
			const files = filesOf(result.tests, result.mutantCoverage);
			writeFileSync(TEST_FILES, JSON.stringify(files));
		}
		return result;
	};

	const sessions = new Map();
	/** Loads a test file, and keeps its tests ready. */
	const open = async (file) => {
		if (sessions.has(file)) return sessions.get(file);
		const opened = new Promise((resolve) => {
			globalThis.takeOver = (session) =>
				new Promise((close) => {
					resolve({ ...session, close });
				});
		});
		testFiles = [file];
		const ended = runner.run({ jestConfig: runner.jestConfig }).catch(() => undefined);
		testFiles = undefined;
		const session = await Promise.race([opened, ended.then(() => undefined)]);
		delete globalThis.takeOver;
		if (session) sessions.set(file, session);
		return session;
	};
	const close = (session) => {
		sessions.delete(session.file);
		session.close();
	};

	const mutantRun = runner.mutantRun.bind(runner);
	/** In a file that is loaded for this mutant. */
	const inFreshFile = async (options, file, ids) => {
		testFiles = [file];
		try {
			return await mutantRun({ ...options, testFilter: ids });
		} finally {
			testFiles = undefined;
		}
	};
	/** In a file that was loaded before; undefined if that cannot be told from what an earlier mutant left. */
	const inSession = async ({ activeMutant, hitLimit }, file, ids, tests) => {
		const session = await open(file);
		if (!session) return undefined;
		const { instrumentation } = session;
		for (const id of ids) {
			const timeoutMs = 10_000 + 5 * tests[id];
			Object.assign(instrumentation, { activeMutant: activeMutant.id, hitLimit, hitCount: 0 });
			const failureMessage = await session.run(id, timeoutMs);
			const isEndless = instrumentation.hitCount > hitLimit;
			Object.assign(instrumentation, { activeMutant: undefined, hitLimit: undefined });
			if (failureMessage === undefined) continue;
			if (isEndless || failureMessage === 'The test did not end') {
				close(session);
				return { status: 'timeout', reason: failureMessage };
			}
			if ((await session.run(id, timeoutMs)) !== undefined) {
				close(session);
				return undefined;
			}
			return { status: 'killed', failureMessage, killedBy: [id], nrOfTests: ids.indexOf(id) + 1 };
		}
		return { status: 'survived', nrOfTests: ids.length };
	};
	runner.mutantRun = async (options) => {
		const { id: mutant } = options.activeMutant;
		const { steps, isComplete } = stepsFor(mutant, options.testFilter);
		let milliseconds = 0;
		let result;
		for (const { file, tests, ids, isFresh } of steps) {
			milliseconds += ids.reduce((sum, id) => sum + tests[id], isFresh ? MS_PER_FILE : 0);
			if (result && milliseconds > MS_PER_MUTANT) break;
			result =
				(!isFresh && (await inSession(options, file, ids, tests))) ||
				(await inFreshFile(options, file, ids));
			if (result.status !== 'survived') break;
		}
		if (isComplete || result?.status === 'killed' || result?.status === 'timeout') return result;
		// Not enough was tried out to say that it survives.
		return { status: 'error', errorMessage: 'It is in what runs while a file is loaded' };
	};

	const dispose = runner.dispose?.bind(runner);
	runner.dispose = async () => {
		for (const session of sessions.values()) close(session);
		await dispose?.();
	};
	return runner;
}
runnerByFile.inject = [commonTokens.injector];

/** The files to go through for a mutant, with the tests to run; unit tests in files that are loaded come first. */
function stepsFor(mutant, testFilter) {
	const files = JSON.parse(readFileSync(TEST_FILES, 'utf8'));
	const reaching = new Set(testFilter);
	const ready = [];
	const fresh = [];
	for (const { file, tests, loads } of files) {
		const all = Object.keys(tests).filter((id) => !testFilter || reaching.has(id));
		const isUnit = file.includes('/test/unit/');
		const running = isUnit ? (loads[mutant] ?? all) : [];
		const byDuration = running.sort((a, b) => tests[a] - tests[b]);
		if (byDuration.length > 0) ready.push({ file, tests, ids: byDuration, isFresh: false });
		const needsLoading = !isUnit || mutant in loads;
		if (needsLoading && all.length > 0) fresh.push({ file, tests, ids: all, isFresh: true });
	}
	const isComplete = !SKIPS_LOADING || fresh.length === 0;
	return { steps: isComplete ? [...ready, ...fresh] : ready, isComplete };
}

/** Without the other layers, as Jest looks at all files for each of them. */
function onlyFor(testFiles, settings) {
	const projects = settings.jestConfig.projects.filter(({ displayName }) =>
		testFiles.some((file) => file.includes(`/test/${displayName}/`)),
	);
	return { ...settings, testFiles, jestConfig: { ...settings.jestConfig, projects } };
}

/**
 * The test files, those that reach little first: their tests with the milliseconds that they take, and the
 * mutants in what runs while they are loaded, which count as reached by all tests of the file.
 */
function filesOf(tests, { perTest }) {
	const files = new Map();
	for (const { id, fileName, timeSpentMs } of tests) {
		const file = files.get(fileName) ?? { file: fileName, tests: {} };
		files.set(fileName, file);
		file.tests[id] = timeSpentMs;
	}
	return [...files.values()]
		.map(({ file, tests }) => {
			const loading = perTest[`file:${file}`] ?? {};
			delete perTest[`file:${file}`];
			// By the mutants that are reached while the file is loaded, the tests that reach them later, too.
			const loads = Object.fromEntries(Object.keys(loading).map((mutant) => [mutant, []]));
			const reached = new Set(Object.keys(loading));
			for (const id of Object.keys(tests)) {
				for (const mutant of Object.keys(perTest[id] ?? {})) {
					reached.add(mutant);
					loads[mutant]?.push(id);
				}
				perTest[id] = { ...loading, ...perTest[id] };
			}
			return { file, tests, loads, reach: reached.size };
		})
		.sort((a, b) => a.reach - b.reach);
}

/** What n8n's editor shows beside a field: a test of such a text would only repeat it. */
const TEXTS = ['displayName', 'description', 'placeholder', 'hint'];

const texts = {
	shouldIgnore(path) {
		if (!path.isObjectProperty() && !path.isClassProperty()) return undefined;
		const { key, value } = path.node;
		return TEXTS.includes(key.name) && value?.type === 'StringLiteral'
			? 'A text of the editor'
			: undefined;
	},
};

/** See scripts/mutants.ts. */
const RESULTS = 'reports/mutants/results.jsonl';

/** Writes down what came out for each mutant as soon as it is known, for runs that are ended early. */
class Lines {
	constructor() {
		mkdirSync(dirname(RESULTS), { recursive: true });
		writeFileSync(RESULTS, '');
	}

	onMutantTested({ fileName, location, mutatorName, replacement, status, killedBy }) {
		const file = relative(process.cwd(), fileName);
		const line = { file, ...location.start, mutatorName, replacement, status, killedBy };
		appendFileSync(RESULTS, JSON.stringify(line) + '\n');
	}
}

export const strykerPlugins = [
	declareClassPlugin(PluginKind.Reporter, 'lines', Lines),
	declareFactoryPlugin(PluginKind.TestRunner, 'jestByFile', runnerByFile),
	declareValuePlugin(PluginKind.Ignore, 'texts', texts),
];
