import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from 'markdown-table';
import { withTable } from './tables';

/** Where a run of the mutants leaves what came out, see test/mutants/plugins.mjs. */
const RESULTS = join(__dirname, '..', 'reports', 'mutants', 'results.jsonl');

const PAGE = join(__dirname, '..', 'docs', 'mutation-testing.md');

const FOLDERS = [
	'credentials',
	'nodes/shared/base',
	'nodes/shared/http',
	'nodes/shared/operation',
] as const;

/** What came out for a mutant; those that are left out, or could not be tried out, have other statuses. */
interface Result {
	file: string;
	status: string;
}

const CAUGHT = ['Killed', 'Timeout'];
const ALIVE = ['Survived', 'NoCoverage'];

/** How many mutants of each folder the tests notice, as Markdown. */
function mutantTable(results: Result[]): string {
	const row = (title: string, own: Result[]): string[] => {
		const count = (statuses: string[]) =>
			own.filter(({ status }) => statuses.includes(status)).length;
		const [caught, alive, unreached] = [count(CAUGHT), count(ALIVE), count(['NoCoverage'])];
		const tried = caught + alive;
		const score = tried === 0 ? '' : `${((100 * caught) / tried).toFixed(1)} %`;
		return [title, String(tried), String(caught), String(alive), String(unreached), score];
	};
	const header = ['Folder', 'Mutants', 'Noticed', 'Not noticed', 'of them not reached', 'Score'];
	const rows = FOLDERS.map((folder) =>
		row(
			`\`${folder}\``,
			results.filter(({ file }) => file.startsWith(`${folder}/`)),
		),
	);
	return markdownTable([header, ...rows, row('All', results)], { alignDelimiters: false });
}

const settings = process.argv.slice(2);
const stryker = ['stryker', 'run', 'test/mutants/stryker.config.mjs', ...settings];
const { status } = spawnSync('npx', stryker, { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
const results = readFileSync(RESULTS, 'utf8')
	.trim()
	.split('\n')
	.map((line) => JSON.parse(line) as Result);
const table = mutantTable(results);
console.log(table);
// Another choice of mutants or tests says nothing about all of them.
const variables = Object.keys(process.env).filter((name) => name.startsWith('MUTANT_'));
if (settings.length + variables.length === 0) {
	writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), 'scores', table));
}
