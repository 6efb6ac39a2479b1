import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** All files in a folder and those in it, sorted, as paths below the root; none if it is not there. */
export function filesBelow(root: string, folder: string): string[] {
	const path = join(root, folder);
	if (!existsSync(path)) return [];
	return readdirSync(path, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(root, join(entry.parentPath, entry.name)))
		.sort();
}
