import {
	appendFileSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import spawn from 'nano-spawn';
import type { SandboxClient } from '../../sandbox/client';
import { launchSandbox } from '../../sandbox/client';
import { sandboxCredentials } from '../demo';
import type { N8nInstallation } from '../n8n/install';
import { ensureN8n } from '../n8n/install';
import type { RunningN8n } from '../n8n/launch';
import { launchN8n } from '../n8n/launch';
import { pathWithRegistry, runNpm } from '../n8n/npm';
import type { CredentialReference, WorkflowJson } from '../n8n/rest';
import { N8nRest, withCredentials } from '../n8n/rest';
import { NEWEST_VERSION } from '../n8n/versions';
import { PACKAGES, SERVICES } from '../split/names';
import { problemsOf, readRelease } from './check';
import { fillIdentity } from './fill';
import type { Identity, PackageKey } from './identity';
import { IDENTITY_FILE, ROOT, standIns } from './identity';
import type { LocalRegistry } from './registry';
import { launchRegistry } from './registry';
import type { Runner } from './runner';
import { runWorkflow } from './runner';

/** Who releases in a rehearsal. */
const IDENTITY: Identity = {
	owner: 'rehearsal',
	author: { name: 'Rehearsal', email: 'rehearsal@example.com' },
	repositories: {
		combined: 'https://github.com/rehearsal/n8n-nodes-mluvii-lovi',
		mluvii: 'https://github.com/rehearsal/n8n-nodes-mluvii',
		lovi: 'https://github.com/rehearsal/n8n-nodes-lovi',
	},
	securityContact: 'rehearsal@example.com',
};

/** An example of each package that runs by hand. */
const EXAMPLES: Record<PackageKey, string> = {
	combined: 'lovi-notify-company',
	mluvii: 'mluvii-sessions',
	lovi: 'lovi-notify-company',
};

/** Without types of its own. */
const SCANNER: string = '@n8n/scan-community-package/scanner/scanner.mjs';

/** What n8n's package scanner does with a folder. */
interface Scanner {
	SOURCE_FILE_PATTERNS: string[];
	analyzePackage(
		folder: string,
		patterns: string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
}

const begun = Date.now();

function seconds(since: number): string {
	return `${((Date.now() - since) / 1000).toFixed(1)} s`.padStart(8);
}

async function report(name: string, action: () => Promise<void>): Promise<void> {
	const since = Date.now();
	try {
		await action();
		console.log(`${seconds(since)}  ${name}`);
	} catch (error) {
		console.log(`${seconds(since)}  ${name}: FAILED`);
		throw error;
	}
}

/** Clones what is committed, and makes it ready to be released: who releases it, and when. */
async function prepare(clone: string): Promise<string> {
	await spawn('git', ['clone', '--quiet', '--no-tags', ROOT, clone]);
	const problems = problemsOf(await readRelease(clone));
	const refused = standIns(JSON.parse(readFileSync(join(clone, IDENTITY_FILE), 'utf8')));
	if (refused.length > 0) {
		const list = problems.filter((problem) => refused.some((value) => problem.endsWith(value)));
		if (list.length < refused.length) throw new Error('A release with stand-ins is not refused');
		console.log(
			`A release as it stands is refused:\n${list.map((each) => `- ${each}`).join('\n')}`,
		);
	}
	const { version } = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8')) as {
		version: string;
	};
	writeFileSync(join(clone, IDENTITY_FILE), `${JSON.stringify(IDENTITY, null, 2)}\n`);
	fillIdentity(clone);
	const changelog = join(clone, 'CHANGELOG.md');
	const today = new Date().toISOString().slice(0, 10);
	const dated = readFileSync(changelog, 'utf8').replace(
		`## ${version} - unreleased`,
		`## ${version} - ${today}`,
	);
	writeFileSync(changelog, dated);
	const { name, email } = IDENTITY.author;
	const git = ['-c', `user.name=${name}`, '-c', `user.email=${email}`];
	await spawn('git', [...git, 'commit', '--quiet', '--all', '--message', `Release ${version}`], {
		cwd: clone,
	});
	await spawn('git', [...git, 'tag', '--annotate', '--message', version, `v${version}`], {
		cwd: clone,
	});
	return version;
}

/** Empty repositories for the mirrors, and the configuration of git in which they are those on GitHub. */
async function prepareMirrors(folder: string): Promise<string> {
	const gitConfig = join(folder, 'gitconfig');
	for (const service of SERVICES) {
		await spawn('git', [
			'init',
			'--quiet',
			'--bare',
			'--initial-branch=main',
			mirrorOf(folder, service),
		]);
		const address = `${IDENTITY.repositories[service]}.git`;
		appendFileSync(gitConfig, `[url "${mirrorOf(folder, service)}"]\n\tinsteadOf = ${address}\n`);
	}
	return gitConfig;
}

function mirrorOf(folder: string, service: string): string {
	return join(folder, `${service}.git`);
}

/**
 * n8n's scanner takes packages from npm's own registry only, with their provenance. So what it does with a package
 * is done here to what the local registry gives out, and to the source that a provenance would name.
 */
async function scan({ url }: LocalRegistry, folder: string, checkout: string): Promise<void> {
	const { name, version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as {
		name: string;
		version: string;
	};
	const unpacked = mkdtempSync(join(folder, 'published-'));
	await runNpm(['pack', `${name}@${version}`, '--registry', url, '--loglevel=error'], {
		cwd: unpacked,
	});
	await spawn('tar', ['-xzf', `${name}-${version}.tgz`, '--strip-components=1'], { cwd: unpacked });
	const scanner = (await import(SCANNER)) as Scanner;
	for (const [path, patterns] of [
		[checkout, scanner.SOURCE_FILE_PATTERNS],
		[unpacked, ['**/*.js', 'package.json']],
	] as const) {
		const {
			passed,
			message = '',
			details = '',
		} = await scanner.analyzePackage(path, [...patterns]);
		if (!passed) throw new Error(`n8n's scanner on ${path}: ${message}\n${details}`);
	}
}

/** An n8n without packages, which finds them in the local registry. */
async function launchEmptyN8n(
	installation: N8nInstallation,
	{ url }: LocalRegistry,
	folder: string,
): Promise<RunningN8n> {
	const bin = join(folder, 'bin');
	mkdirSync(bin);
	return await launchN8n({
		installation,
		tarball: [],
		env: {
			N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
			PATH: pathWithRegistry(installation, url, bin),
		},
	});
}

/** Installs packages as the owner of an n8n does, and runs an example of each beside the sandbox. */
async function useInN8n(
	keys: readonly PackageKey[],
	version: string,
	rest: N8nRest,
	sandbox: SandboxClient,
	readExample: (key: PackageKey) => Promise<WorkflowJson>,
): Promise<void> {
	for (const key of keys) {
		await report(`n8n installs ${PACKAGES[key]} from the registry`, async () => {
			const { installedVersion } = await rest.call<{ installedVersion: string }>(
				'POST',
				'/community-packages',
				{ name: PACKAGES[key] },
			);
			if (installedVersion !== version) throw new Error(`It has installed ${installedVersion}`);
		});
	}
	const credentials: Record<string, CredentialReference> = {};
	for (const credential of sandboxCredentials(sandbox)) {
		credentials[credential.type] = await rest.createCredential(credential);
	}
	for (const key of keys) {
		await report(`n8n runs ${EXAMPLES[key]} of ${PACKAGES[key]}`, async () => {
			await sandbox.reset();
			const example = withCredentials(await readExample(key), credentials);
			const own = example.nodes.filter(({ type }) => type.startsWith(`${PACKAGES[key]}.`));
			const { status, error, runData } = await rest.runWorkflow(await rest.createWorkflow(example));
			const silent = own.filter(({ name }) => runData[name] === undefined);
			if (status !== 'success' || own.length === 0 || silent.length > 0) {
				throw new Error(`It ended with ${status}: ${error?.message ?? 'not all of its nodes ran'}`);
			}
			const violations = await sandbox.violations();
			if (violations.length > 0) throw new Error(JSON.stringify(violations));
			if (EXAMPLES[key].startsWith('lovi') && (await sandbox.notifications()).length === 0) {
				throw new Error('Lovi has taken in nothing');
			}
		});
	}
}

/** From a tag to an n8n that has installed what was released, on this machine alone. */
async function rehearse(folder: string): Promise<void> {
	const clone = join(folder, 'combined');
	let version = '';
	await report('Clone what is committed, make it ready to be released, and tag it', async () => {
		version = await prepare(clone);
	});
	const installation = await ensureN8n(console.log, NEWEST_VERSION);
	const gitConfig = await prepareMirrors(folder);
	const registry = await launchRegistry(join(folder, 'registry'), installation, console.log);
	try {
		const common = {
			...{ folder, tag: `v${version}`, installation, registry, gitConfig, report },
			scan: async (checkout: string) => {
				await scan(registry, folder, checkout);
			},
		} satisfies Partial<Runner>;
		const combined = { ...common, repository: clone, name: nameOf('combined') };
		await runWorkflow(combined, 'release.yml');
		for (const service of SERVICES) {
			const repository = mirrorOf(folder, service);
			await runWorkflow({ ...common, repository, name: nameOf(service) }, 'publish.yml');
		}
		await useAll(installation, registry, folder, version);
	} finally {
		await registry.stop();
	}
}

/** The name of a repository on GitHub. */
function nameOf(key: PackageKey): string {
	return IDENTITY.repositories[key].replace('https://github.com/', '');
}

async function useAll(
	installation: N8nInstallation,
	registry: LocalRegistry,
	folder: string,
	version: string,
): Promise<void> {
	const readExample = async (key: PackageKey) => {
		const repository = key === 'combined' ? join(folder, 'combined') : mirrorOf(folder, key);
		const path = `v${version}:examples/${EXAMPLES[key]}.json`;
		const { stdout } = await spawn('git', ['show', path], { cwd: repository });
		return JSON.parse(stdout) as WorkflowJson;
	};
	const sandbox = await launchSandbox();
	try {
		for (const keys of [SERVICES, ['combined']] as const) {
			const own = mkdtempSync(join(folder, 'n8n-'));
			let n8n: RunningN8n | undefined;
			try {
				await report(`Start an n8n ${installation.version} that has no packages`, async () => {
					n8n = await launchEmptyN8n(installation, registry, own);
				});
				const { baseUrl, owner } = n8n as unknown as RunningN8n;
				const rest = new N8nRest(baseUrl, owner);
				await rest.login();
				await useInN8n(keys, version, rest, sandbox, readExample);
			} finally {
				await n8n?.stop();
			}
		}
	} finally {
		await sandbox.stop();
	}
}

async function main(): Promise<void> {
	const { keep } = parseArgs({ options: { keep: { type: 'boolean' } } }).values;
	const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
	try {
		await rehearse(folder);
		console.log(`${seconds(begun)}  All of it: the release can be tagged once it is ready.`);
	} finally {
		if (keep === true) console.log(`What was made is in ${folder}`);
		else rmSync(folder, { recursive: true, force: true });
	}
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
