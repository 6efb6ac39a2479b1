import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import spawn, { SubprocessError } from 'nano-spawn';
import type { N8nInstallation } from '../n8n/install';
import { outerRun } from '../n8n/npm';
import type { LocalRegistry } from './registry';
import type { Job, Step } from './workflow';
import { fillExpressions, readWorkflow, requireRehearsable } from './workflow';

/** Carries something out under a name, and says how it went and how long it took. */
export type Report = (name: string, action: () => Promise<void>) => Promise<void>;

/** In what a workflow runs here instead of in GitHub's runners. */
export interface Runner {
	/** Where jobs get their folders, and the files that they share. */
	folder: string;
	/** The repository in which the workflow is, as a path. */
	repository: string;
	/** The tag that starts it. */
	tag: string;
	/** The repository's name on GitHub, as `owner/name`. */
	name: string;
	/** Whose Node.js takes the place of the one that jobs ask for. */
	installation: N8nInstallation;
	/** What `npm publish` publishes to. */
	registry: LocalRegistry;
	/** The configuration of git, in which addresses on GitHub stand for folders. */
	gitConfig: string;
	/** Does for steps with the id `scan` what n8n's scanner does; gets the checkout. */
	scan: (checkout: string) => Promise<void>;
	report: Report;
}

/**
 * Runs a workflow of GitHub Actions as it is at the tag: the commands of all jobs in their order, each job in a
 * checkout of its own. Actions are carried out by what does the same here.
 *
 * @throws Error with what the command printed, if one fails
 */
export async function runWorkflow(runner: Runner, file: string): Promise<void> {
	const source = await checkOut(runner);
	const workflow = readWorkflow(join(source, '.github', 'workflows', file));
	requireRehearsable(workflow);
	const { name, jobs } = workflow;
	for (const [id, job] of Object.entries(jobs)) {
		await runJob(runner, `${runner.name}: ${name}, ${job.name ?? id}`, job);
	}
}

async function runJob(runner: Runner, title: string, job: Job): Promise<void> {
	const values: Record<string, string> = {
		'github.repository_owner': runner.name.split('/', 1)[0] ?? '',
		'github.ref_name': runner.tag,
	};
	let checkout = runner.folder;
	for (const step of job.steps) {
		const what = step.run ?? step.uses?.replace(/@.*/, '') ?? '';
		await runner.report(
			`${title}: ${step.name ?? what.trim().split('\n', 1)[0] ?? ''}`,
			async () => {
				if (step.uses?.startsWith('actions/checkout@')) {
					checkout = await checkOut(runner);
				} else if (step.uses?.startsWith('actions/setup-node@')) {
					await requireNode(runner.installation, step);
				} else if (step.uses?.startsWith('actions/create-github-app-token@')) {
					values[`steps.${step.id ?? ''}.outputs.token`] = 'rehearsal';
				} else if (step.run !== undefined) {
					if (step.id === 'scan') await runner.scan(checkout);
					await runCommand(runner, checkout, step, { ...job.env, ...step.env }, values);
				} else {
					throw new Error(
						`The rehearsal cannot carry out ${step.uses ?? 'a step without a command'}`,
					);
				}
			},
		);
	}
}

async function checkOut({ folder, repository, tag }: Runner): Promise<string> {
	const checkout = mkdtempSync(join(folder, 'checkout-'));
	const options = ['--quiet', '--config', 'advice.detachedHead=false', '--branch', tag];
	await spawn('git', ['clone', ...options, repository, checkout]);
	return checkout;
}

async function requireNode({ node }: N8nInstallation, step: Step): Promise<void> {
	const { stdout } = await spawn(node, ['--version']);
	const wanted = `v${String(step.with?.['node-version'])}`;
	if (stdout.split('.', 1)[0] !== wanted) throw new Error(`Node.js ${wanted} is wanted: ${stdout}`);
}

/** Runs a command as a runner does: by `bash -e`, in the environment that the step declares. */
async function runCommand(
	runner: Runner,
	checkout: string,
	{ id, run = '' }: Step,
	declared: Record<string, unknown>,
	values: Record<string, string>,
): Promise<void> {
	const filled = Object.entries(declared).map(([name, value]) => [
		name,
		fillExpressions(String(value), values),
	]);
	const script = join(runner.folder, 'step.sh');
	writeFileSync(script, run);
	try {
		await spawn('bash', ['-e', script], {
			cwd: checkout,
			stdin: 'ignore',
			env: {
				...outerRun(),
				PATH: [
					...(id === 'scan' ? [scannerThatPasses(runner)] : []),
					dirname(runner.installation.node),
					process.env.PATH,
				].join(delimiter),
				CI: 'true',
				// What npm has in its cache is as good, and each job installs everything anew.
				npm_config_prefer_offline: 'true',
				GITHUB_REF_NAME: runner.tag,
				GITHUB_REPOSITORY: runner.name,
				...(Object.fromEntries(filled) as Record<string, string>),
				GIT_CONFIG_GLOBAL: runner.gitConfig,
				...(/\bpublish\b/.test(run) && publishesTo(runner.registry)),
			},
		});
	} catch (error) {
		if (!(error instanceof SubprocessError)) throw error;
		throw new Error(`"${run.trim()}" failed in ${checkout}:\n${error.output.slice(-4000)}`);
	}
}

/**
 * A folder with an `npx` that says what n8n's scanner says of a package that passes: here it has passed already, as
 * the scanner itself fetches packages from npm's own registry only.
 */
function scannerThatPasses({ folder }: Runner): string {
	const bin = join(folder, 'scanner');
	mkdirSync(bin, { recursive: true });
	writeFileSync(join(bin, 'npx'), '#!/bin/sh\necho "Package $3 has passed all security checks"\n', {
		mode: 0o755,
	});
	return bin;
}

/** There is nobody here who would sign for provenance. */
function publishesTo({ url, npmrc }: LocalRegistry): Record<string, string> {
	return {
		NPM_CONFIG_USERCONFIG: npmrc,
		npm_config_registry: url,
		NPM_CONFIG_PROVENANCE: 'false',
	};
}
