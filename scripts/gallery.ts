import { exampleNames, readExample } from './demo';
import type { WorkflowJson, WorkflowNode } from './n8n/rest';
import { readIdentity } from './release/identity';
import { anchorOf } from './split/documents';

/** What the credentials that examples use are called in n8n. */
const CREDENTIALS: Record<string, string> = {
	loviApi: 'Lovi API',
	mluviiApi: 'Mluvii API',
	openAiApi: 'OpenAI',
	smtp: 'SMTP',
};
const SERVICES = ['Lovi', 'Mluvii'];

/**
 * The page of all examples in Markdown. What is said of an example is the note on its canvas, so that it stands in
 * one place.
 */
export function gallery(): string {
	return `# Examples

Workflows to import into n8n. Each has a note with the same words on its canvas.

- **By its URL:** in the menu **⋯** of n8n's editor, choose **Import > From URL** (in older versions **Import from URL**), and paste the address below the example.
- **By its file:** save the file below the example, and choose **Import > From file** there.

Then do what its steps say, and run it. Examples with data of their own show what they do before you connect yours.

${SERVICES.map(chapter).join('\n\n')}
`;
}

/** The examples of one service, in a block that the package of another one does not get. */
function chapter(service: string): string {
	const prefix = service.toLowerCase();
	const names = exampleNames().filter((name) => name.startsWith(prefix));
	const entries = names.map((name) => ({ name, ...described(readExample(name)) }));
	const contents = entries.map(({ title }) => `- [${title}](#${anchorOf(title)})`);
	return [
		`<!-- only:${prefix} -->`,
		`## ${service}`,
		contents.join('\n'),
		...entries.map(entry),
		'<!-- /only -->',
	].join('\n\n');
}

function entry({ name, title, text, needs }: { name: string } & Description): string {
	const { combined } = readIdentity().repositories;
	return `### ${title}

[![${title}](examples/${name}.png)](examples/${name}.png)

${text}

**Credentials:** ${needs.join(', ')}

**Import** [\`${name}.json\`](../examples/${name}.json) from its file, or from its URL:

\`\`\`text
${combined}/raw/HEAD/examples/${name}.json
\`\`\``;
}

interface Description {
	title: string;
	text: string;
	/** The credentials, as n8n names them. */
	needs: string[];
}

/** @throws Error where an example has no note, or one without a heading */
function described({ name, nodes }: WorkflowJson): Description {
	const note = nodes.find(isNote);
	const { content = '' } = (note?.parameters ?? {}) as { content?: string };
	const [heading = '', ...text] = content.split('\n');
	if (!heading.startsWith('## '))
		throw new Error(`The example "${name ?? ''}" has no note with a heading`);
	const types = new Set(nodes.flatMap(({ credentials }) => Object.keys(credentials ?? {})));
	return {
		title: heading.slice('## '.length),
		text: text.join('\n').trim(),
		needs: [...types].map((type) => CREDENTIALS[type] ?? type),
	};
}

/** Whether a node is a note on the canvas. */
export function isNote({ type }: WorkflowNode): boolean {
	return type === 'n8n-nodes-base.stickyNote';
}
