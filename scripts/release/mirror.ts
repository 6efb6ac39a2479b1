import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import spawn, { SubprocessError } from 'nano-spawn';
import { PACKAGES, SERVICES } from '../split/names';
import type { Identity } from './identity';
import { readIdentity, ROOT } from './identity';

/**
 * Brings a package that `npm run split` wrote into its repository: one commit on `main` and a tag, pushed
 * together. A tag that is there already, with the same files, is left as it is.
 *
 * @param folder the package
 * @param address of its repository, as git takes it
 * @param tag such as `v1.2.3`
 * @throws Error with what git says if the push is refused, or if the tag is there with other files
 */
export async function pushMirror(
	folder: string,
	address: string,
	tag: string,
	author: Identity['author'],
): Promise<void> {
	const copy = mkdtempSync(join(tmpdir(), 'mirror-'));
	const git = async (...args: string[]) => {
		try {
			const { stdout } = await spawn('git', args, { cwd: copy, env: signature(author) });
			return stdout;
		} catch (error) {
			throw error instanceof SubprocessError ? new Error(error.output) : error;
		}
	};
	const has = async (ref: string) =>
		await git('rev-parse', '--verify', '--quiet', ref).then(
			() => true,
			() => false,
		);
	try {
		cpSync(folder, copy, { recursive: true });
		await git('init', '--quiet', '--initial-branch=main');
		await git('fetch', '--quiet', '--tags', address, '+refs/heads/*:refs/remotes/origin/*');
		if (await has('refs/remotes/origin/main')) await git('reset', '--soft', 'origin/main');
		await git('add', '--all');
		if (await has(`refs/tags/${tag}`)) {
			const difference = await git('diff', '--cached', '--name-only', tag);
			if (difference === '') {
				console.log(`${address} has ${tag} already.`);
				return;
			}
			throw new Error(`${address} has ${tag} already, with other files:\n${difference}`);
		}
		await git('commit', '--quiet', '--message', `Release ${tag}`);
		await git('tag', '--annotate', '--message', tag, tag);
		await git('push', '--quiet', '--atomic', address, 'main', tag);
		console.log(`${address} has ${tag} now.`);
	} finally {
		rmSync(copy, { recursive: true });
	}
}

function signature({ name, email }: Identity['author']) {
	return {
		GIT_AUTHOR_NAME: name,
		GIT_AUTHOR_EMAIL: email,
		GIT_COMMITTER_NAME: name,
		GIT_COMMITTER_EMAIL: email,
		GIT_TERMINAL_PROMPT: '0',
	};
}

/** Pushes all single packages; the argument is the tag. */
async function main(): Promise<void> {
	const [tag] = parseArgs({ allowPositionals: true }).positionals;
	if (tag === undefined) throw new Error('Name the tag: npm run release:mirror -- v1.2.3');
	const { author, repositories } = readIdentity();
	for (const service of SERVICES) {
		const folder = join(ROOT, 'build', PACKAGES[service]);
		const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
			version: string;
		};
		if (`v${version}` !== tag) throw new Error(`${folder} has version ${version}, not ${tag}`);
		await pushMirror(folder, `${repositories[service]}.git`, tag, author);
	}
}

if (require.main === module) {
	main().catch((error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	});
}
