import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import spawn from 'nano-spawn';
import type { SandboxClient } from '../../sandbox/client';
import { launchSandbox } from '../../sandbox/client';
import type { Demo } from '../../scripts/demo';
import { exampleNames, fillN8n } from '../../scripts/demo';
import { runCommand } from '../../scripts/n8n/environment';
import { ensureN8n } from '../../scripts/n8n/install';
import type { RunningN8n } from '../../scripts/n8n/launch';
import type { N8nRest, WorkflowJson } from '../../scripts/n8n/rest';
import { renameInText } from '../../scripts/rename';
import { PACKAGES } from '../../scripts/split/names';
import { Installations, portOf } from '../e2e/support/installations';
import { isLogin } from '../support/requests';

/*
 * A user goes from the combined package to those of one service: the examples are exported by n8n's own command,
 * renamed, and imported into the same n8n, which then has the other packages.
 */

const ROOT = join(__dirname, '..', '..');
const ENDED = 7_600_249;
const installations = new Installations();
const folder = mkdtempSync(join(tmpdir(), 'n8n-move-'));
/** What n8n exports, what `npm run rename` makes of it, and what it is for somebody without this repository. */
const renamed = join(folder, 'renamed');
const byHand = join(folder, 'by-hand');
let sandbox: SandboxClient;
let n8n: RunningN8n;
let rest: N8nRest;
let demo: Demo;
/** What the workflows were before. */
let before: WorkflowJson[];
/** A published workflow that has nothing to do with the packages. */
let unrelated: string;

/** Examples that need no more than the two services. */
const BY_HAND = [
	'lovi-notify-company',
	'lovi-templates',
	'mluvii-import-contacts',
	'mluvii-sessions',
];

const WEBHOOK = 'unrelated';
const UNRELATED = {
	name: 'Unrelated',
	nodes: [
		{
			id: '1',
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			position: [0, 0],
			webhookId: 'a7a0c1de-0000-4000-8000-000000000009',
			parameters: { path: WEBHOOK },
		},
	],
	connections: {},
};

beforeAll(async () => {
	sandbox = await launchSandbox();
	({ n8n, rest } = await installations.start('user', undefined, ['combined']));
	demo = await fillN8n(rest, sandbox);
	await startByEvent();
	for (const name of BY_HAND) expect((await run(name)).status).toBe('success');
	expect(await remind()).toEqual(['no', 'no', 'no']);
	before = await workflows();
	unrelated = await rest.createWorkflow(UNRELATED);
	await rest.activateWorkflow(unrelated);
	await n8n.stop();

	const installation = await ensureN8n(() => undefined);
	const command = async (...args: string[]) => {
		await runCommand(installation, n8n.userFolder, args);
	};
	// Like --id for each of them, but n8n is started once; what is not to be moved goes away.
	await command('export:workflow', '--all', '--separate', `--output=${renamed}`);
	rmSync(join(renamed, `${unrelated}.json`));
	mkdirSync(byHand);
	for (const file of readdirSync(renamed))
		await replaceByHand(join(renamed, file), join(byHand, file));
	await spawn('tsx', ['scripts/rename.ts', renamed], { cwd: ROOT, preferLocal: true });
	await command('import:workflow', '--separate', `--input=${renamed}`);
	({ n8n, rest } = await installations.start('user', portOf(n8n), ['mluvii', 'lovi']));
}, 600_000);

afterAll(async () => {
	await installations.remove();
	rmSync(folder, { recursive: true });
	await sandbox.stop();
});

async function workflows(): Promise<WorkflowJson[]> {
	const ids = Object.values(demo.workflows);
	return await Promise.all(ids.map((id) => rest.call<WorkflowJson>('GET', `/workflows/${id}`)));
}

async function run(name: string) {
	return await rest.runWorkflow(demo.workflows[name] ?? '');
}

/** Reminds customers of appointments. @returns whether each was reminded before */
async function remind(): Promise<unknown[]> {
	const id = demo.workflows['lovi-nightly-reminder'] ?? '';
	const { runData } = await rest.runWorkflow(id, { trigger: 'Every evening' });
	return (runData.Reminded?.[0]?.data?.main[0] ?? []).map(({ json }) => json.before);
}

/** Publishes the example of the trigger, lets a session end, and takes the trigger down. */
async function startByEvent() {
	const id = demo.workflows['mluvii-session-ended'] ?? '';
	const earlier = (await rest.executions({ workflowId: id })).length;
	await rest.activateWorkflow(id);
	await sandbox.endSession(ENDED);
	const [newest] = await rest.executionsSettled(id, earlier + 1);
	expect(await rest.deactivateWorkflow(id)).toEqual([]);
	expect(await sandbox.webhooks()).toEqual([]);
	return newest;
}

it('All workflows have the nodes of the other packages, and are as they were but for that.', async () => {
	const parts = ({ name, nodes, connections, settings }: WorkflowJson) => ({
		...{ name, nodes, connections, settings },
	});
	const after = (await workflows()).map(parts);
	const types = new Set((await rest.nodeTypes()).map(({ name }) => name));
	const used = after.flatMap(({ nodes }) => nodes.map(({ type }) => type));

	expect(after).toHaveLength(exampleNames().length);
	expect(used.filter((type) => !types.has(type))).toEqual([]);
	expect(new Set(used.filter((type) => /mluvii|lovi/.test(type)).map(packageOf))).toEqual(
		new Set(['n8n-nodes-mluvii', 'n8n-nodes-lovi']),
	);
	expect(after).toEqual(JSON.parse(renameInText(JSON.stringify(before.map(parts)), 'single').text));
});

it.each(BY_HAND)('%s runs with the stored credential and its token', async (name) => {
	await sandbox.reset();
	const { status, runData } = await run(name);
	const requests = await sandbox.requests();

	expect(status).toBe('success');
	expect(requests.length).toBeGreaterThan(0);
	// With the key of a company, another token is got, which is what the example does.
	expect(requests.filter((each) => isLogin(each) && !('access_key' in each.query))).toEqual([]);
	// There is one package for each node again.
	expect(JSON.stringify(Object.values(runData).map(([first]) => first?.hints))).not.toContain(
		'also installed',
	);
});

it('What was sent under a Deduplication Key is not sent again.', async () => {
	await sandbox.reset();

	expect(await remind()).toEqual(['yes', 'yes', 'yes']);
	expect(await sandbox.notifications()).toEqual([]);
});

it('The trigger is published again, and started by an event.', async () => {
	await sandbox.reset();
	expect(await startByEvent()).toMatchObject({ status: 'success' });
});

it('What docs/packages.md has users do without this repository comes to the same.', () => {
	const files = readdirSync(renamed);
	const textsIn = (path: string) => files.map((file) => readFileSync(join(path, file), 'utf8'));

	expect(files).toHaveLength(exampleNames().length);
	expect(textsIn(byHand)).toEqual(textsIn(renamed));
	expect(textsIn(byHand).join()).not.toContain(`${PACKAGES.combined}.`);
});

it('A workflow that was not exported stays published.', async () => {
	const { active } = await rest.call<WorkflowJson>('GET', `/workflows/${unrelated}`);
	const { status } = await fetch(`${n8n.baseUrl}/webhook/${WEBHOOK}`);

	expect({ active, status }).toEqual({ active: true, status: 200 });
});

/** Renames in a file with the command of docs/packages.md, into another file. */
async function replaceByHand(from: string, to: string): Promise<void> {
	const page = readFileSync(join(ROOT, 'docs', 'packages.md'), 'utf8');
	const [, command] = /^ *(sed .*) \S+ > \S+$/m.exec(page) ?? [];
	if (command === undefined) throw new Error('docs/packages.md has no line with sed');
	await spawn('sh', ['-c', `${command} "$0" > "$1"`, from, to], { cwd: folder });
}

function packageOf(type: string): string {
	return type.split('.')[0] ?? '';
}
