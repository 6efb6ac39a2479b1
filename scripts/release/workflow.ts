import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A step of a job, as far as it is used here. */
export interface Step {
	id?: string;
	name?: string;
	uses?: string;
	with?: Record<string, unknown>;
	run?: string;
	env?: Record<string, unknown>;
}

/** A job of a workflow, as far as it is used here. */
export interface Job {
	name?: string;
	needs?: string | string[];
	environment?: string;
	permissions?: Record<string, string>;
	'timeout-minutes'?: number;
	env?: Record<string, unknown>;
	steps: Step[];
}

/** A workflow file of GitHub Actions, as far as it is used here. */
export interface Workflow {
	name: string;
	permissions?: Record<string, string>;
	concurrency?: unknown;
	jobs: Record<string, Job>;
}

/** Reads a workflow file. */
export function readWorkflow(path: string): Workflow {
	return parse(readFileSync(path, 'utf8')) as Workflow;
}

/** What a rehearsal carries out, and what makes no difference to it. */
const REHEARSED = {
	workflow: 'name on permissions concurrency jobs',
	job: 'name needs runs-on environment permissions timeout-minutes env steps',
	step: 'id name uses with run env',
};

/**
 * Refuses a workflow that a rehearsal would run in another way than GitHub does.
 *
 * @throws Error naming what the rehearsal does not know, such as `if` or a matrix
 */
export function requireRehearsable(workflow: Workflow): void {
	const jobs = Object.values(workflow.jobs);
	const unknown = [
		...unknownKeys('workflow', [workflow]),
		...unknownKeys('job', jobs),
		...unknownKeys(
			'step',
			jobs.flatMap(({ steps }) => steps),
		),
	];
	if (unknown.length > 0) {
		throw new Error(`The rehearsal does not know what to do with ${unknown.join(', ')}`);
	}
}

function unknownKeys(kind: keyof typeof REHEARSED, parts: object[]): string[] {
	const known = REHEARSED[kind].split(' ');
	return parts
		.flatMap((part) => Object.keys(part))
		.filter((key) => !known.includes(key))
		.map((key) => `"${key}" of a ${kind}`);
}

/**
 * Puts values in the place of expressions: `${{ github.ref_name }}`. Only names are understood, which is
 * all that a release needs.
 *
 * @throws Error if an expression is something else, or has no value
 */
export function fillExpressions(text: string, values: Record<string, string>): string {
	return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
		const value = values[expression];
		if (value === undefined) throw new Error(`There is no value for the expression ${expression}`);
		return value;
	});
}

/** The names of a package's scripts that a command runs. */
export function scriptsIn(command: string): string[] {
	const calls = command.matchAll(/\bnpm (?:run ([\w:-]+)|(test|start)\b)/g);
	return [...calls].map(([, script, lifecycle]) => script ?? lifecycle ?? '');
}
