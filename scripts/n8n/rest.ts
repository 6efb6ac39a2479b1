import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import axios, { type AxiosInstance, type Method } from 'axios';
import { parse } from 'flatted';
import pWaitFor from 'p-wait-for';
import type { Owner } from './launch';
import { PATIENCE_MS } from './patience';

/** A refusal of n8n, in its own words. */
export class N8nRestError extends Error {
	override readonly name = 'N8nRestError';

	constructor(
		request: string,
		readonly status: number,
		readonly n8nMessage: string,
	) {
		super(`${request} was answered with ${status}: ${n8nMessage}`);
	}
}

/** A stored credential as nodes refer to it. */
export interface CredentialReference {
	id: string;
	name: string;
}

export interface NewCredential {
	name: string;
	type: string;
	data: Record<string, unknown>;
}

export interface WorkflowNode {
	name: string;
	type: string;
	credentials?: Record<string, Partial<CredentialReference>>;
	[key: string]: unknown;
}

/** A workflow as the editor exports and imports it. */
export interface WorkflowJson {
	name?: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	[key: string]: unknown;
}

export interface ExecutionError {
	message: string;
	description?: string | null;
	[key: string]: unknown;
}

export interface ExecutionItem {
	json: Record<string, unknown>;
	binary?: Record<string, unknown>;
	pairedItem?: unknown;
	error?: ExecutionError;
}

/** One run of one node: a list of items for each output. */
export interface NodeRun {
	executionTime: number;
	executionStatus?: string;
	data?: { main: Array<ExecutionItem[] | null> };
	error?: ExecutionError;
	[key: string]: unknown;
}

export interface ExecutionSummary {
	id: string;
	status: string;
	mode: string;
	workflowId: string;
	startedAt?: string;
	stoppedAt?: string | null;
}

export interface Execution extends ExecutionSummary {
	/** Node name → its runs. */
	runData: Record<string, NodeRun[]>;
	error?: ExecutionError;
	/** All that n8n gives out about the execution, as JSON text, to be searched for secrets. */
	raw: string;
}

export interface NodeTypeDescription {
	name: string;
	displayName: string;
	version: number | number[];
	[key: string]: unknown;
}

export interface CredentialTypeDescription {
	name: string;
	/** Addresses of its icon, which name the package. */
	iconUrl?: string | { light: string; dark: string };
	[key: string]: unknown;
}

export interface ListSearch {
	nodeType: string;
	typeVersion?: number;
	/** Name in the node's `methods.listSearch`. */
	methodName: string;
	/** Path of the parameter that asks, for example `parameters.sessionId`. */
	path?: string;
	/** What is filled in on the node so far. */
	parameters?: Record<string, unknown>;
	/** By credential type. */
	credentials?: Record<string, CredentialReference>;
	filter?: string;
	paginationToken?: string | number;
}

export interface ListSearchResult {
	results: Array<{ name: string; value: string | number | boolean; url?: string }>;
	paginationToken?: unknown;
}

export type ResourceMapperSearch = Omit<ListSearch, 'filter' | 'paginationToken'>;

interface ExecutionResponse extends ExecutionSummary {
	data: string;
}

interface ExecutionData {
	resultData: { runData: Execution['runData']; error?: ExecutionError };
}

interface StoredWorkflow extends WorkflowJson {
	id: string;
	versionId: string;
}

interface ExecutionsPage {
	results: ExecutionSummary[];
	nextCursor?: string | null;
}

/** An execution, or the wait for an event that starts one. */
interface Started {
	executionId?: string;
	waitingForWebhook?: boolean;
}

interface Publication {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: Array<{ errorMessage: string | null }>;
}

const SETTLED: Publication = { status: 'published', triggers: [] };

const UNFINISHED = new Set(['new', 'running', 'waiting', 'unknown']);

/**
 * n8n's internal REST interface, the one its editor uses. Every method throws `N8nRestError` when
 * n8n refuses, and needs `login()` first.
 */
export class N8nRest {
	private readonly http: AxiosInstance;

	constructor(
		baseUrl: string,
		private readonly owner: Owner,
	) {
		this.http = axios.create({
			baseURL: baseUrl,
			proxy: false,
			validateStatus: () => true,
			// n8n closes a connection after five idle seconds, which a busy process can overlook.
			httpAgent: new Agent({ keepAlive: false }),
		});
	}

	/** Signs in and keeps the session cookie. */
	async login(): Promise<void> {
		const { email, password } = this.owner;
		const response = await this.http.post<unknown>('/rest/login', {
			emailOrLdapLoginId: email,
			password,
		});
		unwrap('POST /rest/login', response.status, response.data);
		const cookies = response.headers['set-cookie'] ?? [];
		this.http.defaults.headers.common.Cookie = cookies
			.map((cookie) => cookie.split(';', 1)[0])
			.join('; ');
	}

	async createCredential(credential: NewCredential): Promise<CredentialReference> {
		const { id, name } = await this.call<CredentialReference>('POST', '/credentials', credential);
		return { id, name };
	}

	/** The credential as the editor sees it: secrets are blanked. */
	async getCredential(
		id: string,
	): Promise<NewCredential & CredentialReference & Record<string, unknown>> {
		return await this.call('GET', `/credentials/${id}?includeData=true`);
	}

	/**
	 * What "Test" in the credential's window does.
	 *
	 * @param credential without `data`, the stored values are tested
	 */
	async testCredential(
		credential: CredentialReference & { type: string; data?: Record<string, unknown> },
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		// n8n puts the stored secrets back where the data has blanks, but takes no data as no values.
		const data = credential.data ?? (await this.getCredential(credential.id)).data;
		return await this.call('POST', '/credentials/test', { credentials: { ...credential, data } });
	}

	async deleteCredential(id: string): Promise<void> {
		await this.call('DELETE', `/credentials/${id}`);
	}

	/** @returns the id of the new workflow */
	async createWorkflow(workflow: WorkflowJson): Promise<string> {
		const { name, nodes, connections, settings, pinData } = workflow;
		const created = await this.call<{ id: string }>('POST', '/workflows', {
			name: name ?? 'Unnamed',
			nodes,
			connections,
			settings: settings ?? {},
			active: false, // n8n 1 demands it
			...(pinData !== undefined && { pinData }),
		});
		return created.id;
	}

	/**
	 * Runs a workflow as "Execute workflow" in the editor does and waits for the end, good or bad.
	 *
	 * @param options `trigger` is the node to start from; by default the first one that runs by hand. `json` is
	 * what it gives, such as a message that is written into the editor's chat
	 * @throws Error if the execution does not end in time or needs a webhook call to start
	 */
	async runWorkflow(
		id: string,
		options: { timeoutMs?: number; trigger?: string; json?: Record<string, unknown> } = {},
	): Promise<Execution> {
		const workflow = await this.workflow(id);
		const trigger = options.trigger ?? manualTrigger(workflow);
		const started = await this.start(workflow, trigger, options.json);
		if (started.executionId === undefined) {
			throw new Error(`"${trigger}" waits for a webhook call; activate the workflow instead`);
		}
		return await this.waitForExecution(started.executionId, options.timeoutMs);
	}

	/** Waits until an execution has ended. */
	async waitForExecution(id: string, timeoutMs = PATIENCE_MS): Promise<Execution> {
		const isOver = async () => {
			const response = await this.call<ExecutionResponse>('GET', `/executions/${id}`);
			return !UNFINISHED.has(response.status) && pWaitFor.resolveWith(parseExecution(response));
		};
		const message = `Execution ${id} has not ended after ${timeoutMs} ms`;
		return await pWaitFor(isOver, {
			interval: 50,
			timeout: { milliseconds: timeoutMs, message },
		});
	}

	/** An execution as far as it has come; n8n stores the data of a running one from time to time. */
	async getExecution(id: string): Promise<Execution> {
		return parseExecution(await this.call('GET', `/executions/${id}`));
	}

	/** The latest executions, newest first. */
	async executions(
		filter: { workflowId?: string; status?: string[] } = {},
		limit = 50,
	): Promise<ExecutionSummary[]> {
		const query = new URLSearchParams({ filter: JSON.stringify(filter), limit: String(limit) });
		const { results } = await this.call<{ results: ExecutionSummary[] }>(
			'GET',
			`/executions?${query.toString()}`,
		);
		return results;
	}

	/**
	 * Publishes the workflow as it is now and waits until its triggers are set up.
	 *
	 * @throws Error with the trigger's own message if one cannot be set up
	 */
	async activateWorkflow(id: string): Promise<void> {
		const { versionId } = await this.workflow(id);
		await this.call('POST', `/workflows/${id}/activate`, { versionId });
		// n8n reads whether it is at it, and how far it came, one after the other: in between, it can say neither.
		const { status, triggers } = await this.publicationSettled(id, [
			'in_progress',
			'not_published',
		]);
		if (status === 'published') return;
		const messages = triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
		throw new Error(`Workflow ${id} is "${status}" after activation: ${messages.join('; ')}`);
	}

	/**
	 * Waits until the workflow's triggers are taken down.
	 *
	 * @returns the messages of triggers that could not be
	 */
	async deactivateWorkflow(id: string): Promise<string[]> {
		await this.call('POST', `/workflows/${id}/deactivate`, {});
		const { triggers } = await this.publicationSettled(id);
		return triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
	}

	/** Begins to wait for a test event, as "Execute workflow" does for a trigger that has a webhook. */
	async listenForTestEvent(id: string, trigger: string): Promise<void> {
		const { waitingForWebhook } = await this.start(await this.workflow(id), trigger);
		if (waitingForWebhook !== true)
			throw new Error(`"${trigger}" does not wait for a webhook call`);
	}

	/** Waits until a workflow has been run so often that no further execution comes. */
	async executionsSettled(
		workflowId: string,
		count: number,
		timeoutMs = PATIENCE_MS,
	): Promise<ExecutionSummary[]> {
		const areOver = async () => {
			const executions = await this.allExecutions(workflowId);
			const isDone = executions.every(({ status }) => !UNFINISHED.has(status));
			return executions.length >= count && isDone;
		};
		await pWaitFor(areOver, {
			interval: 200,
			timeout: { milliseconds: timeoutMs, fallback: () => undefined },
		});
		await sleep(1000);
		return await this.allExecutions(workflowId);
	}

	/**
	 * With PostgreSQL, n8n's list skips or repeats executions where a page ends (seen in 2.41.1). So it is
	 * read twice, in pages that end in different places.
	 */
	private async allExecutions(workflowId: string): Promise<ExecutionSummary[]> {
		const all = new Map<string, ExecutionSummary>();
		for (const limit of ['100', '93']) {
			let next: Record<string, string> | undefined = {};
			while (next !== undefined) {
				const filter = JSON.stringify({ workflowId });
				const query = new URLSearchParams({ filter, limit, ...next });
				const page: ExecutionsPage = await this.call('GET', `/executions?${query.toString()}`);
				for (const execution of page.results) all.set(execution.id, execution);
				next = nextPage(page);
			}
		}
		return [...all.values()];
	}

	/** Archives the workflow first, as n8n demands; that deactivates it too. */
	async deleteWorkflow(id: string): Promise<void> {
		await this.call('POST', `/workflows/${id}/archive`, {});
		await this.publicationSettled(id);
		await this.call('DELETE', `/workflows/${id}`);
	}

	/**
	 * n8n sets up and takes down triggers in the background. Versions that do it before they answer have no
	 * such status, and say in the answer what went wrong.
	 */
	private async publicationSettled(id: string, unsettled = ['in_progress']): Promise<Publication> {
		const isSettled = async () => {
			const path = `/workflows/${id}/publication-status`;
			const publication = await this.call<Publication>('GET', path).catch((error: unknown) => {
				if (error instanceof N8nRestError && error.status === 404) return SETTLED;
				throw error;
			});
			return !unsettled.includes(publication.status) && pWaitFor.resolveWith(publication);
		};
		const message = `The triggers of workflow ${id} are not settled after ${PATIENCE_MS} ms`;
		return await pWaitFor(isSettled, {
			interval: 50,
			timeout: { milliseconds: PATIENCE_MS, message },
		});
	}

	/** Every node type that the editor offers, those for AI agents included. */
	async nodeTypes(): Promise<NodeTypeDescription[]> {
		return await this.types('/types/nodes.json');
	}

	/** Every credential type that the editor offers; one that several packages bring is there several times. */
	async credentialTypes(): Promise<CredentialTypeDescription[]> {
		return await this.types('/types/credentials.json');
	}

	/** What a resource locator offers in its list. */
	async dynamicListSearch(search: ListSearch): Promise<ListSearchResult> {
		return await this.call(
			'POST',
			'/dynamic-node-parameters/resource-locator-results',
			dynamicParameters(search),
		);
	}

	/** The fields that a resource mapper shows. */
	async resourceMapperFields(search: ResourceMapperSearch): Promise<{ fields: unknown[] }> {
		return await this.call(
			'POST',
			'/dynamic-node-parameters/resource-mapper-fields',
			dynamicParameters(search),
		);
	}

	/** Any other request below `/rest`; returns what n8n wraps into `data`. */
	async call<T>(method: Method, path: string, body?: unknown): Promise<T> {
		const response = await this.http.request<unknown>({ method, url: `/rest${path}`, data: body });
		return unwrap(`${method} /rest${path}`, response.status, response.data) as T;
	}

	private async types<T>(path: string): Promise<T[]> {
		const response = await this.http.get<T[]>(path);
		if (response.status !== 200) unwrap(`GET ${path}`, response.status, response.data);
		return response.data;
	}

	private async workflow(id: string): Promise<StoredWorkflow> {
		return await this.call('GET', `/workflows/${id}`);
	}

	/** n8n 1 runs the workflow that it is sent, later versions the one that they have stored. */
	private async start(
		workflow: StoredWorkflow,
		trigger: string,
		json?: Record<string, unknown>,
	): Promise<Started> {
		return await this.call('POST', `/workflows/${workflow.id}/run`, {
			workflowData: workflow,
			triggerToStartFrom: { name: trigger, ...(json && { data: outputOf(json) }) },
		});
	}
}

/** What asks for the page behind this one: older versions have no cursor, but take the last ID. */
function nextPage({ results, nextCursor }: ExecutionsPage): Record<string, string> | undefined {
	const last = results.at(-1);
	if (last === undefined || nextCursor === null) return undefined;
	return nextCursor === undefined ? { lastId: last.id } : { cursor: nextCursor };
}

/** A run of a trigger that gave one item. */
function outputOf(json: Record<string, unknown>) {
	return {
		startTime: Date.now(),
		executionTime: 0,
		executionIndex: 0,
		executionStatus: 'success',
		source: [null],
		data: { main: [[{ json }]] },
	};
}

function manualTrigger({ id, nodes }: StoredWorkflow): string {
	const trigger =
		nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger') ??
		nodes.find(({ type }) => /trigger|webhook$/i.test(type));
	if (trigger === undefined) throw new Error(`Workflow ${id} has no trigger to start from`);
	return trigger.name;
}

/**
 * Fills stored credentials into a workflow that names only their types.
 *
 * @returns a copy in which every node that uses one of the types refers to the given credential; others are left
 * to be chosen
 */
export function withCredentials(
	workflow: WorkflowJson,
	byType: Record<string, CredentialReference>,
): WorkflowJson {
	const nodes = workflow.nodes.map((node) => {
		if (node.credentials === undefined) return node;
		const types = Object.keys(node.credentials);
		const credentials = types.flatMap((type) => (byType[type] ? [[type, byType[type]]] : []));
		return { ...node, credentials: Object.fromEntries(credentials) as typeof node.credentials };
	});
	return { ...workflow, nodes };
}

function parseExecution(response: ExecutionResponse): Execution {
	const { data, ...summary } = response;
	const parsed = parse(data) as ExecutionData | undefined;
	return {
		...summary,
		runData: parsed?.resultData.runData ?? {},
		error: parsed?.resultData.error,
		raw: `${data}\n${JSON.stringify(summary)}`,
	};
}

function dynamicParameters(search: ListSearch | ResourceMapperSearch) {
	const { nodeType, typeVersion = 1, parameters = {}, path = 'parameters', ...rest } = search;
	return {
		...rest,
		path,
		nodeTypeAndVersion: { name: nodeType, version: typeVersion },
		currentNodeParameters: parameters,
	};
}

function unwrap(request: string, status: number, body: unknown): unknown {
	const { data, message } = (
		typeof body === 'object' && body !== null ? body : { message: body }
	) as { data?: unknown; message?: unknown };
	if (status < 200 || status >= 300) throw new N8nRestError(request, status, String(message));
	return data;
}
