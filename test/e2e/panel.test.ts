import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { INodePropertyOptions } from 'n8n-workflow';
import type { Browser, Page } from 'playwright-core';
import { Lovi } from '../../nodes/Lovi/Lovi.node';
import { Mluvii } from '../../nodes/Mluvii/Mluvii.node';
import {
	chooseFromList,
	launchBrowser,
	openNode,
	openPage,
	openWorkflow,
	signIn,
} from '../../scripts/n8n/browser';
import { nodeType } from '../../scripts/packages';
import { shownFields } from '../support/panel';
import { Host, workflow } from './support/host';

const PICTURES = join(__dirname, '..', '..', 'test-results', 'panels');
const THEMES = ['light', 'dark'] as const;
const host = new Host();
let browser: Browser;
let page: Page;

/** Every operation of both nodes. */
const OPERATIONS = [new Lovi(), new Mluvii()].flatMap((type) => {
	const { name: node, properties } = type.description;
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options }) => {
			const [resource] = displayOptions?.show?.resource as string[];
			return (options as INodePropertyOptions[]).map(({ value }) => ({
				type,
				node,
				resource: resource ?? '',
				operation: String(value),
			}));
		});
});

beforeAll(async () => {
	await host.rest.login();
	await host.sandbox.reset();
	mkdirSync(PICTURES, { recursive: true });
	browser = await launchBrowser();
	page = await openPage(browser, { viewport: { width: 1440, height: 1200 } });
	await signIn(page, host.n8n);
});

afterAll(async () => {
	await browser.close();
});

describe.each(canvases())('the panel of', (...operations) => {
	beforeAll(async () => {
		await openWorkflow(page, await workflowOf(operations));
	});

	describe.each(operations)('$node $resource $operation', (shown) => {
		beforeAll(async () => {
			await openNode(page, nameOf(shown));
		});

		afterAll(async () => {
			await page.keyboard.press('Escape');
		});

		it.each(THEMES)(
			'shows the fields that apply, and no others, in the %s theme',
			async (theme) => {
				await page.emulateMedia({ colorScheme: theme });
				const labels = await page.locator('[data-test-id="node-parameters"] label').allInnerTexts();
				const picture = [shown.node, shown.resource, shown.operation, theme].join('-');
				await page.screenshot({ path: join(PICTURES, `${picture}.png`) });

				expect(untilSettings(labels)).toEqual(expectedFields(shown));
				expect(await textIsLight()).toBe(theme === 'dark');
			},
		);
	});
});

describe('a session in the panel of mluvii', () => {
	it('is found by search in the list, chosen, and read', async () => {
		const [, , wanted = 0] = await host.sandbox.sessions();
		const id = await host.rest.createWorkflow(
			workflow(1, {
				name: 'Node',
				type: nodeType('mluvii'),
				parameters: { resource: 'session', operation: 'get' },
				credentials: { mluviiApi: await host.credential('mluviiApi') },
			}),
		);
		await openWorkflow(page, id);
		await openNode(page, 'Node');
		await chooseFromList(page, { words: String(wanted), entry: `#${wanted}` });
		await page.screenshot({ path: join(PICTURES, 'mluvii-session-chosen.png') });
		await page.locator('[data-test-id="node-execute-button"]').click();
		await page.getByText('1 item').first().waitFor();
		await page.screenshot({ path: join(PICTURES, 'mluvii-session-read.png') });

		const read = await host.sandbox.requests({ operationId: 'getSession' });
		expect(read.map(({ path }) => path)).toEqual([`/api/v1/Sessions/${wanted}`]);
	});
});

describe('a tag in the panel of mluvii', () => {
	it('is chosen from the list, and added to a session that was found by search', async () => {
		const [, , , wanted = 0] = await host.sandbox.sessions();
		const id = await host.rest.createWorkflow(
			workflow(1, {
				name: 'Node',
				type: nodeType('mluvii'),
				parameters: { resource: 'session', operation: 'addTag' },
				credentials: { mluviiApi: await host.credential('mluviiApi') },
			}),
		);
		await openWorkflow(page, id);
		await openNode(page, 'Node');
		await chooseFromList(page, { words: String(wanted), entry: `#${wanted}` });
		await chooseFromList(page, { words: 'callback', entry: 'callback wanted' }, 1);
		await page.locator('[data-test-id="node-execute-button"]').click();
		await page.getByText('1 item').first().waitFor();
		await page.screenshot({ path: join(PICTURES, 'mluvii-tag-added.png') });

		const added = await host.sandbox.requests({ operationId: 'addSessionTag' });
		expect(added.map(({ path }) => path)).toEqual([`/api/v1/Sessions/${wanted}/tags/9005`]);
	});
});

describe('the form of a template in the panel of lovi', () => {
	const templates: Array<[name: string, labels: string[]]> = [
		['welcome_message', []],
		[
			'shipping_update',
			['Header {{1}}', 'Body {{1}}, e.g. Nora', 'Body {{2}}, e.g. 1017', 'Body {{3}}, e.g. Friday'],
		],
		['promo_with_image', ['Header image (link)']],
		['track_order', ['Button "Track" {{1}}']],
	];

	it.each(templates)('%s shows its placeholders as fields', async (name, labels) => {
		const id = await host.rest.createWorkflow(
			workflow(1, {
				name: 'Node',
				type: nodeType('lovi'),
				parameters: {
					resource: 'whatsAppNotification',
					operation: 'send',
					company: {
						__rl: true,
						mode: 'list',
						value: '0d8f3c1a-acme',
						cachedResultName: 'Acme Ltd',
					},
					linePhoneNumber: '34911670470',
				},
				credentials: { loviApi: await host.credential('loviApi') },
			}),
		);
		await openWorkflow(page, id);
		await openNode(page, 'Node');
		await page.locator('[data-test-id="rlc-input"]').nth(1).click();
		await page.locator('[data-test-id="rlc-item"]:visible', { hasText: name }).click();
		for (const label of labels) await page.getByText(label, { exact: true }).first().waitFor();
		if (labels.length === 0) await page.getByText('This template has no placeholders').waitFor();
		await page.screenshot({ path: join(PICTURES, `lovi-template-${name}.png`) });

		const shown = await page.locator('[data-test-id="node-parameters"] label').allInnerTexts();
		const fields = shown.filter((text) =>
			/^(Header|Body|Footer|Button)\b.*(\{\{|\(link)/.test(text),
		);
		expect(fields.map((text) => text.split('\n')[0])).toEqual(labels);
	});
});

describe.each(THEMES)('the panel of mluviiTrigger in the %s theme', (theme) => {
	it('shows what comes out of the events that are chosen, before the first one has come', async () => {
		const id = await host.rest.createWorkflow({
			name: 'Trigger',
			nodes: [
				{
					id: 't',
					name: 'Trigger',
					type: nodeType('mluviiTrigger'),
					typeVersion: 1,
					position: [0, 0],
					parameters: { eventTypes: ['SessionEnded', 'SessionActivityChatMessage'] },
					credentials: { mluviiApi: await host.credential('mluviiApi') },
				},
			],
			connections: {},
		});
		await page.emulateMedia({ colorScheme: theme });
		await openWorkflow(page, id);
		await openNode(page, 'Trigger');
		await page.getByText('eventType: SessionEnded').waitFor();
		await page.getByText('eventType: SessionActivityChatMessage').waitFor();
		await page.screenshot({ path: join(PICTURES, `mluviiTrigger-${theme}.png`) });
	});
});

describe.each(THEMES)('the panel of mluviiChatbotTrigger in the %s theme', (theme) => {
	it('says what to do next, and what happens by itself', async () => {
		const id = await host.rest.createWorkflow({
			name: 'Chatbot',
			nodes: [
				{
					id: 't',
					name: 'Trigger',
					type: nodeType('mluviiChatbotTrigger'),
					typeVersion: 1,
					position: [0, 0],
					webhookId: crypto.randomUUID(),
					parameters: { chatbotId: '801', options: { isForTesting: true } },
					credentials: { mluviiApi: await host.credential('mluviiApi') },
				},
			],
			connections: {},
		});
		await page.emulateMedia({ colorScheme: theme });
		await openWorkflow(page, id);
		await openNode(page, 'Trigger');
		await page.getByText('Answer the visitors of a Mluvii chatbot').waitFor();
		await page.getByText('set in Mluvii by itself').first().waitFor();
		await page.getByText('chatInput: Where is my order?').waitFor();
		await page.screenshot({ path: join(PICTURES, `mluviiChatbotTrigger-${theme}.png`) });
		await page.getByRole('button', { name: 'Execute step' }).last().click();
		await page.getByText('Open a chat with this chatbot').waitFor();
		await page.screenshot({ path: join(PICTURES, `mluviiChatbotTrigger-listening-${theme}.png`) });
		// n8n covers the panel's other buttons while it listens.
		const stop = page.locator('[data-test-id="trigger-execute-button"]:visible').first();
		await stop.click();
		await page.getByText('Open a chat with this chatbot').waitFor({ state: 'hidden' });
	});
});

/** The operations in groups that the editor shows quickly: it slows down with the nodes on its canvas. */
function canvases(): Array<typeof OPERATIONS> {
	const size = 12;
	return Array.from({ length: Math.ceil(OPERATIONS.length / size) }, (_, index) =>
		OPERATIONS.slice(index * size, (index + 1) * size),
	);
}

/** A workflow with a node for each operation. */
async function workflowOf(operations: typeof OPERATIONS): Promise<string> {
	const credentials = {
		loviApi: await host.credential('loviApi'),
		mluviiApi: await host.credential('mluviiApi'),
	};
	const nodes = operations.map((shown, index) => ({
		name: nameOf(shown),
		type: nodeType(shown.node),
		position: [(index % 4) * 220, 200 + Math.floor(index / 4) * 160],
		parameters: { resource: shown.resource, operation: shown.operation },
		credentials,
	}));
	return await host.rest.createWorkflow(workflow(1, ...nodes));
}

/** Whether texts are light, on a dark ground. A canvas knows the color in whatever way it is given. */
async function textIsLight(): Promise<boolean> {
	const [red = 0, green = 0, blue = 0] = await page.evaluate<number[]>(`(() => {
		const canvas = document.createElement('canvas').getContext('2d');
		canvas.fillStyle = getComputedStyle(document.body).color;
		canvas.fillRect(0, 0, 1, 1);
		return [...canvas.getImageData(0, 0, 1, 1).data];
	})()`);
	return red + green + blue > (3 * 255) / 2;
}

function nameOf({ node, resource, operation }: (typeof OPERATIONS)[number]): string {
	return `${node} ${resource} ${operation}`;
}

/** The first lines of the labels before the Settings tab; n8n puts hover texts below, and adds Credential. */
function untilSettings(labels: string[]): string[] {
	const lines = labels.map((label) => label.split('\n')[0]?.trim() ?? '');
	return lines
		.slice(0, lines.indexOf('Always Output Data'))
		.filter((label) => label !== 'Credential');
}

/** The labels of the fields that apply; Authentication is part of n8n's own credential field. */
function expectedFields({ type, resource, operation }: (typeof OPERATIONS)[number]): string[] {
	return (
		shownFields(type.description.properties, { resource, operation })
			// Shows nothing until a template is chosen.
			.filter((field) => field.type !== 'resourceMapper')
			.map(({ displayName }) => displayName)
			.filter((label) => label !== 'Authentication')
	);
}
