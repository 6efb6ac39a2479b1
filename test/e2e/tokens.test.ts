import pWaitFor from 'p-wait-for';
import type { CredentialReference } from '../../scripts/n8n/rest';
import { nodeType } from '../../scripts/packages';
import { Host, workflow } from './support/host';

const host = new Host();

beforeAll(async () => {
	await host.rest.login();
});

beforeEach(async () => {
	await host.sandbox.reset();
});

const SERVICES = [
	{
		service: 'mluvii' as const,
		type: 'mluviiApi',
		request: { method: 'GET', path: '/api/v1/Companies' },
	},
	{
		service: 'lovi' as const,
		type: 'loviApi',
		request: { method: 'POST', path: '/functions/v1/api_keys' },
	},
];

describe.each(SERVICES)('100 items of $service in n8n', ({ service, type, request }) => {
	let id: string;

	beforeAll(async () => {
		id = await createWorkflow(await host.credential(type, await host.newAddress(service)));
	});

	async function createWorkflow(credential: CredentialReference): Promise<string> {
		const parameters = {
			resource: 'apiRequest',
			operation: 'send',
			...request,
			options: { maxParallelRequests: 10 },
		};
		return await host.rest.createWorkflow(
			workflow(100, {
				name: 'Call',
				type: nodeType(service),
				parameters,
				credentials: { [type]: credential },
			}),
		);
	}

	async function run() {
		const execution = await host.rest.runWorkflow(id);
		return {
			status: execution.status,
			items: execution.runData.Call?.[0]?.data?.main[0] ?? [],
			error: execution.error,
		};
	}

	it('cause one login when there is no token, and none in the next execution', async () => {
		const first = await run();

		expect(first).toMatchObject({ status: 'success', error: undefined });
		expect(first.items).toHaveLength(100);
		expect(await host.logins(service)).toBe(1);

		await host.sandbox.reset();
		const second = await run();

		expect(second.items).toHaveLength(100);
		expect(await host.logins(service)).toBe(0);
	});

	it('cause one more login, and lose no item, when the token is revoked in the middle', async () => {
		await host.sandbox.configure({ [service]: { latencyMs: 100 } });
		await revokeInTheMiddle();
	});

	if (service === 'mluvii') {
		it('do the same when the service answers with its login page instead of 401', async () => {
			await host.sandbox.configure({ mluvii: { latencyMs: 100, badToken: 'redirect' } });
			await revokeInTheMiddle();
		});
	}

	async function revokeInTheMiddle(): Promise<void> {
		const running = run();
		await pWaitFor(async () => (await host.calls(service)).length >= 30);
		await host.sandbox.revokeTokens(service);
		const { status, items } = await running;

		expect(status).toBe('success');
		expect(items).toHaveLength(100);
		expect(await host.logins(service)).toBe(1);
		expect(
			(await host.calls(service)).some(({ status: answer }) => answer === 401 || answer === 302),
		).toBe(true);
	}
});
