import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SandboxClient } from '../../sandbox/client';
import { launchSandbox } from '../../sandbox/client';
import { sampleEvent } from '../../sandbox/mluvii/events';
import { sandboxCredentials } from '../../scripts/demo';
import { ensureN8n } from '../../scripts/n8n/install';
import type { RunningN8n } from '../../scripts/n8n/launch';
import { launchN8n } from '../../scripts/n8n/launch';
import { packPackage } from '../../scripts/n8n/package';
import type { CredentialReference, WorkflowJson, WorkflowNode } from '../../scripts/n8n/rest';
import { N8nRest, withCredentials } from '../../scripts/n8n/rest';
import { NEWEST_VERSION, SUPPORTED_VERSIONS } from '../../scripts/n8n/versions';
import { isLogin } from '../support/requests';

/*
 * n8n is replaced by a later version, which opens the data of the one before: credentials with their tokens,
 * and a workflow with all nodes of the package that is active.
 */

const [OLDEST_VERSION = ''] = SUPPORTED_VERSIONS;
const SESSION = 7_600_249;
let folder: string;
let tarball: string;
let sandbox: SandboxClient;
let n8n: RunningN8n;
let rest: N8nRest;
let workflowId: string;
let seenRequests = 0;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'n8n-upgrade-'));
	tarball = await packPackage(join(__dirname, '..', '..'));
	sandbox = await launchSandbox();
	await start(OLDEST_VERSION);
	workflowId = await rest.createWorkflow(withCredentials(everyNode(), await createCredentials()));
	await rest.activateWorkflow(workflowId);
}, 300_000);

afterAll(async () => {
	await Promise.all([n8n.stop(), sandbox.stop()]);
	for (const path of [folder, dirname(tarball)]) rmSync(path, { recursive: true });
});

/** Starts a version of n8n on the data of the one before, under the same address. */
async function start(version: string, port?: number): Promise<void> {
	const installation = await ensureN8n(() => undefined, version);
	n8n = await launchN8n({ installation, tarball, userFolder: folder, port });
	rest = new N8nRest(n8n.baseUrl, n8n.owner);
	await rest.login();
}

async function createCredentials(): Promise<Record<string, CredentialReference>> {
	const references: Record<string, CredentialReference> = {};
	for (const credential of sandboxCredentials(sandbox)) {
		references[credential.type] = await rest.createCredential(credential);
	}
	return references;
}

/** When a session has ended, it is read, and a customer gets a message. */
function everyNode(): WorkflowJson {
	const nodes: WorkflowNode[] = [
		{
			name: 'Ended',
			type: 'n8n-nodes-mluvii-lovi.mluviiTrigger',
			webhookId: 'c1f0a3de-0000-4000-8000-000000000001',
			parameters: { eventTypes: ['SessionEnded'], options: {} },
			credentials: { mluviiApi: {} },
		},
		{
			name: 'Read',
			type: 'n8n-nodes-mluvii-lovi.mluvii',
			parameters: {
				resource: 'session',
				operation: 'get',
				sessionId: { __rl: true, mode: 'id', value: '={{ $json.data.id }}' },
			},
			credentials: { mluviiApi: {} },
		},
		{
			name: 'Notify',
			type: 'n8n-nodes-mluvii-lovi.lovi',
			parameters: {
				resource: 'whatsAppNotification',
				operation: 'send',
				company: { __rl: true, mode: 'name', value: 'Acme Ltd' },
				number: '34666033135',
				recipientId: '34911670470',
				template: { __rl: true, mode: 'list', value: 'welcome_message|en' },
				notificationType: 'transactional',
				campaignName: '={{ "Session " + $json.id }}',
			},
			credentials: { loviApi: {} },
		},
	];
	const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
	return {
		name: 'Every node',
		nodes: nodes.map((node, index) => ({
			id: String(index),
			typeVersion: 1,
			position: [index * 220, 0],
			...node,
		})),
		connections: { Ended: to('Read'), Read: to('Notify') },
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'all' },
	};
}

/** Lets a session end, and says what came of it. */
async function endSession(time: number, executionsInAll: number) {
	await sandbox.emitEvents([withId(time)]);
	const executions = await rest.executionsSettled(workflowId, executionsInAll);
	return {
		statuses: executions.map(({ status }) => status),
		logins: await newLogins(),
		messages: (await sandbox.notifications()).map(({ payload }) => payload.campaign_name),
	};
}

/** Which services were logged in to since this was last asked for. */
async function newLogins(): Promise<string[]> {
	const requests = (await sandbox.requests()).slice(seenRequests);
	seenRequests += requests.length;
	return requests.filter(isLogin).map(({ service }) => service);
}

function withId(time: number) {
	const event = sampleEvent('SessionEnded', time);
	return { ...event, data: { ...event.data, id: SESSION } };
}

describe(`a workflow with all nodes, made in n8n ${OLDEST_VERSION}`, () => {
	it('runs there', async () => {
		expect(await endSession(1, 1)).toMatchObject({
			statuses: ['success'],
			messages: [`Session ${SESSION}`],
		});
	}, 60_000);

	it(`goes on in n8n ${NEWEST_VERSION} with its webhook and its tokens`, async () => {
		const webhooks = await sandbox.webhooks();
		await n8n.stop();
		await start(NEWEST_VERSION, Number(new URL(n8n.baseUrl).port));

		expect(await sandbox.webhooks()).toEqual(webhooks);
		expect(await endSession(2, 2)).toEqual({
			statuses: ['success', 'success'],
			logins: [],
			messages: [`Session ${SESSION}`, `Session ${SESSION}`],
		});
	}, 300_000);

	it('has its tokens renewed when they have ended', async () => {
		await sandbox.revokeTokens('mluvii');
		await sandbox.revokeTokens('lovi');
		const { statuses, logins, messages } = await endSession(3, 3);

		expect(statuses).toEqual(['success', 'success', 'success']);
		expect(new Set(logins)).toEqual(new Set(['mluvii', 'lovi']));
		expect(messages).toHaveLength(3);
	}, 60_000);

	it('starts nothing for an event that has come before, and gives up its webhook at its end', async () => {
		const { statuses, messages } = await endSession(1, 3);

		expect(statuses).toHaveLength(3);
		expect(messages).toHaveLength(3);
		expect(await rest.deactivateWorkflow(workflowId)).toEqual([]);
		expect(await sandbox.webhooks()).toEqual([]);
	}, 60_000);
});
