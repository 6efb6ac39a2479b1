import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeParameters, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import type { Page } from 'playwright-core';
import sessionOutput from '../nodes/Mluvii/__schema__/v1.0.0/session/get.json';
import { Host } from '../test/e2e/support/host';
import setup from '../test/e2e/support/setup';
import teardown from '../test/e2e/support/teardown';
import { shownFields } from '../test/support/panel';
import { readExample } from './demo';
import {
	chooseFromList,
	dismissPopUps,
	launchBrowser,
	openNode,
	openWorkflow,
	signIn,
} from './n8n/browser';
import type { WorkflowJson, WorkflowNode } from './n8n/rest';
import { withCredentials } from './n8n/rest';

const FOLDER = join(__dirname, '..', 'docs');
const NODE_TYPES = join(__dirname, '..', 'dist', 'types', 'nodes.json');
/** The page; it is made higher where a panel has more fields. */
const SIZE = { width: 1440, height: 760 };
/** For one step in the editor, on a machine that is busy. */
const PATIENCE_MS = 120_000;
/** n8n's ways to the nodes before and after stand half outside of the panel. */
const HIDDEN = '[data-test-id="floating-node"] { visibility: hidden }';
/** What the pictures showed when they were made: a fingerprint for each of them. */
export const FINGERPRINTS = join(FOLDER, 'pictures.json');

/** A picture of a node's panel in `docs/`. */
interface Picture {
	/** The file's name, without ending. */
	name: string;
	/** The workflow in which the node stands. */
	workflow: WorkflowJson;
	/** Name of the node there. */
	node: string;
	/** What is in the picture besides the panel's fields. */
	output?: unknown;
	/** What is done, or waited for, between opening the panel and taking the picture. */
	act: (page: Page, host: Host) => Promise<void>;
}

interface PicturedNode extends WorkflowNode {
	parameters: INodeParameters;
}

const PICTURES: Picture[] = [
	{
		name: 'session-read',
		node: 'Read the session',
		workflow: {
			name: 'Session',
			nodes: [
				node('Every morning', 'n8n-nodes-base.scheduleTrigger', {}),
				node(
					'Read the session',
					'n8n-nodes-mluvii-lovi.mluvii',
					{ resource: 'session', operation: 'get' },
					'mluviiApi',
				),
			],
			connections: {
				'Every morning': { main: [[{ node: 'Read the session', type: 'main', index: 0 }]] },
			},
			pinData: {
				'Every morning': [{ json: { 'Day of week': 'Tuesday', Hour: '08', Minute: '00' } }],
			},
		},
		output: sessionOutput,
		async act(page, host) {
			const [, , wanted = 0] = await host.sandbox.sessions();
			await chooseFromList(page, { words: String(wanted), entry: `#${wanted}` });
			await page.locator('[data-test-id="node-execute-button"]').click();
			await page.getByText('Node executed successfully').waitFor();
			await page
				.locator('[data-test-id="output-panel"] [data-test-id="radio-button-schema"]')
				.click();
		},
	},
	{
		name: 'trigger',
		node: 'When something happens',
		workflow: {
			name: 'Trigger',
			nodes: [
				node(
					'When something happens',
					'n8n-nodes-mluvii-lovi.mluviiTrigger',
					{ eventTypes: ['SessionEnded', 'SessionActivityChatMessage'] },
					'mluviiApi',
				),
			],
			connections: {},
		},
		async act(page) {
			await page.getByText('eventType: SessionEnded').waitFor();
		},
	},
	{
		name: 'whatsapp-notification',
		node: 'Tell the customer',
		workflow: {
			...readExample('lovi-order-shipped'),
			pinData: {
				'Order shipped': [
					{
						json: {
							body: {
								order: {
									number: '1017',
									customer: 'Nora',
									phone: '+34 666 033 135',
									arrives: 'Friday',
								},
							},
						},
					},
				],
			},
		},
		async act(page) {
			await page.getByText('Body {{3}}, e.g. Friday').first().waitFor();
		},
	},
];

/**
 * The fingerprints of what the pictures would show now, by their names. They change with each field that is
 * in the picture, and with no other.
 *
 * @param types the package's node types
 */
export function fingerprints(
	types: Array<Pick<INodeTypeDescription, 'name' | 'properties'>>,
): Record<string, string> {
	const fingerprint = ({ workflow, node: name, output }: Picture) => {
		const { type, parameters } = workflow.nodes.find((one) => one.name === name) as PicturedNode;
		const properties = types.find((one) => type.endsWith(`.${one.name}`))?.properties ?? [];
		const fields = shownFields(properties, parameters).map((field) => asSeen(field, parameters));
		const shown = JSON.stringify({ parameters, fields, output });
		return createHash('sha256').update(shown).digest('hex').slice(0, 16);
	};
	return Object.fromEntries(PICTURES.map((picture) => [picture.name, fingerprint(picture)]));
}

/** A field without what is not seen: entries that are not chosen, and when it shows. */
function asSeen(field: INodeProperties, parameters: INodeParameters): INodeProperties {
	const chosen = [parameters[field.name] ?? field.default].flat();
	const options = field.options?.filter((one) => 'value' in one && chosen.includes(one.value));
	return { ...field, options, displayOptions: undefined };
}

/** A node as a workflow stores it. */
function node(name: string, type: string, parameters: INodeParameters, credential?: string) {
	return {
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		...(credential !== undefined && { credentials: { [credential]: {} } }),
	};
}

/** Makes the page so high that nothing of the panel's fields is hidden below. */
async function fitToFields(page: Page): Promise<void> {
	const hidden = await page
		.locator('[data-test-id="node-parameters"]')
		.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
	await page.setViewportSize({ ...SIZE, height: SIZE.height + hidden });
}

/** Takes every picture in a real n8n, beside the sandbox. */
async function main(): Promise<void> {
	await setup({ maxWorkers: 1 });
	const browser = await launchBrowser();
	try {
		const host = new Host();
		await host.rest.login();
		const credentials = {
			loviApi: await host.credential('loviApi'),
			mluviiApi: await host.credential('mluviiApi'),
		};
		const page = await browser.newPage();
		page.setDefaultTimeout(PATIENCE_MS);
		await signIn(page, host.n8n);
		for (const picture of PICTURES) {
			const workflow = withCredentials(picture.workflow, credentials);
			await page.setViewportSize(SIZE);
			await openWorkflow(page, await host.rest.createWorkflow(workflow));
			await openNode(page, picture.node);
			await picture.act(page, host);
			await dismissPopUps(page);
			await fitToFields(page);
			await page.mouse.move(0, 0); // What is under the mouse looks different.
			await page.locator('[data-test-id="ndv"]').screenshot({
				path: join(FOLDER, `${picture.name}.png`),
				style: HIDDEN,
			});
		}
	} finally {
		await browser.close();
		await teardown();
	}
	const types = JSON.parse(readFileSync(NODE_TYPES, 'utf8')) as INodeTypeDescription[];
	writeFileSync(FINGERPRINTS, `${JSON.stringify(fingerprints(types), null, 2)}\n`);
}

if (require.main === module) void main();
