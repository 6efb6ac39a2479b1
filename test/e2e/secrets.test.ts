import type { Fault } from '../../sandbox/client';
import type { WorkflowNode } from '../../scripts/n8n/rest';
import { Host, workflow } from './support/host';

const host = new Host();

beforeAll(async () => {
	await host.rest.login();
});

beforeEach(async () => {
	await host.sandbox.reset();
});

const FAILURES: Array<Omit<Fault, 'service'>> = [
	{
		kind: 'status',
		status: 400,
		body: { error: 'validation_failed', message: 'Required field missing' },
	},
	{
		kind: 'status',
		status: 401,
		body: { error: 'unauthorized', message: 'No entry for key-0d8f3c1a-acme' },
	},
	{ kind: 'status', status: 500 },
	{ kind: 'drop' },
	{ kind: 'dropAfter' },
	{ kind: 'truncated' },
	{ kind: 'html' },
	{ kind: 'redirect' },
];

function notify(credentials: WorkflowNode['credentials']): WorkflowNode {
	return {
		name: 'Notify',
		type: 'n8n-nodes-mluvii-lovi.lovi',
		parameters: {
			resource: 'whatsAppNotification',
			operation: 'send',
			company: { __rl: true, mode: 'name', value: 'Acme Ltd' },
			number: '34666033135',
			recipientId: '34911670470',
			template: { __rl: true, mode: 'name', value: 'order_confirmation' },
			language: 'en_US',
			notificationType: 'transactional',
			campaignName: 'Order updates',
		},
		credentials,
	};
}

describe('a notification that fails', () => {
	it.each(FAILURES)(
		'by %j leaves no key, token or password in execution and log',
		async (fault) => {
			await host.sandbox.fault({ service: 'lovi', path: '/notify', ...fault, times: 0 });
			const credentials = { loviApi: await host.credential('loviApi') };
			const id = await host.rest.createWorkflow(workflow(1, notify(credentials)));
			const { status, error, raw } = await host.rest.runWorkflow(id);
			const secrets = ['key-0d8f3c1a-acme', host.sandbox.lovi.password, ...(await host.tokens())];

			expect(status).toBe('error');
			expect(error?.message).not.toBe('');
			for (const secret of secrets) expect(`${raw} ${host.log()}`.includes(secret)).toBe(false);
		},
	);

	it('at its log-in leaves no password, even if the server repeats it', async () => {
		const password = 'Wrong-Horse-7';
		const body = { msg: `Invalid password ${password}` };
		await host.sandbox.fault({
			service: 'lovi',
			path: 'token',
			kind: 'status',
			status: 400,
			body,
			times: 0,
		});
		const credentials = { loviApi: await host.credential('loviApi', { password }) };
		const id = await host.rest.createWorkflow(workflow(1, notify(credentials)));
		const { error, raw } = await host.rest.runWorkflow(id);

		expect(error?.message).toBe('Lovi did not accept the log-in: Invalid password [hidden]');
		expect(`${raw} ${host.log()}`.includes(password)).toBe(false);
	});
});
