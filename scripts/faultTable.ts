import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from 'markdown-table';
import type { Ending as RequestEnding } from '../nodes/shared/base/outcome';
import { NOT_FOUND, UNSUPPORTED } from '../nodes/shared/base/outcome';
import type { Consequence } from '../nodes/shared/http/verdict';
import { POLICY } from '../nodes/shared/http/verdict';
import { OPERATIONS, TRIGGER_STEPS } from '../test/faults/operations';
import type { Ending, FaultRow, Login, Rule } from '../test/faults/table';
import { endingsWith, FAULTS, TOKEN_FAULTS, works } from '../test/faults/table';

/** Where the table for people is. */
export const FAULT_TABLE = join(__dirname, '..', 'docs', 'faults.md');

const RULES: Array<{ rule: Rule; title: string }> = [
	{ rule: 'safe', title: 'Reading' },
	{ rule: 'idempotent', title: 'Changing or deleting' },
	{ rule: 'unsafe', title: 'Creating or sending' },
	{ rule: 'logIn', title: 'Logging in' },
];

const SERVICES: Array<{ logIn: Login; name: string }> = [
	{ logIn: 'mluvii', name: 'Mluvii' },
	{ logIn: 'lovi', name: 'Lovi' },
];

const ENDINGS: Record<RequestEnding, string> = {
	tooMany: 'Too many requests (429), or unavailable with a wait (503)',
	unavailable: 'Any other status of 500 and more',
	unsupported: `No such request is carried out (${UNSUPPORTED.join(', ')})`,
	notFound: `Nothing is there (${NOT_FOUND.join(', ')})`,
	refused: 'Any other status of 400 and more, or a refusal in an answer of success',
	unreachable: 'No connection, so that nothing was sent',
	interrupted: 'The connection ended, or nothing came for too long',
	unreadable: 'An answer that cannot be read',
	loginPage: 'The login page, after a new login too',
	redirected: 'A redirect elsewhere',
};

const CONSEQUENCES: Record<Consequence, string> = {
	retry: 'Sent again',
	final: 'Not sent again',
	uncertain: 'Not sent again: it may have been carried out',
};

/** What follows from how a request ended, from the data that the nodes decide by. */
function policyTable(): string {
	const columns = RULES.flatMap(({ rule, title }) => (rule === 'logIn' ? [] : [{ rule, title }]));
	const header = ['How a request ended', ...columns.map(({ title }) => title)];
	const rows = Object.entries(POLICY).map(([ending, consequences]) => [
		ENDINGS[ending as RequestEnding],
		...columns.map(({ rule }) => CONSEQUENCES[consequences[rule]]),
	]);
	return markdownTable([header, ...rows], { alignDelimiters: false });
}

/** The table of faults as Markdown, from the module that the tests carry out. */
export function faultTable(): string {
	const header = [
		'What goes wrong',
		...RULES.flatMap(({ rule, title }) => (isWrite(rule) ? [title, 'Outcome'] : [title])),
	];
	const faults = SERVICES.map(({ logIn }) => FAULTS.map((row) => cellsOf(row, logIn)));
	const [common = [], ...differing] = divide(faults);
	const tokens = TOKEN_FAULTS.map((state) => [
		`The stored token is ${state}`,
		...RULES.flatMap(({ rule }) => {
			if (rule === 'logIn') return ['Does not matter'];
			const text = 'Works after one login';
			return isWrite(rule) ? [text, `\`${works.outcome}\``] : [text];
		}),
	]);
	const table = (rows: string[][]) => markdownTable([header, ...rows], { alignDelimiters: false });
	return `# When something goes wrong

What the nodes do when a service or the network fails. Each cell is tried out by a test.

- **Reading** is everything that changes nothing: records, lists, files.
- **Changing or deleting** leaves the same state when it is done twice, so it may be sent again.
- **Creating or sending** would happen twice if it was sent twice, so it is only sent again when the service has certainly refused it. What may have been carried out is not sent again by n8n's Retry On Fail either, also when an AI agent uses the node as a tool.
- **Logging in** comes before everything else when there is no valid token.
- **Outcome** is what the item says in its field \`outcome\`, for a workflow to branch on: \`accepted\` by the service; \`refused\`, so that it was certainly not carried out; or \`uncertain\`, as a try of it may have been. Where there are two, the first one is for a later try that works. Reading has no outcome. A write whose login fails is refused, unless a try before it is uncertain.

Between two tries there is a pause: as long as the service asks for, up to a minute, or else up to a few seconds; after a 429 without a wait the pauses grow up to a minute in all. A file that is kept on another host is fetched from there, without the token. With Continue On Fail, only the items fail whose request failed; the message is on them. In the messages, *service* stands for the name of the service.

## The rules

A login is sent once, whatever happens; its outcome stands for ten seconds.

${policyTable()}

## What follows

${table([...common, ...tokens])}

${SERVICES.map((service, index) => chapterOf(service, table(differing[index] ?? []))).join('\n')}`;
}

/** What holds for one service only, in a block that the package of the other one does not get. */
function chapterOf({ logIn: service, name }: (typeof SERVICES)[number], table: string): string {
	const tried = OPERATIONS.filter(({ logIn }) => logIn.startsWith(service));
	const steps = service === 'mluvii' ? TRIGGER_STEPS : [];
	const event =
		steps.length > 0
			? 'The session or e-mail thread of an event is read, too. If that fails, the workflow starts all the same, with the message in `fetchError`.\n\n'
			: '';
	return `<!-- only:${service} -->

### ${name}

${table}

${event}These are tried out: ${[...tried, ...steps].map((operation) => operation.name).join(', ')}.

<!-- /only -->
`;
}

/** The rows that are the same for all services, followed by those of each service that are not. */
function divide(tables: string[][][]): string[][][] {
	const [first = []] = tables;
	const isCommon = first.map((row, index) =>
		tables.every((table) => table[index]?.join('|') === row.join('|')),
	);
	return [
		first.filter((_, index) => isCommon[index]),
		...tables.map((table) => table.filter((_, index) => isCommon[index] === false)),
	];
}

/** Only the items of a write say what became of it. */
function isWrite(rule: Rule): boolean {
	return rule === 'idempotent' || rule === 'unsafe';
}

/** A row of the table, as it is for one service. */
function cellsOf(row: FaultRow, logIn: Login): string[] {
	const cells = RULES.flatMap(({ rule }) => {
		const { once, always } = endingsWith(row, logIn)[rule];
		const text = describe(once, always).replaceAll('{service}', '*service*');
		return isWrite(rule) ? [text, outcomesOf([once, always])] : [text];
	});
	return [row.name, ...cells];
}

/** What the item says: first when it goes wrong once, then when it goes wrong every time. */
function outcomesOf(endings: Ending[]): string {
	return [...new Set(endings.map(({ outcome }) => `\`${outcome}\``))].join(', else ');
}

/** @param always how it ends when it goes wrong every time */
function describe(once: Ending, always: Ending): string {
	if (always.says === undefined) return 'Works';
	const tries =
		always.requests === 1
			? once.requests === 1
				? 'Sent once; says'
				: 'Says'
			: `Tried ${always.requests} times, then says`;
	const words = always.says.replace(/^(?=[a-z])/, '… ');
	const uncertain = always.uncertain === true ? ', and that it may have been carried out' : '';
	const advice = always.advises === undefined ? '' : ` “${always.advises}”`;
	return `${tries} “${words}”${advice}${uncertain}`;
}

if (require.main === module) {
	writeFileSync(FAULT_TABLE, faultTable());
}
