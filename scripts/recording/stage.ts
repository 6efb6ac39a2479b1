import { setTimeout as sleep } from 'node:timers/promises';
import pWaitFor from 'p-wait-for';
import type { Locator, Page } from 'playwright-core';
import type { SandboxClient } from '../../sandbox/client';
import type { ScriptedModel } from '../../test/e2e/support/model';
import { dismissPopUps, openWorkflow } from '../n8n/browser';
import type { CredentialReference, N8nRest, WorkflowJson, WorkflowNode } from '../n8n/rest';
import { withCredentials } from '../n8n/rest';
import type { Film } from './film';

const TYPING_MS = 12;
/** How long something is looked at. */
export const LOOK_MS = 2000;
const CANVAS_MOVES_MS = 800;
const OPENING_MS = 5000;

/** What a demo plays on: a filmed window of an editor, and all that is behind it. */
export interface Stage {
	page: Page;
	film: Film;
	baseUrl: string;
	rest: N8nRest;
	sandbox: SandboxClient;
	model: ScriptedModel;
	/** The package that is shown. */
	packageName: string;
	/** An example of the package. */
	example: (name: string) => WorkflowJson;
	/** Those that were created so far, by type. */
	credentials: Record<string, CredentialReference>;
}

/** n8n marks its elements with `data-test-id`. */
export function part(page: Page, id: string): Locator {
	return page.locator(`[data-test-id="${id}"]:visible`);
}

/** Types a text as a person does, in place of what is there. */
export async function type(field: Locator, text: string): Promise<void> {
	await field.click();
	await field.fill('');
	await field.pressSequentially(text, { delay: TYPING_MS });
}

/** Gives time to look at what is there. */
export async function look(times = 1): Promise<void> {
	await sleep(LOOK_MS * times);
}

/** Installs the package from Settings > Community nodes. */
export async function install({ page, film, packageName }: Stage): Promise<void> {
	await film.say('Settings > Community nodes: the package is installed by its name');
	await page.getByRole('button', { name: 'Install a community node' }).click();
	await type(part(page, 'package-name-input'), packageName);
	await part(page, 'user-agreement-checkbox').click();
	await part(page, 'install-community-package-button').click();
	await film.wait(async () => {
		await part(page, 'community-package-card').filter({ hasText: packageName }).waitFor();
		await part(page, 'install-community-package-button').waitFor({ state: 'hidden' });
	});
	await dismissPopUps(page);
	await film.say('Installed, and listed with its nodes. It has no dependencies of its own.');
}

/** Goes to the list of credentials. */
export async function openCredentials({ page, baseUrl }: Stage): Promise<void> {
	await page.goto(`${baseUrl}/home/credentials`);
	await part(page, 'add-resource-credential').waitFor();
}

/** Creates a credential, field by field, as far as its fields. */
export async function beginCredential(
	{ page }: Stage,
	name: string,
	fields: Record<string, string>,
): Promise<void> {
	await part(page, 'add-resource-credential').click();
	await type(part(page, 'new-credential-type-select').locator('input'), name);
	await part(page, 'new-credential-type-select-option').filter({ hasText: name }).first().click();
	await part(page, 'new-credential-type-button').click();
	for (const [field, value] of Object.entries(fields)) {
		await type(part(page, `parameter-input-${field}`).locator('input'), value);
	}
}

/** Saves the credential that is open, and waits for n8n's test of it. */
export async function saveCredential({ page, film }: Stage): Promise<void> {
	await part(page, 'credential-save-button').click();
	await film.wait(async () => {
		await page.getByText('Connection tested successfully').waitFor();
	});
}

export async function closeCredential({ page }: Stage): Promise<void> {
	await page
		.locator('[data-test-id="editCredential-modal"] button[aria-label="Close"]')
		.or(page.locator('[data-test-id="editCredential-modal"] .el-dialog__headerbtn'))
		.first()
		.click();
	await dismissPopUps(page);
}

/** Takes over the credentials that were created in the editor, for the workflows that follow. */
export async function rememberCredentials(stage: Stage): Promise<void> {
	const stored = await stage.rest.call<Array<CredentialReference & { type: string }>>(
		'GET',
		'/credentials',
	);
	for (const { id, name, type: ofType } of stored) stage.credentials[ofType] ??= { id, name };
}

/** Begins a workflow in the editor with a manual trigger. */
async function beginWorkflow({ page, baseUrl }: Stage): Promise<void> {
	await page.goto(`${baseUrl}/workflow/new`);
	await part(page, 'canvas-add-button').click();
	await part(page, 'item-iterator-item').filter({ hasText: 'Trigger manually' }).click();
	await part(page, 'canvas-node').first().waitFor();
	await fit(page);
}

/** Adds an action behind the only node of the workflow, found by search. */
async function addBySearch(
	{ page, film }: Stage,
	{ node, action }: Record<'node' | 'action', string>,
): Promise<void> {
	await part(page, 'canvas-handle-plus').first().click();
	await film.say(`The node is found by search: “${node}”`);
	await type(part(page, 'node-creator-search-bar'), node);
	await part(page, 'item-iterator-item').filter({ hasText: node }).first().click();
	await film.say(`Its actions: “${action}”`);
	await part(page, 'item-iterator-item').filter({ hasText: action }).first().click();
	await part(page, 'node-parameters').waitFor();
	await dismissPopUps(page);
}

/** Opens a node's panel, however long n8n takes for it: it is often there before the double click is over. */
export async function openPanel({ page, film }: Stage, name: string): Promise<void> {
	const node = page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	const panel = part(page, 'node-parameters');
	await film.wait(async () => {
		await pWaitFor(async () => {
			if (await panel.isVisible()) return true;
			await node.dblclick({ timeout: OPENING_MS }).catch(() => undefined);
			return await panel.isVisible();
		});
	});
}

/** Until n8n has opened its checklist, if it does. */
const CHECKLIST_MS = 5000;

/** Goes to the executions of the workflow that is open, and waits until one has succeeded. */
export async function openExecutions({ page, film }: Stage): Promise<void> {
	await film.wait(async () => {
		// By its address: the tab above the canvas does not always lead there right after publishing.
		await page.goto(`${page.url()}/executions`);
		await page.getByText('Succeeded in').first().waitFor();
		// n8n opens its checklist for production over the list.
		const close = part(page, 'suggested-actions-close');
		await close.click({ timeout: CHECKLIST_MS }).catch(() => undefined);
		await part(page, 'canvas-node').first().waitFor();
	});
	await dismissPopUps(page);
}

/** Executes the node whose panel is open, and waits for its output. */
export async function executeNode({ page, film }: Stage): Promise<void> {
	await part(page, 'node-execute-button').click();
	await film.wait(async () => {
		await page.getByText('Node executed successfully').waitFor();
	});
	await dismissPopUps(page);
}

/** Waits for what a node says when it fails. */
export async function failure({ page, film }: Stage): Promise<void> {
	await film.wait(async () => {
		await part(page, 'node-error-view').or(part(page, 'node-error-message')).first().waitFor();
	});
	await dismissPopUps(page);
}

/** Stores a workflow with the credentials that were created, and opens it. */
export async function open(stage: Stage, workflow: WorkflowJson): Promise<string> {
	const id = await stage.rest.createWorkflow(withCredentials(workflow, stage.credentials));
	await openWorkflow(stage.page, id);
	await fit(stage.page);
	return id;
}

/** Moves the canvas to where all of the workflow is seen. */
export async function fit(page: Page): Promise<void> {
	await part(page, 'zoom-to-fit').click();
	await sleep(CANVAS_MOVES_MS);
}

/** Executes the workflow that is open. */
export async function execute({ page, film }: Stage): Promise<void> {
	await part(page, 'execute-workflow-button').click();
	await film.wait(async () => {
		await page.getByText('Workflow executed successfully').first().waitFor();
	});
	await dismissPopUps(page);
}

/** Asks in the chat of the workflow that is open, and waits for the answer. */
export async function ask({ page, film }: Stage, question: string): Promise<void> {
	await part(page, 'workflow-chat-button').click();
	await type(part(page, 'chat-input'), question);
	await page.keyboard.press('Enter');
	await film.wait(async () => {
		await page.locator('.chat-message-from-bot:not(.chat-message-typing)').waitFor();
	});
	await dismissPopUps(page);
}

const START = 'Start';

/** A workflow in which a manual trigger starts rows of nodes, in each of them one after the other. */
export function inRows(name: string, nodes: WorkflowNode[], columns = 4): WorkflowJson {
	const start = { id: 'start', name: START, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 };
	return {
		name,
		nodes: [
			{ ...start, position: [0, 0], parameters: {} },
			...nodes.map((node, index) => ({
				id: `n${index}`,
				typeVersion: 1,
				position: [260 + (index % columns) * 240, Math.floor(index / columns) * 180],
				...node,
			})),
		],
		connections: chain(nodes, columns),
	};
}

/** Rows of nodes one after the other, each row from the start. */
function chain(nodes: WorkflowNode[], columns: number): WorkflowJson['connections'] {
	const names = nodes.map(({ name }) => name);
	const to = (name: string) => ({ node: name, type: 'main', index: 0 });
	const following = names.flatMap((name, index) => {
		const before = names[index - 1];
		if (before === undefined || index % columns === 0) return [];
		return [[before, { main: [[to(name)]] }] as const];
	});
	const first = names.filter((_name, index) => index % columns === 0);
	return { [START]: { main: [first.map(to)] }, ...Object.fromEntries(following) };
}

/** Shows how an action is found in the node creator, and executed. */
export async function showAction(
	stage: Stage,
	{ caption, ...choice }: { node: string; action: string; caption: string },
): Promise<void> {
	const { page, film } = stage;
	await film.title('An action', 'Found in the node creator, and executed', async () => {
		await beginWorkflow(stage);
	});
	await addBySearch(stage, choice);
	await film.say(caption);
	await executeNode(stage);
	await look();
	await page.keyboard.press('Escape');
}
