import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';
import type { Fault } from '../../sandbox/client';
import { items, locator, useFixture } from '../support/fixture';

const fixture = useFixture();

/** A read, a write that may be repeated, and one that must not be. */
const read: INodeParameters = {
	resource: 'company',
	operation: 'get',
	companyId: locator('id', '={{ $json.id }}'),
};
const put: INodeParameters = {
	resource: 'apiRequest',
	operation: 'send',
	method: 'PUT',
	path: '/api/v1/Webhooks/1',
	body: '{}',
};
const message: INodeParameters = {
	resource: 'whatsAppNotification',
	operation: 'send',
	company: locator('key', 'key-0d8f3c1a-acme'),
	number: '34666033135',
	recipientId: '34911670470',
	template: locator('name', 'order_confirmation'),
	language: 'en_US',
	notificationType: 'transactional',
	campaignName: 'Order updates',
};

async function readWith(fault: Omit<Fault, 'service' | 'path'>) {
	await fixture.sandbox.fault({ service: 'mluvii', path: '/api/v1/Companies', ...fault });
	const { companyId: id } = fixture.sandbox.mluvii;
	const result = await fixture.engine.run({ node: 'mluvii', parameters: read, items: [{ id }] });
	return { ...result, calls: await fixture.calls('mluvii') };
}

async function putWith(fault: Omit<Fault, 'service' | 'path'>) {
	await fixture.sandbox.fault({ service: 'mluvii', path: '/api/v1/Webhooks', ...fault });
	const result = await fixture.engine.run({ node: 'mluvii', parameters: put });
	await fixture.expectViolations();
	return { ...result, calls: await fixture.calls('mluvii') };
}

async function sendWith(fault: Omit<Fault, 'service' | 'path'>) {
	await fixture.sandbox.fault({ service: 'lovi', path: /notify\?/, ...fault });
	const result = await fixture.engine.run({ node: 'lovi', parameters: message });
	return {
		...result,
		calls: await notifyCalls(),
		sent: await fixture.sandbox.notifications(),
	};
}

async function notifyCalls() {
	return await fixture.sandbox.requests({ operationId: 'notifyWhatsApp' });
}

/** Tries follow each other at once: how long they wait is tested by itself. */
function skipWaits(): void {
	host.sleepMs = () => 1;
}

describe('a read', () => {
	it.each([
		{ kind: 'status', status: 500 },
		{ kind: 'status', status: 502 },
		{ kind: 'status', status: 503 },
		{ kind: 'status', status: 504 },
		{ kind: 'status', status: 429, headers: { 'retry-after': '0' } },
		{ kind: 'drop' },
		{ kind: 'dropAfter' },
		{ kind: 'truncated' },
	] as const)('is tried again after %j', async (fault) => {
		skipWaits();
		const { error, json, calls } = await readWith({ ...fault, times: 2 });

		expect(error).toBeUndefined();
		expect(json[0]?.name).toBe(fixture.sandbox.mluvii.companyName);
		expect(calls).toHaveLength(3);
	});

	it.each([400, 403, 404, 409, 422])('is not tried again after %i', async (status) => {
		const { error, calls } = await readWith({
			kind: 'status',
			status,
			body: { message: 'in its own words' },
			times: 0,
		});

		expect(error?.message).toContain('in its own words');
		expect(error?.httpCode).toBe(String(status));
		expect(calls).toHaveLength(1);
	});

	it('is given up after three tries', async () => {
		skipWaits();
		const { error, calls } = await readWith({ kind: 'status', status: 503, times: 0 });

		expect(error?.message).toBe('Mluvii is not available at the moment (status 503)');
		expect(calls).toHaveLength(3);
	});

	it('waits as long as the service asks', async () => {
		const { error, calls } = await readWith({
			kind: 'status',
			status: 429,
			headers: { 'Retry-After': '1' },
		});
		const [first, second] = calls;

		expect(error).toBeUndefined();
		expect((second?.startedAt ?? 0) - (first?.endedAt ?? 0)).toBeGreaterThanOrEqual(990);
	});

	it('names a wait that is too long instead of waiting', async () => {
		const { error, calls } = await readWith({
			kind: 'status',
			status: 429,
			headers: { 'Retry-After': '300' },
			times: 0,
		});

		expect(error?.message).toBe('Mluvii asks to slow down');
		expect(error?.description).toContain('300 seconds');
		expect(calls).toHaveLength(1);
	});
});

describe('a write that leaves the same state when it comes twice', () => {
	it.each([{ kind: 'drop' }, { kind: 'status', status: 500 }] as const)(
		'is tried again after %j',
		async (fault) => {
			skipWaits();
			const { calls } = await putWith({ ...fault, times: 1 });

			expect(calls).toHaveLength(2);
		},
	);
});

describe('a message', () => {
	it.each([
		{ kind: 'status', status: 429, headers: { 'retry-after': '0' } },
		{ kind: 'status', status: 503, headers: { 'retry-after': '0' } },
	] as const)('is sent again after %j, which refused it', async (fault) => {
		const { error, calls, sent } = await sendWith({ ...fault, times: 2 });

		expect(error).toBeUndefined();
		expect(calls).toHaveLength(3);
		expect(sent).toHaveLength(1);
	});

	it('that Lovi took in but did not confirm is not sent again, and said to be uncertain', async () => {
		const { error, calls, sent } = await sendWith({ kind: 'dropAfter', times: 0 });

		expect(error?.message).toContain('may have been carried out');
		expect(calls).toHaveLength(1);
		expect(sent).toHaveLength(1);
	});

	it.each([
		{ kind: 'truncated' },
		{ kind: 'plainText' },
		{ kind: 'htmlAfter' },
		{ kind: 'htmlAfter', body: '' },
	] as const)('that Lovi confirmed by its status is done, whatever it says (%j)', async (fault) => {
		const { error, json, calls, sent } = await sendWith({ ...fault, times: 0 });

		expect(error).toBeUndefined();
		expect(json).toEqual([expect.objectContaining({ number: '34666033135' })]);
		expect(calls).toHaveLength(1);
		expect(sent).toHaveLength(1);
	});

	it.each([501, 505])('that Lovi never carries out (%i) is certainly not sent', async (status) => {
		const { error, calls } = await sendWith({ kind: 'status', status, times: 0 });

		expect(error?.message).toBe(`Lovi is not available at the moment (status ${status})`);
		expect(error?.description).not.toContain('may have been carried out');
		expect(calls).toHaveLength(1);
	});

	it.each([500, 502, 503, 504])('is not sent again after %i', async (status) => {
		const { error, calls } = await sendWith({ kind: 'status', status, times: 0 });

		expect(error?.message).toBe(`Lovi is not available at the moment (status ${status})`);
		expect(error?.description).toContain('may have been carried out');
		expect(calls).toHaveLength(1);
	});
});

describe('a deletion', () => {
	it('whose answer was lost, and which finds nothing the second time, is done', async () => {
		await fixture.sandbox.setWebhooks([
			{ id: 31, eventTypes: ['SessionEnded'], callbackUrl: 'https://example.com/x' },
		]);
		await fixture.sandbox.fault({ service: 'mluvii', path: '/Webhooks/31', kind: 'dropAfter' });
		const { error, json, calls } = await deleteWebhook();

		expect(error).toBeUndefined();
		expect(json).toEqual([{ id: 31, deleted: true, outcome: 'accepted' }]);
		expect(calls.map(({ status }) => status)).toEqual([null, 404]);
	});

	it('of what is not there says so', async () => {
		const { error } = await deleteWebhook();

		expect(error?.message).toContain('Webhook 31 was not found');
	});

	async function deleteWebhook() {
		const parameters = {
			resource: 'webhook',
			operation: 'delete',
			webhookId: locator('id', 31),
		};
		const result = await fixture.engine.run({ node: 'mluvii', parameters });
		return { ...result, calls: await fixture.calls('mluvii') };
	}
});

describe('Continue On Fail', () => {
	it('keeps a 404 and a 400 on their own items, with their words, and carries out the rest', async () => {
		const ids = (await fixture.sandbox.sessions()).slice(0, 5);
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: `/api/v1/Sessions/${ids[3] ?? 0}`,
			kind: 'status',
			status: 400,
			body: { Id: 'is being migrated' },
		});
		const { output } = await fixture.engine.run({
			node: 'mluvii',
			parameters: {
				resource: 'session',
				operation: 'get',
				sessionId: locator('id', '={{ $json.id }}'),
			},
			items: [{ id: ids[0] }, { id: 1 }, { id: ids[2] }, { id: ids[3] }, { id: ids[4] }],
			continueOnFail: true,
		});

		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			items(5).map(({ index }) => ({ item: index })),
		);
		expect(output.map(({ json }) => json.id)).toEqual([
			ids[0],
			undefined,
			ids[2],
			undefined,
			ids[4],
		]);
		expect(output[1]?.json.error).toMatch(/^Session 1 was not found in Mluvii/);
		expect(output[3]?.json).toEqual({
			error: 'Mluvii refused the request: Id: is being migrated',
			message: 'Check the values of this item against the message.',
			status: 400,
		});
	});
});

describe('a login', () => {
	it.each([
		[
			'mluvii',
			'mluviiApi',
			'password',
			{ resource: 'company', operation: 'get', companyId: locator('id', 1) },
		],
		['lovi', 'loviApi', 'password', { resource: 'apiKey', operation: 'getMany', returnAll: true }],
	] as const)(
		'of %s with a wrong password is one request, and fails in the words of the service',
		async (node, credential, field, parameters) => {
			for (const wrongSecretStatus of [400, 401] as const) {
				await fixture.sandbox.reset();
				fixture.engine.credentials.save(credential, {
					...fixture.engine.credentials.read(credential),
					[field]: `wrong ${wrongSecretStatus}`,
				});
				await fixture.sandbox.configure({ mluvii: { wrongSecretStatus } });
				const { error } = await fixture.engine.run({ node, parameters });

				expect(error?.message).toMatch(
					/did not accept the login: (client authentication failed|Invalid login credentials)/,
				);
				expect(await fixture.logins(node)).toBe(1);
				expect(await fixture.calls(node)).toEqual([]);
			}
		},
	);

	it('that answers with a web page is not taken for one', async () => {
		await fixture.sandbox.fault({
			service: 'lovi',
			path: '/auth/v1/token',
			kind: 'html',
			times: 0,
		});
		const { error } = await fixture.engine.run({
			node: 'lovi',
			parameters: { resource: 'apiKey', operation: 'getMany', returnAll: true },
		});

		expect(error?.message).toMatch(/answered, but not like a Lovi login server$/);
	});
});

describe('cancelling the execution', () => {
	it('stops before the next item, and ends a wait', async () => {
		await fixture.sandbox.fault({
			service: 'lovi',
			path: /notify\?/,
			kind: 'status',
			status: 429,
			headers: { 'retry-after': '30' },
			skip: 2,
			times: 0,
		});
		const started = performance.now();
		const { run } = await fixture.engine.run({
			node: 'lovi',
			parameters: message,
			items: items(50),
			cancelWhen: async () => {
				while ((await notifyCalls()).length < 3) await sleep(20);
			},
		});

		expect(run.status).toBe('canceled');
		expect(performance.now() - started).toBeLessThan(10_000);
		expect(await fixture.sandbox.notifications()).toHaveLength(2);
		expect(await notifyCalls()).toHaveLength(3);
	});
});
