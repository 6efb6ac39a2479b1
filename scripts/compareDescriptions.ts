import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * Shows how the nodes and credentials of this build differ from those of another one, as n8n describes them:
 * what users see of a change, and what workflows store.
 *
 * npm run build && npm run compare -- OTHER/dist
 */

const [other] = process.argv.slice(2);
if (other === undefined) throw new Error('Which dist folder is to be compared with this one?');

const folder = mkdtempSync(join(tmpdir(), 'descriptions-'));
try {
	for (const [name, dist] of Object.entries({ before: other, after: 'dist' })) {
		const [nodes, credentials] = ['nodes', 'credentials'].map((kind) => read(dist, kind));
		const text = JSON.stringify(sorted({ nodes, credentials }), null, '\t');
		writeFileSync(join(folder, name), `${text}\n`);
	}
	const { status } = spawnSync(
		'git',
		['diff', '--no-index', '--unified=0', '--color=auto', 'before', 'after'],
		{ cwd: folder, stdio: 'inherit' },
	);
	process.exitCode = status ?? 1;
} finally {
	rmSync(folder, { recursive: true });
}

function read(dist: string, kind: string): unknown {
	return JSON.parse(readFileSync(join(dist, 'types', `${kind}.json`), 'utf8'));
}

/** The order of an object's entries means nothing, and that of a list does. */
function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).sort(([a], [b]) => a.localeCompare(b));
	return Object.fromEntries(entries.map(([name, part]) => [name, sorted(part)]));
}
