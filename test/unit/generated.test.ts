import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

it('what follows from the contracts is up to date; if not: npm run generate', () => {
	// A process of its own, as prettier is an ES module, which jest cannot load.
	const check = ['--import', 'tsx', 'scripts/generate.ts', '--check'];

	expect(execFileSync(process.execPath, check, { cwd: ROOT, encoding: 'utf8' })).toBe('');
});
