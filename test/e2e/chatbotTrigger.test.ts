import axios from 'axios';
import type { WorkflowJson } from '../../scripts/n8n/rest';
import { nodeType } from '../../scripts/packages';
import { Host } from './support/host';

const host = new Host();
const CHATBOT = 801;
const CHATBOT_TRIGGER = 'When a visitor writes';
let session = 7_700_000;

beforeAll(async () => {
	await host.rest.login();
});

beforeEach(async () => {
	await host.sandbox.reset();
	session++;
});

afterEach(async () => {
	expect(await host.sandbox.violations()).toEqual([]);
});

/** A workflow that only takes in what is sent to a chatbot, with a node behind each output. */
async function chatbotListener(options = {}): Promise<string> {
	const node = { typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
	const workflow: WorkflowJson = {
		name: 'Chatbot',
		nodes: [
			{
				...node,
				id: '1',
				name: CHATBOT_TRIGGER,
				type: nodeType('mluviiChatbotTrigger'),
				webhookId: crypto.randomUUID(),
				parameters: { chatbotId: String(CHATBOT), activities: ['Text'], options },
				credentials: { mluviiApi: await host.credential('mluviiApi') },
			},
			{ ...node, id: '2', name: 'Messages', type: 'n8n-nodes-base.noOp' },
			{ ...node, id: '3', name: 'Answers', type: 'n8n-nodes-base.noOp' },
		],
		connections: {
			[CHATBOT_TRIGGER]: {
				main: ['Messages', 'Answers'].map((name) => [{ node: name, type: 'main', index: 0 }]),
			},
		},
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'all' },
	};
	return await host.rest.createWorkflow(workflow);
}

/** The callback addresses that Mluvii was given, in this order. */
async function callbackUrls(): Promise<URL[]> {
	return (await host.calls('mluvii'))
		.filter(({ method, path }) => method === 'PUT' && path === `/api/v1/Chatbot/${CHATBOT}`)
		.map(({ query }) => new URL(String(query.callbackUrl)));
}

async function callbackUrl(): Promise<URL> {
	const url = (await callbackUrls()).at(-1);
	if (!url) throw new Error('No callback URL was set');
	return url;
}

/** Sends a callback as Mluvii does. */
async function send(to: URL, body: Record<string, unknown>): Promise<number> {
	const { username, password, origin, pathname } = to;
	const { status } = await axios.post(
		`${origin}${pathname}`,
		{ timestamp: new Date().toISOString(), sessionId: session, language: 'cs', ...body },
		{ auth: { username, password }, proxy: false, validateStatus: () => true },
	);
	return status;
}

/** The inputs of each node in the executions of a workflow, the oldest first. */
async function runs(id: string, count: number): Promise<Array<Record<string, unknown>>> {
	const executions = await host.rest.executionsSettled(id, count);
	expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'success'));
	const all = executions.map(async (execution) => {
		const { runData } = await host.rest.getExecution(execution.id);
		const given = ['Messages', 'Answers']
			.filter((name) => name in runData)
			.map((name) => [name, runData[name]?.[0]?.data?.main[0]?.map(({ json }) => json)]);
		return Object.fromEntries(given) as Record<string, unknown>;
	});
	return (await Promise.all(all)).reverse();
}

describe('the chatbot trigger in a running n8n', () => {
	it('starts what is connected to the output that something comes out of', async () => {
		const id = await chatbotListener();
		await host.rest.activateWorkflow(id);
		const url = await callbackUrl();

		expect(await send(url, { activity: 'Ping' })).toBe(200);
		expect(await send(url, { activity: 'Text', text: 'Hello' })).toBe(200);
		await host.rest.executionsSettled(id, 1);
		expect(await send(url, { activity: 'GetCallParamsResponse', callParams: { a: 'b' } })).toBe(
			200,
		);
		expect(await runs(id, 2)).toEqual([
			{ Messages: [expect.objectContaining({ chatInput: 'Hello', sessionId: `${session}` })] },
			{ Answers: [expect.objectContaining({ callParams: { a: 'b' }, chatbotId: CHATBOT })] },
		]);
		await host.rest.deactivateWorkflow(id);
		expect(host.log()).toContain(`does not answer chatbot ${CHATBOT} any more`);
	});

	it('joins what a visitor writes quickly into one execution', async () => {
		const id = await chatbotListener({ joinMessages: 3 });
		await host.rest.activateWorkflow(id);
		const url = await callbackUrl();
		const texts = ['Hello', 'I have a question', 'Where is my order?'];
		for (const text of texts) expect(await send(url, { activity: 'Text', text })).toBe(200);

		expect(await runs(id, 1)).toEqual([
			{ Messages: [expect.objectContaining({ chatInput: texts.join('\n') })] },
		]);
		await host.rest.deactivateWorkflow(id);
	});

	it('listens for a test only with a chatbot that is for testing, and gives it back', async () => {
		const live = await chatbotListener();
		await host.rest.activateWorkflow(live);
		const production = await callbackUrl();
		await expect(host.rest.listenForTestEvent(live, CHATBOT_TRIGGER)).rejects.toThrow(
			`would take chatbot ${CHATBOT} away from its visitors`,
		);
		expect(await callbackUrls()).toHaveLength(1);

		const tested = await chatbotListener({ isForTesting: true });
		await host.rest.listenForTestEvent(tested, CHATBOT_TRIGGER);
		const test = await callbackUrl();
		expect(test.pathname).toMatch(/^\/webhook-test\//);
		expect(await send(test, { activity: 'Ping' })).toBe(200);
		expect(await send(test, { activity: 'Text', text: 'A test' })).toBe(200);
		expect(await runs(tested, 1)).toMatchObject([{ Messages: [{ chatInput: 'A test' }] }]);
		expect((await callbackUrl()).href).toBe(production.href);
		expect(await send(production, { activity: 'Text', text: 'For real' })).toBe(200);
		expect(await runs(live, 1)).toMatchObject([{ Messages: [{ chatInput: 'For real' }] }]);
		await host.rest.deactivateWorkflow(live);
	});
});
