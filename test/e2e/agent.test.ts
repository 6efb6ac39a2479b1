import type { WorkflowNode } from '../../scripts/n8n/rest';
import { nodeType } from '../../scripts/packages';
import { Host, workflow } from './support/host';
import type { ScriptedModel } from './support/model';
import { startModel } from './support/model';

const host = new Host();
let model: ScriptedModel;

beforeAll(async () => {
	await host.rest.login();
});

beforeEach(async () => {
	await host.sandbox.reset();
	model = await startModel([[{ tool: 'Read_a_session', arguments: { Session: '7600249' } }]]);
});

afterEach(async () => {
	await model.close();
});

/** An agent with a node as its one tool, in which the model fills in the session. */
async function agent(typeVersion: number) {
	const openAi = { name: 'Model', type: 'openAiApi', data: { apiKey: 'none', url: model.url } };
	const session = "={{ $fromAI('Session', '', 'string') }}";
	const parts = workflow(1, {
		name: 'Agent',
		type: '@n8n/n8n-nodes-langchain.agent',
		typeVersion,
		parameters: { promptType: 'define', text: 'Read the session', options: {} },
	});
	const nodes: WorkflowNode[] = [
		...parts.nodes,
		{
			id: 'm',
			name: 'Model',
			type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
			typeVersion: 1.2,
			position: [800, 200],
			parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
			credentials: { openAiApi: await host.rest.createCredential(openAi) },
		},
		{
			id: 't',
			name: 'Read a session',
			type: nodeType('mluviiTool'),
			typeVersion: 1,
			position: [1000, 200],
			parameters: {
				resource: 'session',
				operation: 'get',
				sessionId: { __rl: true, mode: 'id', value: session },
				options: {},
			},
			credentials: { mluviiApi: await host.credential('mluviiApi') },
		},
	];
	const to = (type: string) => [[{ node: 'Agent', type, index: 0 }]];
	const connections = {
		...parts.connections,
		Model: { ai_languageModel: to('ai_languageModel') },
		'Read a session': { ai_tool: to('ai_tool') },
	};
	return await host.rest.createWorkflow({ ...parts, nodes, connections });
}

describe.each([2, 3])('an AI agent of version %i', (typeVersion) => {
	it('calls a node as its tool, and gets the record that it named', async () => {
		const execution = await host.rest.runWorkflow(await agent(typeVersion));
		const calls = (await host.calls('mluvii')).map(({ method, path }) => `${method} ${path}`);

		expect(execution.error).toBeUndefined();
		expect(execution.status).toBe('success');
		expect(execution.runData.Agent?.[0]?.data?.main[0]?.[0]?.json).toEqual({ output: 'Done.' });
		expect(model.tools.map(({ function: { name } }) => name)).toEqual(['Read_a_session']);
		expect(calls).toEqual(['GET /api/v1/Sessions/7600249']);
		expect(model.answers).toHaveLength(1);
		expect(model.answers[0]).toContain('"id":7600249');
		for (const token of await host.tokens()) expect(model.answers[0]).not.toContain(token);
	});
});
