import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import spawn from 'nano-spawn';
import { runNpm } from './npm';

interface Manifest {
	name: string;
	version: string;
	filename: string;
}

/**
 * Packs a package as `npm publish` would; what it publishes must be built already.
 *
 * @returns path of the tarball, alone in a new temporary folder that the caller removes
 * @throws NpmError if npm refuses
 */
export async function packPackage(repoRoot: string): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-package-'));
	const command = ['pack', '--json', '--ignore-scripts', '--loglevel=error'];
	try {
		const list = await runNpm([...command, '--pack-destination', folder], { cwd: repoRoot });
		const [packed] = JSON.parse(list) as Manifest[];
		if (packed === undefined) throw new Error(`npm packed nothing in ${repoRoot}`);
		return join(folder, packed.filename);
	} catch (error) {
		rmSync(folder, { recursive: true, force: true });
		throw error;
	}
}

/**
 * Puts packed packages where n8n puts those that its owner installs from "Community nodes", so that
 * node types get the names that users see (`<package>.<node>`). What n8n had installed before is gone.
 *
 * @param tarballs made by `packPackage`
 * @param userFolder what n8n gets as `N8N_USER_FOLDER`
 */
export async function installPackages(tarballs: string[], userFolder: string): Promise<void> {
	const nodesFolder = join(userFolder, '.n8n', 'nodes');
	rmSync(nodesFolder, { recursive: true, force: true });
	mkdirSync(nodesFolder, { recursive: true });
	const dependencies: Record<string, string> = {};
	for (const tarball of tarballs) {
		const { name, version } = await unpack(tarball, nodesFolder);
		dependencies[name] = version;
	}
	const ledger = { name: 'installed-nodes', private: true, dependencies };
	writeFileSync(join(nodesFolder, 'package.json'), JSON.stringify(ledger));
}

async function unpack(tarball: string, nodesFolder: string): Promise<Manifest> {
	const draft = join(nodesFolder, 'unpacked');
	mkdirSync(draft, { recursive: true });
	await spawn('tar', ['-xzf', tarball, '-C', draft, '--strip-components=1']);

	const manifest = JSON.parse(readFileSync(join(draft, 'package.json'), 'utf8')) as Manifest;
	const target = join(nodesFolder, 'node_modules', manifest.name);
	mkdirSync(dirname(target), { recursive: true });
	renameSync(draft, target);
	return manifest;
}
