import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Request, Response } from 'express';
import express from 'express';
import type {
	IBinaryKeyData,
	ICredentialDataDecryptedObject,
	IConnections,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeExecutionData,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	INodeType,
	INodeTypes,
	IRun,
	IRunExecutionData,
	ITaskData,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	ResourceMapperFields,
} from 'n8n-workflow';
import { ICredentialsHelper, NodeHelpers, Workflow } from 'n8n-workflow';
import {
	Credentials,
	ExecutionLifecycleHooks,
	HookContext,
	LoadOptionsContext,
	PackageDirectoryLoader,
	PollContext,
	WebhookContext,
	WorkflowExecute,
} from 'n8n-core';
import { readBodyAsN8n } from './webhookBody';

/** The folder of the package, which must have been built. */
export const PACKAGE_DIR = join(__dirname, '..', '..');

/** The package's name, with which n8n begins the names of its node types. */
export const PACKAGE = 'n8n-nodes-mluvii-lovi';
/** The node that gives a test's items to those behind it. */
export const START = 'Start';
const START_NODE = { id: 's', name: START, type: 'test.start', parameters: {} };

/** What a trigger has for its webhook. */
type Hook = 'checkExists' | 'create' | 'delete';

/** What a node is run with. */
export interface NodeRun {
	/** `lovi` or `mluvii`. */
	node: string;
	parameters: INodeParameters;
	/** Input items' JSON; one empty item if left out. */
	items?: IDataObject[];
	/** Input items' files, in the order of the items. */
	files?: IBinaryKeyData[];
	continueOnFail?: boolean;
	/** Whether failed items go to an error output. */
	hasErrorOutput?: boolean;
	/** n8n's Retry On Fail, at once. */
	retryOnFail?: boolean;
	/** The execution's time zone. */
	timezone?: string;
	/** Cancels the execution when this settles. */
	cancelWhen?: () => Promise<void>;
}

/** A workflow behind a start node. */
export interface WorkflowRun extends Pick<NodeRun, 'items' | 'files' | 'timezone' | 'cancelWhen'> {
	/** The nodes other than the start node. */
	nodes: Array<Pick<INode, 'id' | 'name' | 'type' | 'parameters'> & Partial<INode>>;
	connections: IConnections;
	/** Node types that are not in the package, by their names. */
	types?: Record<string, INodeType>;
}

/** What a user does in a list of the panel. */
export interface ListSearch {
	parameters?: INodeParameters;
	/** What was typed. */
	filter?: string;
	/** From the page before, when scrolling on. */
	paginationToken?: string;
}

/** What came out of a node. */
export interface NodeResult {
	output: INodeExecutionData[];
	/** The JSON of each output item. */
	json: IDataObject[];
	/** What came out of its error output. */
	failed: INodeExecutionData[];
	error?: Error & { description?: string | null; context?: IDataObject; httpCode?: string | null };
	run: IRun;
}

/**
 * n8n's own engine with the built package loaded as n8n loads it. Only what needs a database is replaced:
 * credentials are kept in memory, by n8n's rules for them.
 */
export class Engine {
	readonly credentials: MemoryCredentials;
	private static loader?: Promise<PackageDirectoryLoader>;

	private constructor(private readonly loader: PackageDirectoryLoader) {
		this.credentials = new MemoryCredentials(loader);
	}

	/** An engine with the package loaded by its package.json, and without credentials. */
	static async load(): Promise<Engine> {
		Engine.loader ??= loadPackage();
		return new Engine(await Engine.loader);
	}

	/** The node type as n8n sees it. */
	nodeType(name: string): INodeType {
		return this.loader.getNode(name).type as INodeType;
	}

	/** Runs one node on the given items, behind a start node. */
	async run({
		node,
		parameters,
		continueOnFail,
		hasErrorOutput,
		retryOnFail,
		...settings
	}: NodeRun): Promise<NodeResult> {
		const name = 'Node under test';
		const run = await this.runWorkflow({
			...settings,
			nodes: [
				{
					id: 'n',
					name,
					type: `${PACKAGE}.${node}`,
					parameters,
					...(continueOnFail ? { onError: 'continueRegularOutput' as const } : {}),
					...(hasErrorOutput ? { onError: 'continueErrorOutput' as const } : {}),
					...(retryOnFail ? { retryOnFail, maxTries: 2, waitBetweenTries: 0 } : {}),
				},
			],
			connections: { [START]: { main: [[{ node: name, type: 'main', index: 0 }]] } },
		});
		const task: ITaskData | undefined = run.data.resultData.runData[name]?.[0];
		const [output, failed] = [0, 1].map((index) => task?.data?.main?.[index] ?? []) as [
			INodeExecutionData[],
			INodeExecutionData[],
		];
		const error = (task?.error ?? run.data.resultData.error) as NodeResult['error'];
		return { output, json: output.map((item) => item.json), failed, error, run };
	}

	/** Runs a workflow on the given items. Its nodes have the stored credentials. */
	async runWorkflow({
		nodes,
		connections,
		types = {},
		items = [{}],
		files = [],
		timezone = 'UTC',
		cancelWhen,
	}: WorkflowRun): Promise<IRun> {
		const workflow = new Workflow({
			id: '1',
			name: 'Test',
			active: false,
			nodeTypes: this.nodeTypes(items, types, files),
			settings: { timezone, executionOrder: 'v1' },
			nodes: [START_NODE, ...nodes].map((node) => ({
				typeVersion: 1,
				position: [0, 0],
				credentials: this.credentials.forNodes(),
				...node,
			})),
			connections,
		});
		const running = start(new WorkflowExecute(this.additionalData(), 'manual'), workflow);
		void cancelWhen?.().then(() => {
			running.cancel();
		});
		return await running;
	}

	/**
	 * Runs a workflow from a trigger on, as n8n does with what a webhook function returned (n8n 2.41.1,
	 * dist/webhooks/webhook-helpers.js, prepareExecutionData).
	 *
	 * @returns the names of the nodes that ran, with the JSON that they were given
	 */
	async runFromWebhook(
		{ node: trigger, parameters }: Pick<NodeRun, 'node' | 'parameters'>,
		workflowData: INodeExecutionData[][],
		nextNodes: string[],
	): Promise<Record<string, IDataObject[]>> {
		const node = { typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
		const workflow = new Workflow({
			id: '1',
			name: 'Test',
			active: true,
			nodeTypes: this.nodeTypes([], { 'test.next': passOn() }),
			settings: { executionOrder: 'v1' },
			nodes: [
				{
					...node,
					id: 't',
					name: 'Trigger',
					type: `${PACKAGE}.${trigger}`,
					parameters,
					credentials: this.credentials.forNodes(),
				},
				...nextNodes.map((name) => ({ ...node, id: name, name, type: 'test.next' })),
			],
			connections: {
				Trigger: {
					main: nextNodes.map((name) => [{ node: name, type: 'main' as const, index: 0 }]),
				},
			},
		});
		const data = {
			startData: {},
			resultData: { runData: {} },
			executionData: {
				contextData: {},
				metadata: {},
				waitingExecution: {},
				waitingExecutionSource: {},
				nodeExecutionStack: [
					{
						node: workflow.getNode('Trigger') as INode,
						data: { main: workflowData },
						source: null,
					},
				],
			},
		} as unknown as IRunExecutionData;
		const execution = new WorkflowExecute(this.additionalData(), 'webhook', data);
		const run = await execution.processRunExecutionData(workflow);
		const entries = nextNodes.flatMap((name) => {
			const tasks: ITaskData[] = run.data.resultData.runData[name] ?? [];
			return tasks.map((task) => [
				name,
				(task.data?.main?.[0] ?? []).map(({ json }: INodeExecutionData) => json),
			]);
		});
		return Object.fromEntries(entries) as Record<string, IDataObject[]>;
	}

	/** Searches a list in the node's panel, as the editor does when a user types. */
	async search(
		node: string,
		method: string,
		search: ListSearch = {},
	): Promise<INodeListSearchResult> {
		const { workflow, panelNode } = this.workflowOf(node, search.parameters ?? {});
		const additionalData = {
			...this.additionalData(),
			currentNodeParameters: panelNode.parameters,
		};
		const context = new LoadOptionsContext(workflow, panelNode, additionalData, '');
		const find = this.nodeType(node).methods?.listSearch?.[method];
		if (!find) throw new Error(`${node} has no list search ${method}`);
		return await find.call(context, search.filter, search.paginationToken);
	}

	/** Loads the choices of a field that takes several, as the editor does when it is opened. */
	async options(
		node: string,
		method: string,
		parameters: INodeParameters,
	): Promise<INodePropertyOptions[]> {
		const { workflow, panelNode } = this.workflowOf(node, parameters);
		const additionalData = {
			...this.additionalData(),
			currentNodeParameters: panelNode.parameters,
		};
		const load = this.nodeType(node).methods?.loadOptions?.[method];
		if (!load) throw new Error(`${node} has no options ${method}`);
		return await load.call(new LoadOptionsContext(workflow, panelNode, additionalData, ''));
	}

	/** A trigger with the hooks and the address that n8n gives it; each one is a node of its own. */
	trigger(node: string, parameters: INodeParameters): EngineTrigger {
		const id = randomUUID();
		return new EngineTrigger(this.nodeType(node), this.additionalData(), (staticData) =>
			this.workflowOf(node, parameters, { staticData, id }),
		);
	}

	/** A polling trigger in a published workflow; each one is a node of its own. */
	poller(node: string, parameters: INodeParameters): EnginePoller {
		const id = randomUUID();
		return new EnginePoller(this.nodeType(node), this.additionalData(), (changed, staticData) =>
			this.workflowOf(node, { ...parameters, ...changed }, { staticData, id }),
		);
	}

	/** The form for the fields of a chosen record, as the editor asks for it. */
	async mapperFields(
		node: string,
		method: string,
		parameters: INodeParameters,
	): Promise<ResourceMapperFields> {
		const { workflow, panelNode } = this.workflowOf(node, parameters);
		const additionalData = {
			...this.additionalData(),
			currentNodeParameters: panelNode.parameters,
		};
		const load = this.nodeType(node).methods?.resourceMapping?.[method];
		if (!load) throw new Error(`${node} has no form ${method}`);
		return await load.call(new LoadOptionsContext(workflow, panelNode, additionalData, ''));
	}

	private workflowOf(
		node: string,
		parameters: INodeParameters,
		{ staticData = {}, id = 'n' }: { staticData?: IDataObject; id?: string } = {},
	): { workflow: Workflow; panelNode: INode } {
		const name = 'Node in the panel';
		const workflow = new Workflow({
			id: '1',
			active: false,
			nodeTypes: this.nodeTypes([]),
			nodes: [
				{
					id,
					name,
					type: `${PACKAGE}.${node}`,
					typeVersion: 1,
					position: [0, 0],
					parameters,
					credentials: this.credentials.forNodes(),
					webhookId: 'b0a4c1de-test',
				},
			],
			connections: {},
			staticData,
		});
		return { workflow, panelNode: workflow.getNode(name) as INode };
	}

	private additionalData(): IWorkflowExecuteAdditionalData {
		const hooks = new ExecutionLifecycleHooks('manual', '1', {
			id: '1',
			name: 'Test',
			active: false,
			activeVersionId: null,
			isArchived: false,
			createdAt: new Date(),
			updatedAt: new Date(),
			nodes: [],
			connections: {},
		});
		return {
			credentialsHelper: this.credentials,
			hooks,
			executionId: '1',
			restApiUrl: 'http://127.0.0.1/rest',
			instanceBaseUrl: 'http://127.0.0.1/',
			formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
			webhookBaseUrl: 'http://127.0.0.1/webhook',
			webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
			webhookTestBaseUrl: 'http://127.0.0.1/webhook-test',
			currentNodeParameters: undefined,
			executionTimeoutTimestamp: undefined,
			userId: '1',
			variables: {},
			setExecutionStatus: () => undefined,
			sendDataToUI: () => undefined,
		} as unknown as IWorkflowExecuteAdditionalData;
	}

	private nodeTypes(
		items: IDataObject[],
		others: Record<string, INodeType> = {},
		files: IBinaryKeyData[] = [],
	): INodeTypes {
		const startType: INodeType = {
			description: {
				displayName: 'Start',
				name: 'start',
				group: ['trigger'],
				version: 1,
				description: 'Gives the test its items',
				defaults: { name: START },
				inputs: [],
				outputs: ['main'],
				properties: [],
			},
			async execute() {
				return await Promise.resolve([
					items.map((json, index) => ({
						json,
						binary: files[index],
						pairedItem: { item: index },
					})),
				]);
			},
		};
		const byType = (type: string): INodeType => {
			if (type === START_NODE.type) return startType;
			return others[type] ?? this.nodeType(type.replace(`${PACKAGE}.`, ''));
		};
		return {
			getByName: byType,
			getByNameAndVersion: (type, version) =>
				NodeHelpers.getVersionedNodeType(byType(type), version),
			getKnownTypes: () => ({}),
		};
	}
}

/** A node type that puts out what it gets. */
function passOn(): INodeType {
	return {
		description: {
			displayName: 'Next',
			name: 'next',
			group: ['transform'],
			version: 1,
			description: 'Puts out what it gets',
			defaults: { name: 'Next' },
			inputs: ['main'],
			outputs: ['main'],
			properties: [],
		},
		async execute() {
			return await Promise.resolve([this.getInputData()]);
		},
	};
}

/** Starts a workflow; n8n 1 takes one by one what later versions take as an object. */
function start(execution: WorkflowExecute, workflow: Workflow): ReturnType<WorkflowExecute['run']> {
	const startNode = workflow.getNode(START) as INode;
	if (execution.run.length === 1) return execution.run({ workflow, startNode });
	const run = execution.run.bind(execution) as unknown as (
		...settings: [Workflow, INode]
	) => ReturnType<WorkflowExecute['run']>;
	return run(workflow, startNode);
}

async function loadPackage(): Promise<PackageDirectoryLoader> {
	const loader = new PackageDirectoryLoader(PACKAGE_DIR);
	await loader.loadAll();
	return loader;
}

/**
 * A trigger's life: its hooks are called as n8n calls them, and what is posted to its address goes through
 * its webhook function. Static data is kept as n8n keeps it: loaded for each call, stored if it changed.
 */
export class EngineTrigger {
	/** The JSON of each item with which a workflow was started. */
	readonly started: IDataObject[] = [];
	/** The same for the second output. */
	readonly startedBySecond: IDataObject[] = [];
	/** What the node has warned of in n8n's log. */
	readonly warnings: string[] = [];
	/** What the webhook function threw, which n8n shows as an execution that failed and has no data. */
	readonly failures: Error[] = [];
	/** As in n8n's database. */
	staticData: IDataObject = {};
	private server?: Server;

	constructor(
		private readonly type: INodeType,
		private readonly additionalData: IWorkflowExecuteAdditionalData,
		private readonly workflowOf: (staticData: IDataObject) => {
			workflow: Workflow;
			panelNode: INode;
		},
	) {}

	/** Begins to listen under the trigger's address. */
	async listen(): Promise<void> {
		const app = express();
		app.use(express.raw({ type: () => true, limit: '16mb' }));
		app.post('/{*path}', (request, response) => {
			const bytes: unknown = request.body;
			const isRead = readBodyAsN8n(request, Buffer.isBuffer(bytes) ? bytes : undefined);
			if (!isRead) {
				response.status(422).json({ message: 'Failed to parse request body' });
				return;
			}
			this.receive(request, response).catch((error: unknown) => {
				this.failures.push(error as Error);
				if (!response.headersSent) response.status(500).json({ message: 'Workflow Webhook Error' });
			});
		});
		const server = app.listen(0, '127.0.0.1');
		this.server = server;
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		this.additionalData.webhookBaseUrl = `http://127.0.0.1:${port}/webhook`;
		this.additionalData.webhookTestBaseUrl = `http://127.0.0.1:${port}/webhook-test`;
	}

	/** Where it listens. */
	get baseUrl(): string {
		return this.additionalData.webhookBaseUrl;
	}

	/** Stops listening. */
	async close(): Promise<void> {
		if (!this.server?.listening) return;
		this.server.closeAllConnections();
		this.server.close();
		await once(this.server, 'close');
	}

	/** Activates the workflow: n8n asks whether the webhook exists, and has it created if not. */
	async activate(): Promise<'created' | 'existing'> {
		if (await this.hook('checkExists')) return 'existing';
		await this.hook('create');
		return 'created';
	}

	/** Deactivates the workflow. */
	async deactivate(): Promise<void> {
		await this.hook('delete');
	}

	/**
	 * Listens for a test event, with static data and an address of its own; n8n cleans up if that fails (n8n
	 * 2.41.1, dist/webhooks/test-webhooks.js).
	 *
	 * @returns what ends it
	 */
	async listenForTest(): Promise<() => Promise<void>> {
		const { workflow, panelNode } = this.workflowOf({});
		const contextOf = (mode: 'internal' | 'manual') =>
			new HookContext(
				workflow,
				panelNode,
				this.additionalData,
				mode,
				mode === 'manual' ? 'manual' : 'update',
				{ isTest: true } as IWebhookData,
			);
		const end = async () => {
			await this.call('delete', contextOf('internal'));
		};
		const context = contextOf('manual');
		try {
			if (!(await this.call('checkExists', context))) await this.call('create', context);
		} catch (error) {
			await end();
			throw error;
		}
		return end;
	}

	private async hook(method: Hook): Promise<boolean> {
		const { workflow, panelNode } = this.workflowOf(structuredClone(this.staticData));
		const context = new HookContext(
			workflow,
			panelNode,
			this.additionalData,
			'trigger',
			'activate',
		);
		try {
			return await this.call(method, context);
		} finally {
			// Also after a failure (n8n 2.41.1, dist/workflows/triggers/webhook-trigger-registrar.js).
			this.staticData = copyOf(workflow.staticData);
		}
	}

	private async call(method: Hook, context: HookContext): Promise<boolean> {
		this.watchLog(context);
		const hook = this.type.webhookMethods?.default?.[method];
		if (!hook) throw new Error(`No hook ${method}`);
		return await hook.call(context);
	}

	private async receive(request: Request, response: Response): Promise<void> {
		const { workflow, panelNode } = this.workflowOf(structuredClone(this.staticData));
		const additionalData = {
			...this.additionalData,
			httpRequest: request,
			httpResponse: response,
		};
		const [webhookDescription] = this.type.description.webhooks ?? [];
		const context = new WebhookContext(
			workflow,
			panelNode,
			additionalData,
			'webhook',
			{ webhookDescription } as IWebhookData,
			[],
			null,
		);
		this.watchLog(context);
		const result = await this.type.webhook?.call(context);
		if (workflow.staticData.__dataChanged === true) this.staticData = copyOf(workflow.staticData);
		const [first, second] = result?.workflowData ?? [];
		for (const { json } of first ?? []) this.started.push(json);
		for (const { json } of second ?? []) this.startedBySecond.push(json);
		if (result?.noWebhookResponse !== true) response.json({ message: 'Workflow was started' });
	}

	private watchLog(context: HookContext | WebhookContext): void {
		const ignore = () => undefined;
		const warn = (message: string) => this.warnings.push(message);
		const value = { debug: ignore, info: ignore, warn, error: ignore };
		Object.defineProperty(context, 'logger', { value, configurable: true });
	}
}

/**
 * A polling trigger's life. As in n8n, one context stays for as long as the workflow is published, and static
 * data is in memory meanwhile: it is stored when the workflow is published and whenever it is started.
 */
export class EnginePoller {
	/** The JSON of each item with which a workflow was started. */
	readonly started: IDataObject[] = [];
	/** How many items each start had. */
	readonly starts: number[] = [];
	/** What the node has noted in n8n's log. */
	readonly notes: string[] = [];
	/** As in n8n's database. */
	staticData: IDataObject = {};
	private active?: PollContext;
	private readonly workflows = new WeakMap<PollContext, Workflow>();

	constructor(
		private readonly type: INodeType,
		private readonly additionalData: IWorkflowExecuteAdditionalData,
		private readonly workflowOf: (
			changed: INodeParameters,
			staticData: IDataObject,
		) => { workflow: Workflow; panelNode: INode },
	) {}

	/** Publishes the workflow, or goes on with it after n8n was started again: n8n polls once, and stores. */
	async activate(changed: INodeParameters = {}): Promise<void> {
		this.active = this.context('trigger', changed);
		await this.poll();
		this.store();
	}

	/**
	 * A poll as n8n does it by its clock.
	 *
	 * @returns the items with which the workflow is started; null if it is not
	 */
	async poll(): Promise<IDataObject[] | null> {
		const context = this.active;
		if (!context) throw new Error('The workflow is not published');
		const result = await this.type.poll?.call(context);
		if (!result) return null;
		const items = (result[0] ?? []).map(({ json }) => json);
		this.started.push(...items);
		this.starts.push(items.length);
		this.store();
		return items;
	}

	/** Runs the node by hand, as the editor does. */
	async runByHand(): Promise<IDataObject[] | null> {
		const context = this.context('manual', {});
		const result = await this.type.poll?.call(context);
		this.staticData = copyOf(this.workflows.get(context)?.staticData ?? {});
		return result?.[0]?.map(({ json }) => json) ?? null;
	}

	private context(mode: 'manual' | 'trigger', changed: INodeParameters): PollContext {
		const { workflow, panelNode } = this.workflowOf(changed, structuredClone(this.staticData));
		const { additionalData } = this;
		const context = new PollContext(workflow, panelNode, additionalData, mode, 'activate');
		const ignore = () => undefined;
		const note = (message: string) => this.notes.push(message);
		const value = { debug: ignore, info: note, warn: note, error: ignore };
		Object.defineProperty(context, 'logger', { value });
		this.workflows.set(context, workflow);
		return context;
	}

	private store(): void {
		const workflow = this.active && this.workflows.get(this.active);
		this.staticData = copyOf(workflow?.staticData ?? {});
	}
}

/** n8n marks changes in the data itself. */
function copyOf(staticData: IDataObject): IDataObject {
	return JSON.parse(JSON.stringify(staticData)) as IDataObject;
}

/** What a credential inherits from n8n's own OAuth2 credential, which is in another package. */
const OAUTH2_FIELDS: ICredentialType['properties'] = [
	{
		displayName: 'Client Secret',
		name: 'clientSecret',
		type: 'string',
		typeOptions: { password: true },
		default: '',
	},
];

/** Credentials in memory, used, renewed and stored by n8n's rules (reference: n8n's credentials-helper). */
export class MemoryCredentials extends ICredentialsHelper {
	/** Decrypted data by credential type. */
	private readonly stored = new Map<string, ICredentialDataDecryptedObject>();
	/** How often a credential was read and decrypted. */
	reads = 0;
	/**
	 * Shortens the time-outs of requests for a test of silence, in milliseconds; asked for each request that
	 * carries one. A request without a time-out keeps n8n's 300 s.
	 */
	shortTimeout?: (options: IHttpRequestOptions) => number | undefined;
	/**
	 * Sends requests to another address than their own, such as a closed port; asked for the same ones as
	 * `shortTimeout`.
	 */
	reroute?: (options: IHttpRequestOptions) => string | undefined;

	constructor(private readonly loader: PackageDirectoryLoader) {
		super();
	}

	/** Stores a credential as a user would save it. */
	save(type: string, data: ICredentialDataDecryptedObject): void {
		this.stored.set(type, data);
	}

	/** The stored data, for assertions. */
	read(type: string): ICredentialDataDecryptedObject {
		return this.stored.get(type) ?? {};
	}

	/** The credentials part of a node. */
	forNodes(): Record<string, INodeCredentialsDetails> {
		return Object.fromEntries(
			[...this.stored.keys()].map((type) => [type, { id: type, name: type }]),
		);
	}

	override isCredentialUsableByNode(): boolean {
		return true;
	}

	override getParentTypes(name: string): string[] {
		return this.typeOf(name).extends ?? [];
	}

	override async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: Parameters<ICredentialsHelper['authenticate']>[2],
	): Promise<IHttpRequestOptions> {
		const options = requestOptions as IHttpRequestOptions;
		this.shorten(options);
		const { authenticate } = this.typeOf(typeName);
		if (typeof authenticate !== 'function') throw new Error(`${typeName} authenticates otherwise`);
		return await authenticate(credentials, options);
	}

	override async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		_node: INode,
		expired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const type = this.typeOf(typeName);
		const expirable = type.properties.find(
			({ typeOptions }) => typeOptions?.expirable === true,
		)?.name;
		if (expirable === undefined || !type.preAuthentication) return undefined;
		if (credentials[expirable] !== '' && !expired) return undefined;
		const httpRequest = async (options: IHttpRequestOptions): Promise<unknown> =>
			(await helpers.helpers.httpRequest(this.shorten(options))) as unknown;
		const output = (await type.preAuthentication.call(
			{ helpers: { ...helpers.helpers, httpRequest } },
			credentials,
		)) as ICredentialDataDecryptedObject;
		if (output[expirable] === undefined) return undefined;
		this.save(typeName, { ...this.read(typeName), ...output });
		return Object.assign(credentials, output);
	}

	override async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const output = await this.typeOf(typeName).preAuthentication?.call(helpers, credentials);
		return output as ICredentialDataDecryptedObject | undefined;
	}

	override async getCredentials(
		details: INodeCredentialsDetails,
		type: string,
	): Promise<Credentials> {
		return await Promise.resolve(new Credentials({ id: details.id, name: details.name }, type, ''));
	}

	override async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_details: INodeCredentialsDetails,
		type: string,
	): Promise<ICredentialDataDecryptedObject> {
		this.reads++;
		const data = this.stored.get(type);
		if (!data) throw new Error(`No credential of type ${type} is stored`);
		const properties = this.typeOf(type).properties;
		const defaults = Object.fromEntries(
			properties.map(({ name, default: value }) => [name, value]),
		);
		return await Promise.resolve({ ...defaults, ...data } as ICredentialDataDecryptedObject);
	}

	override async updateCredentials(
		_details: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.save(type, data);
		await Promise.resolve();
	}

	override async updateCredentialsOauthTokenData(
		_details: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.save(type, {
			...this.read(type),
			oauthTokenData: data.oauthTokenData,
		} as ICredentialDataDecryptedObject);
		await Promise.resolve();
	}

	override getCredentialsProperties(type: string): ICredentialType['properties'] {
		const own = this.typeOf(type);
		return own.extends?.includes('oAuth2Api')
			? [...own.properties, ...OAUTH2_FIELDS]
			: own.properties;
	}

	private shorten(options: IHttpRequestOptions): IHttpRequestOptions {
		if (options.timeout !== undefined) {
			options.timeout = this.shortTimeout?.(options) ?? options.timeout;
			options.url = this.reroute?.(options) ?? options.url;
		}
		return options;
	}

	private typeOf(name: string): ICredentialType {
		return this.loader.getCredential(name).type;
	}
}
