import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';
import { launchSandbox } from '../sandbox/client';
import type { Times } from '../test/e2e/support/visitors';
import {
	CHATBOT,
	agentExample,
	converse,
	startParrot,
	timesOf,
} from '../test/e2e/support/visitors';
import { sandboxCredentials } from './demo';
import { ensureN8n } from './n8n/install';
import { launchN8n } from './n8n/launch';
import { packPackage } from './n8n/package';
import { N8nRest } from './n8n/rest';

/*
 * Visitors who all write to the example mluvii-chatbot-agent at once, in one n8n beside the sandbox. Prints how fast
 * n8n answered Mluvii's callbacks and the visitors. Ends with exit code 1 if a callback was not answered within
 * the two seconds that Mluvii allows, or an answer was lost, came twice, in the wrong order or to another visitor.
 *
 * `--visitors 50`, `--messages 20` of each, `--arrival-seconds 10` within which the visitors come (0: in the same
 * moment), `--model-ms 500` that the model takes, `--env NAME=VALUE` of n8n's settings, `--joined SECONDS` instead of
 * the example's Join Messages.
 */

const ROOT = join(__dirname, '..');
/** So many messages of each of two visitors come first, which do not count. */
const WARM_UP = 3;
/** How much of what is wrong is shown. */
const SHOWN = 20;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			visitors: { type: 'string', default: '50' },
			messages: { type: 'string', default: '20' },
			'arrival-seconds': { type: 'string', default: '10' },
			'model-ms': { type: 'string', default: '500' },
			env: { type: 'string', multiple: true, default: [] },
			joined: { type: 'string' },
		},
	});
	const visitors = count('visitors', values.visitors);
	const messages = count('messages', values.messages);
	const env = Object.fromEntries(values.env.map(nameAndValue));
	const installation = await ensureN8n(console.log);
	const tarball = await packPackage(ROOT);
	const sandbox = await launchSandbox();
	const model = await startParrot(Number(values['model-ms']));
	try {
		const n8n = await launchN8n({ installation, tarball, env });
		try {
			const rest = new N8nRest(n8n.baseUrl, n8n.owner);
			await rest.login();
			const { workflow, memory } = await agentExample(
				rest,
				sandboxCredentials(sandbox),
				model.url,
				{
					...(values.joined !== undefined && { joinMessages: Number(values.joined) }),
				},
			);
			const id = await rest.createWorkflow(workflow);
			await rest.activateWorkflow(id);
			const arrivalMs = Number(values['arrival-seconds']) * 1000;
			const crowd = { chatbotId: CHATBOT, visitors, messages, memory, arrivalMs };
			// An n8n that has done nothing yet is slow at first.
			await converse(sandbox, { ...crowd, visitors: 2, messages: WARM_UP });
			const { complaints, callbacks, answeredAfterMs, elapsedMs } = await converse(sandbox, crowd);
			const ended = await rest.executionsSettled(id, visitors * messages + 2 * WARM_UP);
			const failed = ended.filter(({ status }) => status !== 'success');
			console.log(
				`${visitors} visitors wrote ${messages} messages each in ${(elapsedMs / 1000).toFixed(0)} s: ` +
					`${ended.length - 2 * WARM_UP} executions, ${failed.length} of them failed.\n`,
			);
			console.log(
				table({
					"n8n's answer to a callback": timesOf(callbacks.map(({ milliseconds }) => milliseconds)),
					"the chatbot's answer to a visitor": timesOf(answeredAfterMs),
				}),
			);
			const errors = await Promise.all(
				failed.slice(0, SHOWN).map(async (execution) => await rest.getExecution(execution.id)),
			);
			const reasons = errors.map(({ error }) => `An execution failed: ${error?.message ?? ''}`);
			for (const line of new Set([...complaints.slice(0, SHOWN), ...reasons])) console.log(line);
			const isRight = complaints.length === 0 && failed.length === 0;
			console.log(isRight ? '\nPassed.' : `\nFailed: ${complaints.length} complaints.`);
			process.exitCode = isRight ? 0 : 1;
		} finally {
			await n8n.stop();
		}
	} finally {
		await model.close();
		await sandbox.stop();
		rmSync(dirname(tarball), { recursive: true });
	}
}

function nameAndValue(setting: string): [string, string] {
	const [name = '', value = ''] = setting.split('=', 2);
	return [name, value];
}

function count(name: string, text: string): number {
	const number = Number(text);
	if (!Number.isInteger(number) || number < 1)
		throw new Error(`--${name} takes a number from 1 on`);
	return number;
}

function table(rows: Record<string, Times>): string {
	const head = ['ms', 'count', 'median', 'p99', 'max', 'within 500 ms'];
	const body = Object.entries(rows).map(([name, times]) => [
		name,
		...[times.count, times.median, times.p99, times.max].map(String),
		`${(times.withinHalfSecond * 100).toFixed(1)} %`,
	]);
	return markdownTable([head, ...body], { align: ['l', 'r', 'r', 'r', 'r', 'r'] });
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
