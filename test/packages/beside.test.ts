import pWaitFor from 'p-wait-for';
import type { SandboxClient } from '../../sandbox/client';
import { launchSandbox } from '../../sandbox/client';
import { sandboxCredentials } from '../../scripts/demo';
import { PATIENCE_MS } from '../../scripts/n8n/patience';
import type { N8nRest, NodeRun } from '../../scripts/n8n/rest';
import { PACKAGES } from '../../scripts/split/names';
import { workflow } from '../e2e/support/host';
import { Installations } from '../e2e/support/installations';
import { isLogin } from '../support/requests';

/*
 * The packages of one service beside the combined one, which nobody should have: n8n then takes the credential types
 * of one package for the nodes of both, and runs two copies of the code that keeps to the services' limits.
 */

const installations = new Installations();
let sandbox: SandboxClient;
let rest: N8nRest;

beforeAll(async () => {
	sandbox = await launchSandbox();
	({ rest } = await installations.start('both', undefined, ['combined', 'mluvii', 'lovi']));
}, 300_000);

afterAll(async () => {
	await installations.remove();
	await sandbox.stop();
});

describe.each([
	{ service: 'mluvii' as const, request: { method: 'GET', path: '/api/v1/Companies' } },
	{ service: 'lovi' as const, request: { method: 'POST', path: '/functions/v1/api_keys' } },
])('nodes of both packages with $service', ({ service, request }) => {
	const type = `${service}Api`;
	const packages = [PACKAGES.combined, PACKAGES[service]];
	let workflows: string[];
	/** The run without a token, after which n8n keeps one. */
	let first: Awaited<ReturnType<typeof runBoth>>;

	beforeAll(async () => {
		const stored = sandboxCredentials(sandbox).find((each) => each.type === type);
		if (!stored) throw new Error(`No credential of type ${type}`);
		const credentials = { [type]: await rest.createCredential(stored) };
		const options = { maxParallelRequests: 10 };
		const parameters = { resource: 'apiRequest', operation: 'send', ...request, options };
		const nodes = packages.map((name) => ({
			...{ name: 'Call', type: `${name}.${service}` },
			...{ parameters, credentials },
		}));
		workflows = await Promise.all(
			nodes.map(async (node) => await rest.createWorkflow(workflow(100, node))),
		);
		await sandbox.reset();
		await sandbox.configure({ [service]: { latencyMs: 100 } });
		first = await runBoth();
	});

	beforeEach(async () => {
		await sandbox.reset();
	});

	const requests = async () => await sandbox.requests({ service });

	/** Runs both workflows at the same time. @returns how often there was a login, and what the nodes did */
	async function runBoth(meanwhile?: () => Promise<void>) {
		const running = Promise.all(workflows.map(async (id) => await rest.runWorkflow(id)));
		await meanwhile?.();
		const executions = await running;
		expect(executions.map(({ status }) => status)).toEqual(['success', 'success']);
		const runs = executions.map(({ runData }) => runData.Call?.[0] as NodeRun);
		expect(runs.map(({ data }) => data?.main[0]?.length)).toEqual([100, 100]);
		return { logins: (await requests()).filter(isLogin).length, runs };
	}

	it('share the credential, its token and one login', async () => {
		expect(first.logins).toBe(1);
		expect((await runBoth()).logins).toBe(0);
	});

	it('share one more login, and lose no item, when the token is revoked in the middle', async () => {
		// Half of a second for each of ten rounds, so that it is still the middle when the token is gone.
		await sandbox.configure({ [service]: { latencyMs: 500 } });
		const { logins } = await runBoth(async () => {
			await pWaitFor(async () => (await requests()).length >= 60, { timeout: PATIENCE_MS });
			await sandbox.revokeTokens(service);
		});

		expect(logins).toBe(1);
		expect((await requests()).some(({ status }) => status === 401)).toBe(true);
	});

	it('say that the node is there twice, and what that means', () => {
		const hints = first.runs.map(({ hints: all }) =>
			(all as Array<{ message: string }>).map(({ message }) => message),
		);

		expect(hints).toEqual(
			[...packages]
				.reverse()
				.map((other) => [
					`This node is also installed with ${other}. Each package works by itself: the limits that one keeps, and the answers that one waits for, are not known to the other. Move your workflows to one of them, and uninstall the other.`,
				]),
		);
	});
});
