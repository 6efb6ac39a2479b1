import type { INodeParameters } from 'n8n-workflow';
import { markdownTable } from 'markdown-table';
import { launchSandbox } from '../sandbox/client';
import { loadEngine } from './embedded';
import { runAsTool } from '../test/support/tools';

/*
 * Prints how many characters the answers of common tool calls have, which is what a language model has to read
 * and its user pays for; four characters are about a token. With `--show` it prints the answers, too.
 */

const byId = (value: number) => ({ __rl: true, mode: 'id', value });
const byName = (value: string) => ({ __rl: true, mode: 'name', value });

/** The session that has many activities. */
const LONG_SESSION = 7600012;

interface Call {
	node: 'mluvii' | 'lovi';
	resource: string;
	operation: string;
	more?: INodeParameters;
	/** What the table says beside the operation. */
	remark?: string;
}

const CALLS: Call[] = [
	{ node: 'mluvii', resource: 'session', operation: 'get', more: { sessionId: byId(7600010) } },
	{
		node: 'mluvii',
		resource: 'session',
		operation: 'get',
		more: { sessionId: byId(LONG_SESSION), simplify: false, output: 'raw' },
		remark: 'raw, 200 activities',
	},
	{ node: 'mluvii', resource: 'session', operation: 'getMany' },
	{
		node: 'mluvii',
		resource: 'session',
		operation: 'getMessages',
		more: { sessionId: byId(LONG_SESSION) },
		remark: '200 activities',
	},
	{ node: 'mluvii', resource: 'contact', operation: 'getMany' },
	{ node: 'mluvii', resource: 'user', operation: 'getMany' },
	{ node: 'mluvii', resource: 'user', operation: 'getOperatorStates' },
	{ node: 'mluvii', resource: 'campaign', operation: 'getMany' },
	{
		node: 'mluvii',
		resource: 'emailThread',
		operation: 'get',
		more: { emailThreadId: 4200003 },
	},
	{
		node: 'mluvii',
		resource: 'session',
		operation: 'addTag',
		more: { sessionId: byId(7600010), tagId: byId(9001) },
	},
	{ node: 'lovi', resource: 'apiKey', operation: 'getMany' },
	{
		node: 'lovi',
		resource: 'template',
		operation: 'getMany',
		more: { company: byName('Acme Ltd'), phoneNumber: '34911670470' },
	},
];

const activities = Array.from({ length: 200 }, (_, index) => ({
	activityId: 76_000_120_000 + index,
	time: new Date(Date.parse('2026-05-02T10:00:00Z') + index * 30_000).toISOString(),
	type: 'ChatMessage',
	client: index % 2 === 0 ? 'Guest' : 'User',
	userId: index % 2 === 0 ? null : 101,
	chatbotId: null,
	text: `Message ${index}: the parcel has not arrived yet, can you have a look at it?`,
	chatbotMessageContent: null,
	note: null,
	terminationReason: null,
}));

async function main(): Promise<void> {
	const sandbox = await launchSandbox();
	try {
		await sandbox.changeSession({ id: LONG_SESSION, activities });
		const engine = await loadEngine(sandbox);
		const rows = [];
		for (const { node, resource, operation, more, remark } of CALLS) {
			const parameters = { resource, operation, ...more };
			const [answer = ''] = await runAsTool(engine, 'invocation', { node, parameters });
			const name = `${node}: ${resource} > ${operation}${remark ? `, ${remark}` : ''}`;
			rows.push([name, answer.length.toLocaleString('en')]);
			if (process.argv.includes('--show')) console.log(`\n${resource} > ${operation}\n${answer}`);
		}
		console.log(markdownTable([['Tool call', 'Characters'], ...rows]));
	} finally {
		await sandbox.stop();
	}
}

void main();
