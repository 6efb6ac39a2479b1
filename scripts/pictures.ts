import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeParameters, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import ts from 'typescript';
import sessionOutput from '../nodes/Mluvii/__schema__/v1.0.0/session/get.json';
import { Host } from '../test/e2e/support/host';
import { startModel } from '../test/e2e/support/model';
import setup from '../test/e2e/support/setup';
import { SUPPORT_CHAT, supportScript } from '../test/e2e/support/supportChat';
import teardown from '../test/e2e/support/teardown';
import { shownFields } from '../test/support/panel';
import { exampleNames, readExample } from './demo';
import { Film, FILM_SCALE, FILM_SIZE } from './film';
import { isNote } from './gallery';
import {
	askInChat,
	chooseFromList,
	dismissPopUps,
	launchBrowser,
	openNode,
	openPage,
	openWorkflow,
	signIn,
} from './n8n/browser';
import type { CredentialReference, WorkflowJson, WorkflowNode } from './n8n/rest';
import { withCredentials } from './n8n/rest';

const FOLDER = join(__dirname, '..', 'docs');
const NODES = join(__dirname, '..', 'nodes');
const NODE_TYPES = join(__dirname, '..', 'dist', 'types', 'nodes.json');
/** The page; it is made higher where a panel has more fields. */
const SIZE = { width: 1440, height: 760 };
/** Until the canvas has moved to where it fits. */
const SETTLED_MS = 2000;
/** n8n's ways to the nodes before and after stand half outside of the panel, and so do empty tips of its code fields. */
const PANEL_ONLY = '[data-test-id="floating-node"], .ͼ1:not(.cm-editor) { visibility: hidden }';
/** n8n offers to add a node behind each one that has none. */
const OFFERS = '[data-test-id="canvas-handle-plus-wrapper"]';
/** n8n's buttons stand over the canvas. */
const NODES_ONLY = `body * { visibility: hidden } .vue-flow__viewport * { visibility: visible } .vue-flow__viewport ${OFFERS} * { visibility: hidden }`;
/** Around the nodes. */
const MARGIN = 30;
/** What the pictures showed when they were made: a fingerprint for each of them. */
export const FINGERPRINTS = join(FOLDER, 'pictures.json');

/** A picture in `docs/` of a workflow on the canvas, or of a node's panel. */
interface Picture {
	/** The file's name, without ending. */
	name: string;
	workflow: WorkflowJson;
	/** Name of the node whose panel is in the picture. */
	node?: string;
	/** What is in the picture besides the panel's fields and the nodes. */
	output?: unknown;
	/** What is in the picture, where it leaves the editor: the element on the page that it goes to. */
	elsewhere?: string;
	/** What is done, or waited for, between opening the workflow, by its ID, and taking the picture. */
	act?: (page: Page, host: Host, id: string) => Promise<void>;
	/** What is done in an animated picture, which begins on the canvas. */
	film?: (film: Film, page: Page) => Promise<void>;
}

/** What is seen of a node's type. */
type PicturedType = Pick<INodeTypeDescription, 'name' | 'properties' | 'subtitle'>;

interface PicturedNode extends WorkflowNode {
	parameters: INodeParameters;
}

/** Which value of the order goes into which placeholder of the template. */
const PLACEHOLDERS = {
	header_text_1: 'number',
	body_text_0: 'customer',
	body_text_1: 'number',
	body_text_2: 'arrives',
};
/** A chat of the sandbox. */
const ENDED_CHAT = 7_600_247;
const MORNING = {
	'Every morning': [{ json: { 'Day of week': 'Tuesday', Hour: '08', Minute: '00' } }],
};

export const PICTURES: Picture[] = [
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
			pinData: MORNING,
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
		workflow: orderShipped(),
		async act(page) {
			await page.getByText('Body {{3}}, e.g. Friday').first().waitFor();
		},
	},
	{
		name: 'order-shipped',
		node: 'Tell the customer',
		workflow: orderShipped({
			template: { __rl: true, mode: 'list', value: '' },
			templateFields: {},
		}),
		async film(film, page) {
			await film.show(1200);
			await film.doubleClick(canvasNode(page, 'Tell the customer'));
			await page.locator('[data-test-id="node-parameters"]').waitFor();
			await film.show(1000);
			await film.click(page.locator('[data-test-id="rlc-input"]').nth(1));
			await listEntry(page, 'welcome_message').waitFor();
			await film.show(900);
			await film.type('ship');
			await listEntry(page, 'welcome_message').waitFor({ state: 'hidden' });
			await film.click(listEntry(page, 'shipping_update'));
			await page.getByText('Body {{3}}, e.g. Friday').first().waitFor();
			await film.show(900);
			await film.scrollTo(field(page, 'body_text_2'));
			await film.show(600);
			for (const [placeholder, value] of Object.entries(PLACEHOLDERS)) {
				await film.drag(inputField(page, value), field(page, placeholder));
				await dismissPopUps(page);
				await film.show(200);
			}
			await film.show(600);
			await execute(film, page);
			await film.click(
				page.locator('[data-test-id="output-panel"] [data-test-id="radio-button-schema"]'),
			);
			await film.show(3000);
		},
	},
	{
		name: 'session-messages',
		node: 'Read the messages',
		workflow: {
			name: 'When a chat ends',
			nodes: [
				node(
					'When a chat ends',
					'n8n-nodes-mluvii-lovi.mluviiTrigger',
					{ eventTypes: ['SessionEnded'] },
					'mluviiApi',
				),
				node(
					'Read the messages',
					'n8n-nodes-mluvii-lovi.mluvii',
					{ resource: 'session', operation: 'getMessages' },
					'mluviiApi',
				),
			],
			connections: {
				'When a chat ends': { main: [[{ node: 'Read the messages', type: 'main', index: 0 }]] },
			},
			pinData: {
				'When a chat ends': [
					{ json: { eventType: 'SessionEnded', data: { id: ENDED_CHAT, channel: 'Chat' } } },
				],
			},
		},
		async film(film, page) {
			await film.show(1200);
			await film.doubleClick(canvasNode(page, 'Read the messages'));
			await page.locator('[data-test-id="node-parameters"]').waitFor();
			await film.show(1200);
			await film.drag(inputField(page, 'id'), field(page, 'sessionId'));
			await page.locator('[data-test-id="parameter-input-hint"]').first().waitFor();
			await dismissPopUps(page);
			await film.show(1000);
			await film.drag(
				page.locator('[data-test-id="panel-drag-button"]'),
				page.locator('[data-test-id="ndv-input-panel"]'),
			);
			await film.show(600);
			await execute(film, page);
			await film.click(
				page.locator('[data-test-id="output-panel"] [data-test-id="radio-button-json"]'),
			);
			await film.show(4000);
		},
	},
	...exampleNames().map((name): Picture => ({
		name: `examples/${name}`,
		workflow: withoutNote(readExample(name)),
		...(name === 'mluvii-support-agent' && {
			output: SUPPORT_CHAT,
			act: async (page) => {
				await askInChat(page, SUPPORT_CHAT.question);
			},
		}),
	})),
	{
		// The last one, as it leaves the editor.
		name: 'chatbot-visitor',
		workflow: readExample('mluvii-chatbot-menu'),
		elsewhere: 'main',
		async act(page, host, id) {
			await host.rest.activateWorkflow(id);
			await page.goto(host.sandbox.chatUrl);
			await page.locator('#chatbot').selectOption(String(MENU_CHATBOT));
			await page.locator('#guest').fill('Nora Novák');
			await page.getByRole('button', { name: 'Open a chat' }).click();
			await page.getByRole('button', { name: 'Opening hours' }).click();
			await page.getByText('We are open from').waitFor();
			await page.getByLabel('Message').fill('I would like to buy a bicycle');
			await page.getByRole('button', { name: 'Send', exact: true }).click();
			await page.getByText('Sales team will be with you').waitFor();
			await sleep(SETTLED_MS);
		},
	},
];
/** The chatbot of the last one. */
const MENU_CHATBOT = 802;

/** The example that tells a customer of an order, with other parameters for the message. */
function orderShipped(parameters = {}): WorkflowJson {
	const { nodes, ...workflow } = withoutNote(readExample('lovi-order-shipped'));
	return {
		...workflow,
		nodes: nodes.map((node) =>
			node.name === 'Tell the customer'
				? { ...node, parameters: { ...(node as PicturedNode).parameters, ...parameters } }
				: node,
		),
	};
}

/** A workflow without the note, which is text that stands beside the picture. */
function withoutNote(workflow: WorkflowJson): WorkflowJson {
	return { ...workflow, nodes: workflow.nodes.filter((node) => !isNote(node)) };
}

/** Runs the node whose panel is open, and shows what comes out of it. */
async function execute(film: Film, page: Page): Promise<void> {
	await film.click(page.locator('[data-test-id="node-execute-button"]'));
	await page.getByText('Node executed successfully').waitFor();
	await dismissPopUps(page);
	await film.show(600);
}

/** An entry of the list that is open, by what it shows. */
function listEntry(page: Page, hasText: string): Locator {
	return page.locator('[data-test-id="rlc-item"]:visible', { hasText });
}

/** A field of what comes in, which can be dragged. */
function inputField(page: Page, name: string): Locator {
	return page.locator(`[data-node-name][data-name="${name}"]`);
}

/** A field of the panel that is open. */
function field(page: Page, name: string): Locator {
	return page.locator(`[data-test-id="parameter-input-${name}"]`);
}

function canvasNode(page: Page, name: string): Locator {
	return page.locator(`[data-test-id="canvas-node"][data-node-name=${JSON.stringify(name)}]`);
}

async function fitCanvas(page: Page): Promise<void> {
	await page.locator('[data-test-id="zoom-to-fit"]').click();
	await sleep(SETTLED_MS);
}

/**
 * The fingerprints of what the pictures would show now, by their names. They change with each field or node that
 * is in the picture, with the data that the workflow has, and with what is done for it, and with nothing else.
 *
 * @param types the package's node types
 * @param steps what is done for each picture, by its name
 */
export function fingerprints(
	types: PicturedType[],
	pictures = PICTURES,
	steps = stepsIn(readFileSync(__filename, 'utf8')),
): Record<string, string> {
	const typeOf = ({ type }: WorkflowNode) => types.find((one) => type.endsWith(`.${one.name}`));
	const shownBy = ({ name, workflow, node: opened, output, film }: Picture) => {
		const { nodes, connections, pinData } = workflow;
		const icons = nodes.map((node) => iconOf(typeOf(node)));
		const always = { pinData, output, icons, steps: steps[name] };
		const subtitles = nodes.map((node) => typeOf(node)?.subtitle);
		const canvas = { nodes, connections, subtitles };
		if (opened === undefined) return { ...always, ...canvas };
		const shown = nodes.find((one) => one.name === opened) as PicturedNode;
		const { parameters } = shown;
		const properties = typeOf(shown)?.properties ?? [];
		const fields = shownFields(properties, parameters).map((field) => asSeen(field, parameters));
		return { ...always, ...(film !== undefined && canvas), parameters, fields };
	};
	const fingerprint = (picture: Picture) => {
		const shown = JSON.stringify(shownBy(picture));
		return createHash('sha256').update(shown).digest('hex').slice(0, 16);
	};
	return Object.fromEntries(pictures.map((picture) => [picture.name, fingerprint(picture)]));
}

/**
 * What is done for the pictures, by their names, as it is written in this file: the function itself reads differently
 * after each compiler.
 */
export function stepsIn(source: string): Record<string, string> {
	const file = ts.createSourceFile(__filename, source, ts.ScriptTarget.Latest);
	const printer = ts.createPrinter({ removeComments: true });
	const steps: Record<string, string> = {};
	const visit = (node: ts.Node): void => {
		if (ts.isObjectLiteralExpression(node)) {
			const [name] = node.properties.filter(ts.isPropertyAssignment);
			const methods = node.properties.filter(ts.isMethodDeclaration);
			if (name !== undefined && ts.isStringLiteral(name.initializer) && methods.length > 0) {
				steps[name.initializer.text] = methods
					.map((method) => printer.printNode(ts.EmitHint.Unspecified, method, file))
					.join('\n');
			}
		}
		ts.forEachChild(node, visit);
	};
	visit(file);
	return steps;
}

/** The icon of one of the package's nodes, as it is drawn. */
function iconOf(type: PicturedType | undefined): string | undefined {
	const service = type && ['Mluvii', 'Lovi'].find((one) => type.name.startsWith(one.toLowerCase()));
	if (service === undefined) return undefined;
	return readFileSync(join(NODES, service, `${service.toLowerCase()}.svg`), 'utf8');
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
		position: [type.endsWith('Trigger') ? 0 : 220, 0],
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

/** Takes a picture of a workflow in the editor. */
async function take(picture: Picture, page: Page, host: Host, id: string): Promise<void> {
	const { name, node: opened, elsewhere, workflow, act } = picture;
	const path = join(FOLDER, `${name}.png`);
	const isCanvas = opened === undefined && elsewhere === undefined;
	await page.setViewportSize(isCanvas ? sizeFor(workflow) : SIZE);
	await openWorkflow(page, id);
	if (opened !== undefined) await openNode(page, opened);
	await act?.(page, host, id);
	if (elsewhere !== undefined) {
		await page.locator(elsewhere).screenshot({ path });
		return;
	}
	await dismissPopUps(page);
	if (isCanvas) await fitCanvas(page);
	else await fitToFields(page);
	await page.mouse.move(0, 0); // What is under the mouse looks different.
	if (isCanvas) await page.screenshot({ path, clip: await nodesOn(page), style: NODES_ONLY });
	else await page.locator('[data-test-id="ndv"]').screenshot({ path, style: PANEL_ONLY });
}

/** A page on which the canvas shows a workflow in its own size. */
function sizeFor({ nodes }: WorkflowJson): typeof SIZE {
	const extent = (axis: 0 | 1) => {
		const places = nodes.map(({ position }) => (position as number[])[axis] ?? 0);
		return Math.max(...places) - Math.min(...places);
	};
	return {
		width: Math.max(SIZE.width, extent(0) + 700),
		height: Math.max(SIZE.height, extent(1) + 500),
	};
}

/** A place on the page, as a browser gives it. */
interface Box {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** An element on the page, as a browser gives it. */
interface Seen {
	getBoundingClientRect(): Box;
	checkVisibility(options: { checkOpacity: boolean }): boolean;
}

/** Where the nodes on the canvas are, and what connects them. */
async function nodesOn(page: Page) {
	const boxes: Box[] = await page
		.locator(`[data-test-id="canvas-node"] :not(${OFFERS}, ${OFFERS} *), .vue-flow__edge-path`)
		.evaluateAll((elements: Seen[]) =>
			elements
				.filter((element) => element.checkVisibility({ checkOpacity: true }))
				.map((element) => element.getBoundingClientRect())
				.filter(({ left, right }) => right > left)
				.map(({ left, top, right, bottom }) => ({ left, top, right, bottom })),
		);
	const x = Math.min(...boxes.map(({ left }) => left)) - MARGIN;
	const y = Math.min(...boxes.map(({ top }) => top)) - MARGIN;
	const right = Math.max(...boxes.map((box) => box.right)) + MARGIN;
	const bottom = Math.max(...boxes.map((box) => box.bottom)) + MARGIN;
	return { x, y, width: right - x, height: bottom - y };
}

/** Takes pictures in an n8n beside the sandbox, with a model that follows the script of its question. */
async function takePictures(host: Host, pictures: Picture[]): Promise<void> {
	const model = await startModel(supportScript());
	const browser = await launchBrowser();
	try {
		await host.rest.login();
		const others = {
			smtp: { host: 'localhost', port: 25 },
			openAiApi: { apiKey: 'none', url: model.url },
		};
		const credentials: Record<string, CredentialReference> = {
			loviApi: await host.credential('loviApi'),
			mluviiApi: await host.credential('mluviiApi'),
		};
		for (const [type, data] of Object.entries(others)) {
			credentials[type] = await host.rest.createCredential({ name: type, type, data });
		}
		const newPage = async (options?: BrowserContextOptions) => {
			const page = await openPage(browser, options);
			await signIn(page, host.n8n);
			return page;
		};
		const page = await newPage();
		for (const picture of pictures) {
			console.log(picture.name);
			const id = await host.rest.createWorkflow(withCredentials(picture.workflow, credentials));
			if (picture.film === undefined) {
				await take(picture, page, host, id);
				continue;
			}
			const filmed = await newPage({ viewport: FILM_SIZE, deviceScaleFactor: FILM_SCALE });
			await shoot(picture.name, picture.film, filmed, id);
			await filmed.close();
		}
	} finally {
		await browser.close();
		await model.close();
	}
}

/** Makes an animated picture, which begins with a workflow on the canvas. */
async function shoot(name: string, act: Required<Picture>['film'], page: Page, id: string) {
	const film = new Film(page, PANEL_ONLY);
	await openWorkflow(page, id);
	await act(film, page);
	film.save(join(FOLDER, `${name}.gif`));
}

/** Takes the pictures that are named (default: all of them) in a real n8n. */
async function main(): Promise<void> {
	const names = process.argv.slice(2);
	const unknown = names.filter((name) => PICTURES.every((picture) => picture.name !== name));
	if (unknown.length > 0) throw new Error(`There is no picture called ${unknown.join(', ')}`);
	const wanted = PICTURES.filter(({ name }) => names.length === 0 || names.includes(name));
	await setup({ maxWorkers: 1 });
	try {
		await takePictures(new Host(), wanted);
	} finally {
		await teardown();
	}
	const types = JSON.parse(readFileSync(NODE_TYPES, 'utf8')) as INodeTypeDescription[];
	const before = JSON.parse(readFileSync(FINGERPRINTS, 'utf8')) as Record<string, string>;
	const current = Object.entries(fingerprints(types)).map(([name, now]) => [
		name,
		wanted.some((picture) => picture.name === name) ? now : before[name],
	]);
	writeFileSync(FINGERPRINTS, `${JSON.stringify(Object.fromEntries(current), null, 2)}\n`);
}

if (require.main === module) void main();
