import type {
	EngineResponse,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeParameters,
	INodeProperties,
	INodeType,
	ITaskData,
	NodeOutput,
} from 'n8n-workflow';
import { NodeConnectionTypes, sleep } from 'n8n-workflow';
import type { Engine } from './engine';
import { PACKAGE, START } from './engine';

/**
 * The two ways in which n8n 2.41 runs a node for a language model.
 *
 * - `request`: the agent asks the engine, which runs the tool as an ordinary node, with the model's arguments
 *   merged into the agent's item. So does a top-level AI Agent of version 3.
 * - `invocation`: the agent calls the tool itself, which n8n gives a new item, made of the arguments, and a
 *   new run index for every try. So do MCP Server Trigger, sub-agents, and AI Agent of versions 1 and 2.
 */
export const TOOL_WAYS = ['request', 'invocation'] as const;
export type ToolWay = (typeof TOOL_WAYS)[number];

/** What a tool is run with. */
export interface ToolRun {
	/** `lovi` or `mluvii`, or a node type that is not in the package. */
	node: string | INodeType;
	parameters: INodeParameters;
	/** The arguments of each of the model's calls, which it makes in one turn; one without any if left out. */
	calls?: IDataObject[];
	/** The item of the workflow for which the agent works. */
	item?: IDataObject;
	/** The type of the node that calls the tool. */
	caller?: string;
	/** n8n's On Error, if it is another one than `continueOnFail` says. */
	onError?: INode['onError'];
	/** Whether the tool is fetched for all calls before the first of them, as AI Agent 2 does with batches. */
	isFetchedAhead?: boolean;
	/** n8n's Retry On Fail with three tries, at once. */
	retryOnFail?: boolean;
	continueOnFail?: boolean;
}

/** The part of a tool that an agent uses (n8n-core, create-node-as-tool). */
interface Tool {
	invoke(toolArguments: IDataObject): Promise<string>;
}

const AGENT = 'Agent';
const TOOL = 'Tool under test';

/** What became of a tool's run. */
export interface ToolResult {
	/** What the model gets for each of its calls, as text. */
	answers: string[];
	/** What the execution shows of the tool's runs. */
	runs: ITaskData[];
}

/** Runs a node of the package as a tool of an agent; returns what the model gets for each of its calls, as text. */
export async function runAsTool(engine: Engine, way: ToolWay, run: ToolRun): Promise<string[]> {
	return (await runTool(engine, way, run)).answers;
}

/** Runs a node of the package as a tool of an agent. */
export async function runTool(engine: Engine, way: ToolWay, run: ToolRun): Promise<ToolResult> {
	const { node, parameters, calls = [{}], item = {}, retryOnFail, continueOnFail } = run;
	const caller = run.caller ?? 'test.agent';
	const original = typeof node === 'string' ? engine.nodeType(node) : node;
	const type = `${PACKAGE}.${original.description.name}Tool`;
	const answers: string[] = [];
	const { data } = await engine.runWorkflow({
		items: [item],
		nodes: [
			{ id: 'a', name: AGENT, type: caller, parameters: {} },
			{
				id: 't',
				name: TOOL,
				type,
				parameters,
				...(continueOnFail ? { onError: 'continueRegularOutput' as const } : {}),
				...(run.onError ? { onError: run.onError } : {}),
				...(retryOnFail ? { retryOnFail, maxTries: 3, waitBetweenTries: 1 } : {}),
			},
		],
		connections: {
			[START]: { main: [[{ node: AGENT, type: NodeConnectionTypes.Main, index: 0 }]] },
			[TOOL]: { ai_tool: [[{ node: AGENT, type: NodeConnectionTypes.AiTool, index: 0 }]] },
		},
		types: {
			[caller]: agentThat(
				way === 'request' ? asksTheEngine : invokes(run.isFetchedAhead === true),
				calls,
				answers,
			),
			[type]: toolTwin(original),
		},
	});
	const { error, runData } = data.resultData;
	const runs = runData[TOOL] ?? [];
	// n8n 1.x ends the run when a tool fails that it runs as an ordinary node.
	return { answers: error ? [JSON.stringify([{ error: error.message }])] : answers, runs };
}

/** One turn of an agent's model; what it is answered goes into `answers`. */
type Turn = (
	this: IExecuteFunctions,
	calls: IDataObject[],
	answers: string[],
	response: EngineResponse,
) => Promise<NodeOutput>;

/** As AI Agent 3 does (n8n-nodes-langchain, createEngineRequests and buildSteps). */
const asksTheEngine: Turn = async function (calls, answers, { actionResponses }) {
	if (actionResponses.length > 0) {
		answers.push(...actionResponses.map(({ data }) => observation(data)));
		return [[]];
	}
	return await Promise.resolve({
		actions: calls.map((input, index) => ({
			actionType: 'ExecutionNodeAction' as const,
			nodeName: TOOL,
			input,
			type: NodeConnectionTypes.AiTool,
			id: `call_${index}`,
			metadata: { itemIndex: 0 },
		})),
		metadata: {},
	});
};

function observation({ data, error }: ITaskData): string {
	const records = data?.ai_tool?.[0]?.map(({ json }) => json) ?? [];
	return JSON.stringify(records.length > 0 ? records : { error: error?.message });
}

/** As a sub-agent does (n8n-nodes-langchain, executeEngineAction). */
function invokes(isFetchedAhead: boolean): Turn {
	return async function (calls, answers) {
		const fetch = async () => {
			const tools = await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0);
			return (tools as [Tool])[0];
		};
		const first = await fetch();
		const ahead = isFetchedAhead ? await Promise.all(calls.map(fetch)) : [];
		for (const [index, toolArguments] of calls.entries()) {
			answers.push(
				await (ahead[index] ?? first)
					.invoke(toolArguments)
					.catch((error: unknown) => JSON.stringify({ error: (error as Error).message })),
			);
			// The model is asked what to do next.
			await sleep(10);
		}
		return [[]];
	};
}

function agentThat(turn: Turn, calls: IDataObject[], answers: string[]): INodeType {
	return {
		description: {
			displayName: AGENT,
			name: 'agent',
			group: ['transform'],
			version: 1,
			description: 'Calls its tool as often as the test says',
			defaults: { name: AGENT },
			inputs: [NodeConnectionTypes.Main, NodeConnectionTypes.AiTool],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
		},
		async execute(response = { actionResponses: [], metadata: {} }) {
			return await turn.call(this, calls, answers, response);
		},
	};
}

/** The twin that n8n makes of a node with `usableAsTool` (n8n, getByNameAndVersion and convertNodeToAiTool). */
function toolTwin(original: INodeType): INodeType {
	if (!original.description.usableAsTool) throw new Error('n8n does not make a tool of this node');
	const { name, displayName, description, properties } = original.description;
	const toolProperties: INodeProperties[] = [
		{
			displayName: 'Tool Description',
			name: 'descriptionType',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Set Automatically', value: 'auto' },
				{ name: 'Set Manually', value: 'manual' },
			],
			default: 'auto',
		},
		{
			displayName: 'Description',
			name: 'toolDescription',
			type: 'string',
			default: description,
			required: true,
			displayOptions: { show: { descriptionType: ['manual'] } },
		},
	];
	const twin: INodeType['description'] = Object.create(original.description, {
		properties: { value: [...toolProperties, ...properties] },
	}) as INodeType['description'];
	twin.name = `${name}Tool`;
	twin.displayName = `${displayName} Tool`;
	twin.inputs = [];
	twin.outputs = [NodeConnectionTypes.AiTool];
	return Object.create(original, { description: { value: twin } }) as INodeType;
}
