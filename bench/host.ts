import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios from 'axios';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import type { N8nInstallation } from '../scripts/n8n/install';
import type { RunningN8n } from '../scripts/n8n/launch';
import { launchN8n } from '../scripts/n8n/launch';
import type { CredentialReference, WorkflowNode } from '../scripts/n8n/rest';
import { N8nRest } from '../scripts/n8n/rest';
import { firstSessionId } from '../sandbox/mluvii/seed/sessions';
import type { Measurement } from './n8nNodes/BenchMeasure.node';

/** A workflow of the benchmark: what stands between the items and the measurement. */
export interface BenchWorkflow {
	/** The node under test; its credentials are named by type only. */
	node: WorkflowNode;
	/** Nodes that run before the clock starts, such as a login. */
	before?: WorkflowNode[];
}

/** A real n8n with the packed package and the nodes of the benchmark. */
export class BenchHost {
	private constructor(
		private readonly n8n: RunningN8n,
		private readonly rest: N8nRest,
		private readonly credentials: Record<string, CredentialReference>,
		private readonly serverUrl: string,
		private readonly extensions: string,
	) {}

	/** Starts one whose credentials lead to the benchmark's server. */
	static async launch(
		installation: N8nInstallation,
		tarball: string,
		serverUrl: string,
		env: Record<string, string> = {},
	): Promise<BenchHost> {
		const extensions = compileNodes();
		const n8n = await launchN8n({
			installation,
			tarball,
			env: { N8N_CUSTOM_EXTENSIONS: extensions, N8N_LOG_LEVEL: 'warn', ...env },
		});
		const rest = new N8nRest(n8n.baseUrl, n8n.owner);
		await rest.login();
		const credentials: Record<string, CredentialReference> = {};
		for (const [type, data] of Object.entries(credentialData(serverUrl))) {
			credentials[type] = await rest.createCredential({ name: type, type, data });
		}
		return new BenchHost(n8n, rest, credentials, serverUrl, extensions);
	}

	/** Puts a workflow into n8n and activates it; what is returned runs it with so many items. */
	async install({
		node,
		before = [],
	}: BenchWorkflow): Promise<(items: number) => Promise<Measurement>> {
		const path = randomUUID();
		const start: WorkflowNode = {
			name: 'Start',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: path,
			parameters: {
				path,
				httpMethod: 'POST',
				responseMode: 'lastNode',
				responseData: 'firstEntryJson',
			},
		};
		const items: WorkflowNode = {
			name: 'Items',
			type: 'CUSTOM.benchItems',
			parameters: {
				count: "={{ $('Start').first().json.body.count }}",
				from: "={{ $('Start').first().json.body.from }}",
			},
			executeOnce: true,
		};
		const measure: WorkflowNode = { name: 'Measure', type: 'CUSTOM.benchMeasure', parameters: {} };
		const nodes = [start, ...before, items, node, measure].map((one, index) => ({
			typeVersion: 1,
			...one,
			id: String(index),
			position: [index * 200, 0],
			credentials: this.fill(one.credentials),
		}));
		const id = await this.rest.createWorkflow({
			name: path,
			nodes,
			connections: inARow(nodes.map(({ name }) => name)),
			// As scheduled automations run that keep no history; what n8n writes about a run is not our subject.
			settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' },
		});
		await this.rest.activateWorkflow(id);
		return async (count) => {
			const { status, data } = await axios.post<Measurement>(
				`${this.n8n.baseUrl}/webhook/${path}`,
				{ count, from: firstSessionId },
				{ proxy: false, validateStatus: null },
			);
			if (status !== 200) throw new Error(`${node.name} failed: ${await this.lastError(id)}`);
			return data;
		};
	}

	/**
	 * Prepares to open the list of sessions in the panel, with a credential that has no token yet.
	 *
	 * @returns opens it and says how many milliseconds that took
	 */
	async panelList(): Promise<() => Promise<number>> {
		const { mluviiApi } = credentialData(this.serverUrl);
		const credential = await this.rest.createCredential({
			name: 'Panel',
			type: 'mluviiApi',
			// Another account, whose token is not known yet.
			data: { ...mluviiApi, username: randomUUID() },
		});
		return async () => {
			const started = performance.now();
			const { results } = await this.rest.dynamicListSearch({
				nodeType: 'n8n-nodes-mluvii-lovi.mluvii',
				methodName: 'searchSessions',
				path: 'parameters.sessionId',
				parameters: { authentication: 'mluviiApi', resource: 'session', operation: 'get' },
				credentials: { mluviiApi: credential },
			});
			if (results.length === 0) throw new Error('The list in the panel is empty');
			return performance.now() - started;
		};
	}

	private async lastError(workflowId: string): Promise<string> {
		const [failed] = await this.rest.executions({ workflowId }, 1);
		const execution = failed && (await this.rest.getExecution(failed.id));
		return execution?.error?.message ?? 'n8n does not say why';
	}

	/** Ends n8n. */
	async stop(): Promise<void> {
		await this.n8n.stop();
		rmSync(this.extensions, { recursive: true });
	}

	private fill(types: WorkflowNode['credentials']): WorkflowNode['credentials'] {
		if (!types) return undefined;
		return Object.fromEntries(
			Object.keys(types).map((type) => [type, this.credentials[type] ?? {}]),
		);
	}
}

/** The logins to the benchmark's server, for our nodes and, as OAuth2, for n8n's HTTP Request node. */
function credentialData(url: string): Record<string, Record<string, unknown>> {
	return {
		mluviiApi: { domain: url, username: 'bench', password: 'bench' },
		loviApi: { baseUrl: url, email: 'bench@example.com', password: 'bench' },
		oAuth2Api: {
			grantType: 'clientCredentials',
			accessTokenUrl: `${url}/login/connect/token`,
			clientId: 'bench',
			clientSecret: 'bench',
			authentication: 'body',
			scope: '',
		},
	};
}

function inARow(names: string[]): Record<string, unknown> {
	const connections: Record<string, unknown> = {};
	names.slice(1).forEach((node, index) => {
		connections[names[index] ?? ''] = { main: [[{ node, type: 'main', index: 0 }]] };
	});
	return connections;
}

/** @returns a temporary folder with the nodes as n8n loads them from N8N_CUSTOM_EXTENSIONS */
function compileNodes(): string {
	const source = join(__dirname, 'n8nNodes');
	const target = mkdtempSync(join(tmpdir(), 'n8n-bench-'));
	for (const file of readdirSync(source)) {
		const { outputText } = transpileModule(readFileSync(join(source, file), 'utf8'), {
			compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
		});
		writeFileSync(join(target, file.replace(/\.ts$/, '.js')), outputText);
	}
	return target;
}
