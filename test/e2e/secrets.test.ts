import { randomUUID } from 'node:crypto';
import type { Fault } from '../../sandbox/client';
import type { WorkflowNode } from '../../scripts/n8n/rest';
import { Host, workflow } from './support/host';

const host = new Host();

beforeAll(async () => {
	await host.rest.login();
});

/** A key that no other test puts out on purpose. */
const KEY = `canary-${randomUUID()}`;

beforeEach(async () => {
	await host.sandbox.reset();
	await host.sandbox.setCompanies([
		{ company_id: 'canary', company_name: 'Canary Ltd', key: KEY, is_active: true },
	]);
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
		body: { error: 'unauthorized', message: `No entry for ${KEY}` },
	},
	{
		kind: 'status',
		status: 429,
		headers: { 'retry-after': '120' },
		body: { message: `Too many requests for ${KEY}` },
	},
	{ kind: 'status', status: 500 },
	{ kind: 'drop' },
	{ kind: 'dropAfter' },
	{ kind: 'truncated' },
	{ kind: 'html' },
	{ kind: 'redirect' },
];

const company = { __rl: true, mode: 'name', value: 'Canary Ltd' };
const recipient = {
	company,
	number: '34666033135',
	recipientId: '34911670470',
	notificationType: 'transactional',
	campaignName: 'Order updates',
};
const template = {
	template: { __rl: true, mode: 'name', value: 'order_confirmation' },
	language: 'es',
};

/** Every operation of Lovi that works with a company's key or token, and how it is filled in. */
const OPERATIONS: Record<string, WorkflowNode['parameters']> = {
	'whatsAppNotification send': { ...recipient, ...template },
	'whatsAppNotification sendBulk': { ...recipient, ...template },
	'voiceNotification send': { ...recipient, agentId: 'agent-1' },
	'template getMany': { company, phoneNumber: '34911670470' },
	'template getComponents': { company, ...template },
	'template create': { company, wabaId: '1', name: 'a_b', language: 'es', body: 'Hello' },
};

function node(name: string, credentials: WorkflowNode['credentials']): WorkflowNode {
	const [resource, operation] = name.split(' ');
	return {
		name: 'Lovi',
		type: 'n8n-nodes-mluvii-lovi.lovi',
		parameters: { resource, operation, ...(OPERATIONS[name] as object) },
		credentials,
	};
}

describe.each(Object.keys(OPERATIONS))('%s', (name) => {
	it.each(FAILURES)(
		'leaves no key, token or password in executions, log and database when it fails by %j',
		async (fault) => {
			await host.sandbox.fault({ service: 'lovi', path: /notify|create/, ...fault, times: 0 });
			const credentials = { loviApi: await host.credential('loviApi') };
			const id = await host.rest.createWorkflow(workflow(1, node(name, credentials)));
			const { status, error, raw } = await host.rest.runWorkflow(id);
			const secrets = [KEY, host.sandbox.lovi.password, ...(await host.tokens())];
			const kept = `${raw} ${host.log()} ${host.database()}`;

			expect(status).toBe('error');
			expect(error?.message).not.toBe('');
			expect(secrets.filter((secret) => kept.includes(secret))).toEqual([]);
		},
	);
});

describe('a notification that fails', () => {
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
		const id = await host.rest.createWorkflow(
			workflow(1, node('whatsAppNotification send', credentials)),
		);
		const { error, raw } = await host.rest.runWorkflow(id);

		expect(error?.message).toBe('Lovi did not accept the log-in: Invalid password [hidden]');
		expect(`${raw} ${host.log()}`.includes(password)).toBe(false);
	});
});
