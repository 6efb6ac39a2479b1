import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { RunningN8n } from './launch';
import { PATIENCE_MS } from './patience';

const QUIET_CHROMIUM = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/**
 * Starts the Chromium of the machine: `CHROMIUM_PATH`, or where Debian puts it. The caller closes
 * the browser.
 */
export async function launchBrowser(): Promise<Browser> {
	const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
	return await chromium.launch({ executablePath, args: QUIET_CHROMIUM });
}

/** Opens a page that is patient with n8n, as others of its context are. */
export async function openPage(browser: Browser, options?: BrowserContextOptions): Promise<Page> {
	const page = await browser.newPage(options);
	page.context().setDefaultTimeout(PATIENCE_MS);
	return page;
}

/** Signs in by the login form, and leaves the page on the list of workflows. */
export async function signIn(
	page: Page,
	n8n: Pick<RunningN8n, 'baseUrl' | 'owner'>,
): Promise<void> {
	await page.goto(`${n8n.baseUrl}/signin`);
	await page.locator('input[name="emailOrLdapLoginId"]').fill(n8n.owner.email);
	await page.locator('input[name="password"]').fill(n8n.owner.password);
	await byTestId(page, 'form-submit-button').click();
	await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
}

/** Opens a workflow in the editor and waits until its nodes are on the canvas. */
export async function openWorkflow(page: Page, id: string): Promise<void> {
	const path = `/workflow/${id}`;
	const nodes = byTestId(page, 'canvas-node');
	if ((await nodes.count()) === 0) {
		await page.goto(new URL(path, page.url()).href);
	} else {
		await leaveCanvas(page);
		await goWithin(page, path);
	}
	await nodes.first().waitFor();
	await dismissPopUps(page);
}

/** Leaves a workflow as it is stored. */
async function leaveCanvas(page: Page): Promise<void> {
	const leave = page.getByRole('button', { name: 'Leave without saving' });
	const withoutNodes = page.locator('html:not(:has([data-test-id="canvas-node"]))');
	await goWithin(page, '/home/workflows');
	await leave.or(withoutNodes).first().waitFor();
	if (await leave.isVisible()) await leave.click();
	await withoutNodes.waitFor();
}

/** Goes to a page of the editor by the editor's own router: loading all of it again takes ten seconds. */
async function goWithin(page: Page, path: string): Promise<void> {
	await page.evaluate(
		`history.pushState({}, '', '${path}'); dispatchEvent(new PopStateEvent('popstate', { state: {} }))`,
	);
}

/** How long a node may be covered by something that n8n shows, and that goes away by itself. */
const COVERED_MS = 10_000;

/** Opens a node's panel with a double click on the canvas, and waits until it is there. */
export async function openNode(page: Page, nodeName: string): Promise<void> {
	const node = page.locator(
		`[data-test-id="canvas-node"][data-node-name=${JSON.stringify(nodeName)}]`,
	);
	try {
		await node.dblclick({ timeout: COVERED_MS });
	} catch {
		// It is not known what n8n showed there, once in some hundred nodes; loaded anew, it is gone.
		console.warn(`${nodeName} is covered on the canvas, which is loaded anew`);
		await page.reload();
		await node.dblclick();
	}
	await byTestId(page, 'node-parameters').waitFor();
	await dismissPopUps(page);
}

/** Opens the list of a field in the panel, searches there, and takes the entry that shows a text. */
export async function chooseFromList(
	page: Page,
	choice: { words: string; entry: string },
	/** Which of the fields with a list. */
	index = 0,
): Promise<void> {
	await byTestId(page, 'rlc-input').nth(index).click();
	await page.locator('[data-test-id="rlc-search"]:visible').fill(choice.words);
	await page.locator('[data-test-id="rlc-item"]:visible', { hasText: choice.entry }).click();
}

/** Writes into the chat of the workflow on the canvas, waits for the end of the run, and closes the chat. */
export async function askInChat(page: Page, question: string): Promise<void> {
	const toggle = byTestId(page, 'workflow-chat-button');
	await toggle.click();
	const input = byTestId(page, 'chat-input');
	await input.fill(question);
	await input.press('Enter');
	await page.locator('.chat-message-from-bot:not(.chat-message-typing)').waitFor();
	await toggle.click();
}

/** Closes what n8n shows on its own account: notices of its own doings, surveys, news. */
export async function dismissPopUps(page: Page): Promise<void> {
	const closers = page.locator(
		'.el-notification__closeBtn, [data-test-id="nps-survey-modal"] button[aria-label^="Close"], ' +
			'[data-test-id="whatsNew-modal"] button[aria-label^="Close"]',
	);
	for (const closer of await closers.all()) {
		// One that goes away by itself in the meantime is fine, too.
		if (await closer.isVisible()) await closer.click({ timeout: 3000 }).catch(() => undefined);
	}
	await page.locator('.el-notification:visible').first().waitFor({ state: 'detached' });
}

/** n8n marks its elements with `data-test-id`, which is not what Playwright looks for. */
function byTestId(page: Page, id: string) {
	return page.locator(`[data-test-id="${id}"]`);
}
