import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { filesBelow } from './files';

/** How a node or credential names its icon, from where it stands. */
const ICON = /'file:([^']+)'/g;

/**
 * The files that a package needs to build: its entry points, what these import, their icons, and what n8n looks
 * for beside a node (search words and output schemas).
 *
 * @param root of the repository
 * @param entries paths below it, such as `nodes/Lovi/Lovi.node.ts`
 * @returns paths below the root
 */
export function sourcesOf(root: string, entries: readonly string[]): string[] {
	const found = new Set(entries);
	// A set gives out what is added to it meanwhile, too.
	for (const file of found) {
		for (const imported of importsOf(root, file)) found.add(imported);
	}
	for (const file of [...found]) {
		for (const companion of companionsOf(root, file)) found.add(companion);
	}
	return [...found];
}

/** The files of this repository that a module imports, types included. */
function importsOf(root: string, file: string): string[] {
	const path = join(root, file);
	return ts.preProcessFile(readFileSync(path, 'utf8')).importedFiles.flatMap(({ fileName }) => {
		if (!fileName.startsWith('.')) return [];
		const { resolvedModule } = ts.resolveModuleName(fileName, path, {}, ts.sys);
		if (resolvedModule === undefined)
			throw new Error(`${file} imports ${fileName}, which is not there.`);
		return [relative(root, resolvedModule.resolvedFileName)];
	});
}

/** What belongs to a module without being imported. */
function companionsOf(root: string, file: string): string[] {
	const folder = dirname(file);
	const icons = [...readFileSync(join(root, file), 'utf8').matchAll(ICON)].map(([, icon = '']) =>
		iconPath(root, file, icon),
	);
	if (!file.endsWith('.node.ts')) return icons;
	const codex = join(folder, `${basename(file, '.ts')}.json`);
	return [...icons, codex, ...filesBelow(root, join(folder, '__schema__'))];
}

/** A module that only credentials import names icons from where they stand. */
function iconPath(root: string, file: string, icon: string): string {
	const path = [dirname(file), 'credentials']
		.map((folder) => join(folder, icon))
		.find((candidate) => existsSync(join(root, candidate)));
	if (path === undefined) throw new Error(`${file} names the icon ${icon}, which is not there.`);
	return path;
}
