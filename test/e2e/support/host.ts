import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream';
import type {
	LoggedRequest,
	SandboxClient,
	SandboxInfo,
	ServiceName,
} from '../../../sandbox/client';
import { connectToSandbox } from '../../../sandbox/client';
import { sandboxCredentials } from '../../../scripts/demo';
import { runCommand } from '../../../scripts/n8n/environment';
import { ensureN8n, wantedVersion } from '../../../scripts/n8n/install';
import type { RunningN8n } from '../../../scripts/n8n/launch';
import type {
	CredentialReference,
	NewCredential,
	WorkflowJson,
	WorkflowNode,
} from '../../../scripts/n8n/rest';
import { N8nRest } from '../../../scripts/n8n/rest';
import { NEWEST_VERSION } from '../../../scripts/n8n/versions';
import { nodeType } from '../../../scripts/packages';
import { isLogin } from '../../support/requests';

/** What runs during the whole layer for one of Jest's workers. */
export interface Running {
	sandbox: SandboxClient;
	n8n: RunningN8n;
}

interface Published {
	sandbox: SandboxInfo;
	n8n: Pick<RunningN8n, 'baseUrl' | 'owner' | 'logFile'>;
}

const VARIABLE = 'E2E_HOST';
/** The trigger in the workflow of `Host.listener`. */
export const TRIGGER = 'When something happens';

/** Tells the workers where everything is. */
export function publish(running: Running[]): void {
	const published = running.map(({ sandbox, n8n: { baseUrl, owner, logFile } }): Published => ({
		sandbox: { ...sandbox },
		n8n: { baseUrl, owner, logFile },
	}));
	process.env[VARIABLE] = JSON.stringify(published);
}

/** The running n8n and sandbox of the worker that a test file runs in, as the file uses them. */
export class Host {
	readonly sandbox: SandboxClient;
	readonly n8n: Published['n8n'];
	readonly rest: N8nRest;
	/** Some of what n8n does is different in older versions, see docs/compatibility.md. */
	readonly isN8n1 = wantedVersion().startsWith('1.');
	readonly isNewest = wantedVersion() === NEWEST_VERSION;

	constructor() {
		const published = JSON.parse(process.env[VARIABLE] ?? '') as Published[];
		const { sandbox, n8n } = published[Number(process.env.JEST_WORKER_ID ?? 1) - 1] as Published;
		this.sandbox = connectToSandbox(sandbox);
		this.n8n = n8n;
		this.rest = new N8nRest(n8n.baseUrl, n8n.owner);
	}

	/** Stores a credential of a type, with the sandbox's login or other data, and no token yet. */
	async credential(type: string, data: Record<string, unknown> = {}): Promise<CredentialReference> {
		const template = this.credentialData(type);
		return await this.rest.createCredential({ ...template, data: { ...template.data, ...data } });
	}

	/** A credential of a type with the sandbox's login, to be stored. */
	credentialData(type: string): NewCredential {
		const template = sandboxCredentials(this.sandbox).find(
			(credential) => credential.type === type,
		);
		if (!template) throw new Error(`No credential of type ${type}`);
		return template;
	}

	/** A workflow that only takes in events of Mluvii. */
	async listener(events: string[], options = {}): Promise<WorkflowJson> {
		const credentials = { mluviiApi: await this.credential('mluviiApi') };
		return {
			name: 'Listener',
			nodes: [
				{
					id: '1',
					name: TRIGGER,
					type: nodeType('mluviiTrigger'),
					typeVersion: 1,
					position: [0, 0],
					webhookId: crypto.randomUUID(),
					parameters: { authentication: 'mluviiApi', eventTypes: events, options },
					credentials,
				},
				{
					id: '2',
					name: 'Nothing',
					type: 'n8n-nodes-base.noOp',
					typeVersion: 1,
					position: [220, 0],
					parameters: {},
				},
			],
			connections: { [TRIGGER]: { main: [[{ node: 'Nothing', type: 'main', index: 0 }]] } },
			settings: { executionOrder: 'v1', saveDataSuccessExecution: 'all' },
		};
	}

	/**
	 * Another address of a service, for a credential: n8n then has no token for it that other tests were given a
	 * moment ago.
	 */
	async newAddress(service: ServiceName): Promise<Record<string, string>> {
		const [field, url] =
			service === 'lovi'
				? (['baseUrl', this.sandbox.lovi.url] as const)
				: (['domain', this.sandbox.mluvii.url] as const);
		const { hostname, port } = new URL(url);
		const relay = createServer({ allowHalfOpen: true }, (socket) => {
			const target = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
			// A connection that either side drops is dropped on both.
			pipeline(socket, target, socket, () => undefined);
		});
		relay.listen(0, hostname).unref();
		await once(relay, 'listening');
		return { [field]: `http://${hostname}:${(relay.address() as AddressInfo).port}` };
	}

	/** How often a service was asked for a token since the last reset. */
	async logins(service: ServiceName): Promise<number> {
		return (await this.requests(service)).filter(isLogin).length;
	}

	/** The requests to a service other than logins. */
	async calls(service: ServiceName): Promise<LoggedRequest[]> {
		return (await this.requests(service)).filter((request) => !isLogin(request));
	}

	/** Every token that went over the wire since the last reset. */
	async tokens(): Promise<string[]> {
		const headers = (await this.sandbox.requests()).map(({ headers: { authorization } }) =>
			String(authorization),
		);
		return [...new Set(headers)]
			.filter((header) => header.startsWith('Bearer '))
			.map((header) => header.slice('Bearer '.length));
	}

	/** A credential as n8n has it in its database, decrypted by n8n's own export. */
	async storedCredential(id: string): Promise<string> {
		const installation = await ensureN8n(() => undefined);
		const userFolder = dirname(this.n8n.logFile);
		const output = join(userFolder, `credential-${id}.json`);
		const command = ['export:credentials', `--id=${id}`, '--decrypted', `--output=${output}`];
		await runCommand(installation, userFolder, command);
		const stored = readFileSync(output, 'utf8');
		rmSync(output);
		return stored;
	}

	/** What n8n has logged so far. */
	log(): string {
		return readFileSync(this.n8n.logFile, 'utf8');
	}

	/** Everything that n8n has stored: executions, workflows, credentials. */
	database(): string {
		const folder = join(dirname(this.n8n.logFile), '.n8n');
		return readdirSync(folder)
			.filter((file) => file.startsWith('database.sqlite'))
			.map((file) => readFileSync(join(folder, file), 'latin1'))
			.join('');
	}

	private async requests(service: ServiceName): Promise<LoggedRequest[]> {
		return await this.sandbox.requests({ service });
	}
}

/** A workflow of nodes in a row, behind a manual trigger that gives `count` items with an `index`. */
export function workflow(count: number, ...nodes: WorkflowNode[]) {
	const fromNumber = { name: 'Count', type: 'n8n-nodes-base.set', typeVersion: 3.4 };
	const all: WorkflowNode[] = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		{
			...fromNumber,
			parameters: {
				mode: 'raw',
				jsonOutput: JSON.stringify({
					items: Array.from({ length: count }, (_, index) => ({ index })),
				}),
			},
		},
		{
			name: 'Items',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'items', options: {} },
		},
		...nodes,
	];
	const names = all.map(({ name }) => name);
	return {
		name: 'Test',
		nodes: all.map((node, index) => ({
			id: String(index),
			position: [index * 220, 0],
			typeVersion: 1,
			...node,
		})),
		connections: Object.fromEntries(
			names
				.slice(0, -1)
				.map((name, index) => [
					name,
					{ main: [[{ node: names[index + 1], type: 'main', index: 0 }]] },
				]),
		),
		settings: { executionOrder: 'v1' },
	};
}
