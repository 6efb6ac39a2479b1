import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchSandbox } from '../sandbox/client';
import { startModel } from '../test/e2e/support/model';
import { launchBrowser, signIn } from './n8n/browser';
import { ensureN8n } from './n8n/install';
import { launchN8n } from './n8n/launch';
import { PATIENCE_MS } from './n8n/patience';
import type { WorkflowJson } from './n8n/rest';
import { N8nRest } from './n8n/rest';
import { folderOf, packPackages } from './packages';
import { Film, ffmpeg, minutes, SIZE } from './recording/film';
import { showLovi } from './recording/lovi';
import { showMluvii } from './recording/mluvii';
import { startRegistry } from './recording/registry';
import type { Stage } from './recording/stage';
import { SERVICES, type Service } from './split/names';

const INTO = join(__dirname, '..', 'build', 'demo');
const DEMOS = { mluvii: showMluvii, lovi: showLovi };
/** What n8n's reviewers want to see at most. */
const LIMIT_S = 300;

/** Records the demo of a single-service package, which must be built, in a real n8n beside the sandbox. */
async function record(service: Service): Promise<void> {
	const folder = folderOf(service);
	if (!existsSync(join(folder, 'dist'))) throw new Error(`Nothing is built in ${folder}`);
	const manifest = readJson(join(folder, 'package.json')) as { name: string; version: string };
	const installation = await ensureN8n((line) => {
		console.log(line);
	});
	const closers: Array<() => Promise<void> | void> = [];
	try {
		const packed = await packPackages([service]);
		closers.push(packed.remove);
		const registry = await startRegistry(packed.tarballs[0] ?? '', manifest, installation);
		closers.push(registry.close);
		const sandbox = await launchSandbox();
		closers.push(async () => {
			await sandbox.stop();
		});
		const env = { PATH: registry.path };
		const n8n = await launchN8n({ installation, tarball: [], env });
		closers.push(n8n.stop);
		const model = await startModel();
		closers.push(async () => {
			await model.close();
		});
		const browser = await launchBrowser();
		closers.push(async () => {
			await browser.close();
		});
		const rest = new N8nRest(n8n.baseUrl, n8n.owner);
		await rest.login();
		const openAi = { name: 'OpenAI', type: 'openAiApi', data: { apiKey: 'none', url: model.url } };
		const film = new Film();
		closers.push(() => {
			film.close();
		});
		// Captions have styles, which the page of the chat allows from itself alone.
		const context = await browser.newContext({ viewport: SIZE, bypassCSP: true });
		context.setDefaultTimeout(PATIENCE_MS);
		const page = await context.newPage();
		await signIn(page, n8n);
		await page.goto(`${n8n.baseUrl}/settings/community-nodes`);
		await page.getByRole('button', { name: 'Install a community node' }).waitFor();
		await film.add(page);
		const stage: Stage = {
			...{ page, film, rest, sandbox, model },
			baseUrl: n8n.baseUrl,
			packageName: manifest.name,
			example: (name) => readJson(join(folder, 'examples', `${name}.json`)) as WorkflowJson,
			credentials: { openAiApi: await rest.createCredential(openAi) },
		};
		try {
			await DEMOS[service](stage);
		} catch (error) {
			await page.screenshot({ path: join(INTO, `${service}-failed.png`) });
			throw error;
		} finally {
			const length = await film.write(join(INTO, `${service}.mp4`));
			writeFileSync(join(INTO, `${service}.md`), film.transcript(manifest.name));
			console.log(`build/demo/${service}.mp4: ${minutes(length)}`);
			if (length > LIMIT_S) process.exitCode = 1;
		}
	} finally {
		for (const close of closers.reverse()) await close();
	}
}

function readJson(path: string): unknown {
	return JSON.parse(readFileSync(path, 'utf8'));
}

async function main(): Promise<void> {
	const wanted = process.argv.slice(2);
	const services = SERVICES.filter((service) => wanted.length === 0 || wanted.includes(service));
	mkdirSync(INTO, { recursive: true });
	await ffmpeg(['-version']);
	for (const service of services) await record(service);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
