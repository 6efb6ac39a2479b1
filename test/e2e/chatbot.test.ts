import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pWaitFor from 'p-wait-for';
import type { Browser, Page } from 'playwright-core';
import { PATIENCE_MS } from '../../scripts/n8n/patience';
import { launchBrowser, openNode, openPage, openWorkflow, signIn } from '../../scripts/n8n/browser';
import type { N8nRest, WorkflowJson, WorkflowNode } from '../../scripts/n8n/rest';
import { nodeType } from '../../scripts/packages';
import { Host } from './support/host';
import { Installations, portOf } from './support/installations';
import type { Model } from './support/model';
import {
	agentExample,
	answersIn,
	CHATBOT,
	converse,
	startParrot,
	timesOf,
} from './support/visitors';

const PICTURES = join(__dirname, '..', '..', 'test-results', 'panels');
const OTHER_CHATBOT = 802;
const TRIGGER = 'When a visitor writes';
const host = new Host();
let model: Model;

beforeAll(async () => {
	await host.rest.login();
	model = await startParrot();
});

afterAll(async () => {
	await model.close();
});

beforeEach(async () => {
	await host.sandbox.reset();
	// How fast n8n answers depends on the machine: `npm run bench:chat` measures it.
	await host.sandbox.configure({ mluvii: { chatbotTimeoutMs: 30_000 } });
});

afterEach(async () => {
	expect(await host.sandbox.violations()).toEqual([]);
});

/** Publishes a workflow for the time of a task. */
async function published<T>(
	workflow: WorkflowJson,
	task: (id: string) => Promise<T>,
	rest = host.rest,
): Promise<T> {
	const id = await rest.createWorkflow(workflow);
	await rest.activateWorkflow(id);
	try {
		return await task(id);
	} finally {
		await rest.deactivateWorkflow(id);
	}
}

async function agent(rest: N8nRest = host.rest, modelUrl = model.url) {
	return await agentExample(rest, [host.credentialData('mluviiApi')], modelUrl);
}

/** A chatbot without AI: nodes in a row behind the trigger, and one for what comes out of its second output. */
async function chatbot(chatbotId: number, ...answering: WorkflowNode[]): Promise<WorkflowJson> {
	const credentials = { mluviiApi: await host.credential('mluviiApi') };
	const row: WorkflowNode[] = [
		{
			name: TRIGGER,
			type: nodeType('mluviiChatbotTrigger'),
			webhookId: crypto.randomUUID(),
			parameters: { authentication: 'mluviiApi', chatbotId: String(chatbotId), options: {} },
			credentials,
		},
		...answering.map((node) => ({ ...node, credentials })),
	];
	const nodes = [...row, { name: NOBODY, type: 'n8n-nodes-base.noOp', parameters: {} }];
	const to = (node?: { name: string }) =>
		node ? [{ node: node.name, type: 'main', index: 0 }] : [];
	const connections = Object.fromEntries(
		row.map(({ name }, index) => [
			name,
			{ main: [to(row[index + 1]), ...(index === 0 ? [to({ name: NOBODY })] : [])] },
		]),
	);
	return {
		name: 'Chatbot',
		nodes: nodes.map((node, index) => ({
			id: String(index),
			typeVersion: 1,
			position: [index * 220, 0],
			...node,
		})),
		connections,
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'all' },
	};
}
/** Takes the answers that no node waits for. */
const NOBODY = 'Nobody waits for it';

/** A node of the resource Chatbot in the session that started the workflow. */
function inChat(name: string, parameters: Record<string, unknown>): WorkflowNode {
	const trigger = `$('${TRIGGER}').item.json`;
	return {
		name,
		type: nodeType('mluvii'),
		parameters: {
			resource: 'chatbot',
			chatbotId: `={{ ${trigger}.chatbotId }}`,
			sessionId: { __rl: true, mode: 'id', value: `={{ ${trigger}.sessionId }}` },
			...parameters,
		},
	};
}

function sayText(name: string, text: string): WorkflowNode {
	return inChat(name, { operation: 'sendText', text });
}

/** What came out of an output of the trigger in each execution, the oldest first. */
async function givenOut(workflowId: string, count: number, output: number, rest = host.rest) {
	const executions = await rest.executionsSettled(workflowId, count);
	const inOrder = executions.sort((one, other) => Number(one.id) - Number(other.id));
	const runs = await Promise.all(inOrder.map(async ({ id }) => await rest.getExecution(id)));
	return runs.flatMap(({ runData }) =>
		(runData[TRIGGER]?.[0]?.data?.main[output] ?? []).map(({ json }) => json),
	);
}

async function callbackUrl(chatbotId: number): Promise<URL> {
	const stored = (await host.sandbox.chatbots()).find(({ id }) => id === chatbotId);
	return new URL(stored?.callbackUrl ?? '');
}

/** How often the callback URL of the agent's chatbot was set. */
async function timesSet(): Promise<number> {
	return (await host.sandbox.requests({ operationId: 'setChatbotCallbackUrl' })).length;
}

describe('the example of an agent', () => {
	it('answers visitors at once: each message once, in order, from their own conversation', async () => {
		const { workflow, memory } = await agent();
		await published(workflow, async (id) => {
			const crowd = { chatbotId: CHATBOT, visitors: 10, messages: 5, memory };
			const { complaints, callbacks, answeredAfterMs } = await converse(host.sandbox, crowd);
			const executions = await host.rest.executionsSettled(id, 50);
			console.log('callbacks', timesOf(callbacks.map(({ milliseconds }) => milliseconds)));
			console.log('answers', timesOf(answeredAfterMs));

			expect(complaints).toEqual([]);
			expect(executions.map(({ status }) => status)).toEqual(Array(50).fill('success'));
		});
	});

	it('hands the chat over to people when the model cannot be reached', async () => {
		const { workflow } = await agent(host.rest, 'http://127.0.0.1:9/v1');
		await published(workflow, async (id) => {
			const { sessionId } = await host.sandbox.openChat({ chatbotId: CHATBOT });
			await host.sandbox.tellChatbot({ sessionId, activity: 'Text', text: 'Hello?' });
			const [execution] = await host.rest.executionsSettled(id, 1);
			const { state } = await host.sandbox.chat(sessionId);

			expect(execution?.status).toBe('success');
			expect(state).not.toBe('withChatbot');
			expect(await answersIn(host.sandbox, sessionId)).toEqual([]);
		});
	});
});

describe('n8n that is killed while chats go on', () => {
	const installations = new Installations();
	let slowModel: Model;

	beforeAll(async () => {
		slowModel = await startParrot(1500);
	});

	afterAll(async () => {
		await installations.remove();
		await slowModel.close();
	});

	it('goes on when it is started again, and answers nothing twice', async () => {
		const { sandbox } = host;
		const first = await installations.start('chat');
		const { workflow } = await agent(first.rest, slowModel.url);
		const id = await first.rest.createWorkflow(workflow);
		await first.rest.activateWorkflow(id);
		expect(await timesSet()).toBe(1);
		const address = await callbackUrl(CHATBOT);

		const chats = await Promise.all(
			Array.from({ length: 6 }, async () => await sandbox.openChat({ chatbotId: CHATBOT })),
		);
		const tell = async (text: string) =>
			await Promise.all(
				chats.map(
					async ({ sessionId }) => await sandbox.tellChatbot({ sessionId, activity: 'Text', text }),
				),
			);
		const answers = async () =>
			await Promise.all(chats.map(async ({ sessionId }) => await answersIn(sandbox, sessionId)));
		await tell('one');
		await pWaitFor(async () => (await answers()).every((list) => list.length === 1), {
			timeout: PATIENCE_MS,
		});
		const asked = slowModel.received.length;
		await tell('two');
		await pWaitFor(() => slowModel.received.length > asked, { timeout: PATIENCE_MS });
		await first.n8n.kill();
		const before = await answers();

		const second = await installations.start('chat', portOf(first.n8n));
		// The newest n8n does not set up again what was published: Mluvii still has the address.
		if (!host.isNewest)
			await pWaitFor(async () => (await timesSet()) === 2, { timeout: PATIENCE_MS });
		expect(await callbackUrl(CHATBOT)).toMatchObject({
			host: address.host,
			pathname: address.pathname,
		});
		// An n8n that has just begun may take too long for its first callback.
		const statusOfNewChat = async () => {
			const { sessionId } = await sandbox.openChat({ chatbotId: CHATBOT });
			return (await sandbox.callbacks({ sessionId })).map(({ status }) => status);
		};
		await pWaitFor(async () => (await statusOfNewChat()).includes(200), { timeout: PATIENCE_MS });
		expect((await tell('three')).map(({ status }) => status)).toEqual(chats.map(() => 200));
		await pWaitFor(
			async () =>
				(await answers()).every((list) => list.at(-1)?.includes('You said: three') === true),
			{ timeout: PATIENCE_MS },
		);
		const executions = await second.rest.executionsSettled(id, 12);

		expect(before.flat().filter((text) => text.includes('You said: two')).length).toBeLessThan(6);
		for (const list of await answers()) {
			const said = list.map((text) => /You said: (\w+)/.exec(text)?.[1] ?? text);
			expect(new Set(said).size).toBe(said.length);
			expect(said).toEqual(['one', 'two', 'three'].filter((text) => said.includes(text)));
			expect(said).toEqual(expect.arrayContaining(['one', 'three']));
		}
		expect(executions.filter(({ status }) => status === 'success').length).toBeGreaterThanOrEqual(
			12,
		);
		await second.rest.deactivateWorkflow(id);
	}, 300_000);
});

describe('callbacks that Mluvii has not sent', () => {
	it('start nothing', async () => {
		const [one, other] = [
			await host.rest.createWorkflow(await chatbot(CHATBOT, sayText('Answer', 'Hello'))),
			await host.rest.createWorkflow(await chatbot(OTHER_CHATBOT, sayText('Answer', 'Hello'))),
		];
		await host.rest.activateWorkflow(one);
		await host.rest.activateWorkflow(other);
		const { sessionId } = await host.sandbox.openChat({ chatbotId: CHATBOT });
		const url = await callbackUrl(CHATBOT);
		const foreign = await callbackUrl(OTHER_CHATBOT);
		const body = JSON.stringify({
			activity: 'Text',
			timestamp: new Date().toISOString(),
			text: 'Forged',
			sessionId,
			language: 'en',
			source: 'Default',
		});
		const post = async ({ username, password, origin, pathname, search }: URL) => {
			const login = Buffer.from(`${username}:${password}`).toString('base64');
			const { status } = await fetch(`${origin}${pathname}${search}`, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					...(password !== '' && { authorization: `Basic ${login}` }),
				},
				body,
			});
			return status;
		};
		const changed = (change: (copy: URL) => void) => {
			const copy = new URL(url);
			change(copy);
			return copy;
		};
		const statuses = [
			await post(changed((copy) => Object.assign(copy, { username: '', password: '' }))),
			await post(changed((copy) => (copy.password = 'wrong'))),
			await post(changed((copy) => (copy.password = `${url.password}0`))),
			await post(changed((copy) => (copy.password = foreign.password))),
			await post(
				changed((copy) => Object.assign(copy, { password: '', search: `?secret=${url.password}` })),
			),
		];

		expect(statuses).toEqual(statuses.map(() => 401));
		expect(await givenOut(one, 0, 0)).toEqual([]);
		expect(await givenOut(other, 0, 0)).toEqual([]);
		expect(await answersIn(host.sandbox, sessionId)).toEqual([]);
		expect(await post(url)).toBe(200);
		expect(await givenOut(one, 1, 0)).toMatchObject([{ chatInput: 'Forged' }]);
		await host.rest.deactivateWorkflow(one);
		await host.rest.deactivateWorkflow(other);
	});
});

describe('a node that asks Mluvii', () => {
	const groups = "={{ $('Ask').all().map(({ json }) => json.displayName).join(', ') }}";

	it('goes on with the answer, in the workflow that the trigger has started', async () => {
		const workflow = await chatbot(CHATBOT, inChat('Ask', { operation: 'getAvailableGroups' }), {
			...sayText('Answer', groups),
			executeOnce: true,
		});
		await published(workflow, async (id) => {
			const { sessionId } = await host.sandbox.openChat({ chatbotId: CHATBOT });
			await host.sandbox.tellChatbot({ sessionId, activity: 'Text', text: 'Who is there?' });
			await host.rest.executionsSettled(id, 1);

			expect(await answersIn(host.sandbox, sessionId)).toEqual(['First line, Complaints']);
			expect(await givenOut(id, 1, 1)).toEqual([]);
		});
	});

	it('and does not wait, has the answer come out of the second output', async () => {
		const ask = inChat('Ask', { operation: 'getAvailableGroups', waitForAnswer: false });
		await published(await chatbot(CHATBOT, ask), async (id) => {
			const { sessionId } = await host.sandbox.openChat({ chatbotId: CHATBOT });
			await host.sandbox.tellChatbot({ sessionId, activity: 'Text', text: 'Who is there?' });

			expect(await givenOut(id, 2, 0)).toMatchObject([{ chatInput: 'Who is there?' }]);
			expect(await givenOut(id, 2, 1)).toMatchObject([
				{
					activity: 'GetAvailableGroupsResponse',
					sessionId: String(sessionId),
					availableGroups: expect.arrayContaining([]) as unknown[],
				},
			]);
		});
	});
});

describe('in a browser', () => {
	let browser: Browser;
	let page: Page;

	beforeAll(async () => {
		mkdirSync(PICTURES, { recursive: true });
		browser = await launchBrowser();
		page = await openPage(browser, { viewport: { width: 1440, height: 900 } });
	});

	afterAll(async () => {
		await browser.close();
	});

	it('a visitor of the sandbox reads what the workflow answers', async () => {
		await published((await agent()).workflow, async () => {
			await page.goto(host.sandbox.chatUrl);
			await page.locator('#chatbot').selectOption(String(CHATBOT));
			await page.locator('#guest').fill('Nora Novák');
			await page.getByRole('button', { name: 'Open a chat' }).click();
			for (const text of ['When are you open?', 'And on Sunday?']) {
				await page.getByLabel('Message').fill(text);
				await page.getByRole('button', { name: 'Send', exact: true }).click();
				await page.getByText(`You said: ${text}`).waitFor();
			}
			await page.getByText('Before: When are you open?').waitFor();
			await page.screenshot({ path: join(PICTURES, 'chatbot-visitor.png') });
		});
	});

	it("the trigger's panel says what to do, and shows what comes out", async () => {
		const id = await host.rest.createWorkflow(await chatbot(CHATBOT, sayText('Answer', 'Hello')));
		await signIn(page, host.n8n);
		await openWorkflow(page, id);
		await openNode(page, TRIGGER);
		await page.getByText('Answer the visitors of a Mluvii chatbot').waitFor();
		await page.getByText('sets the callback URL of this chatbot').first().waitFor();
		await page.getByText('chatInput').first().waitFor();
		await page.screenshot({ path: join(PICTURES, 'mluviiChatbotTrigger.png') });
	});
});
