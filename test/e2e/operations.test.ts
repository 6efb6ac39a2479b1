import { nodeType } from '../../scripts/packages';
import { locator } from '../support/fixture';
import { LOVI_ITEMS, loviParameters } from '../support/loviCases';
import { Host, workflow } from './support/host';

const host = new Host();

beforeAll(async () => {
	await host.rest.login();
});

beforeEach(async () => {
	await host.sandbox.reset();
});

async function run(type: 'lovi' | 'mluvii', parameters: object, settings: object = {}) {
	const node = {
		name: 'Node',
		type: nodeType(type),
		parameters,
		credentials: { [`${type}Api`]: await host.credential(`${type}Api`) },
		...settings,
	};
	const execution = await host.rest.runWorkflow(await host.rest.createWorkflow(workflow(1, node)));
	const items = execution.runData.Node?.[0]?.data?.main[0] ?? [];
	return { ...execution, items: items.map(({ json }) => json) };
}

describe('Return All', () => {
	it('gives every record once, from as many pages as there are', async () => {
		const { items, error } = await run('mluvii', {
			resource: 'session',
			operation: 'getMany',
			returnAll: true,
			filters: {},
			options: { pageSize: 50 },
		});
		const sessions = await host.sandbox.sessions();
		const pages = await host.calls('mluvii');

		expect(error).toBeUndefined();
		expect(pages.length).toBeGreaterThan(2);
		expect(new Set(items.map(({ id }) => id))).toEqual(new Set(sessions));
		expect(items).toHaveLength(sessions.length);
	});
});

describe('Retry On Fail', () => {
	const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };

	it('reads again when an answer was lost', async () => {
		await host.sandbox.fault({ service: 'mluvii', path: '/Sessions/', kind: 'dropAfter' });
		const [session = 0] = await host.sandbox.sessions();
		const parameters = { resource: 'session', operation: 'get' };
		const { items } = await run(
			'mluvii',
			{ ...parameters, sessionId: locator('id', String(session)), options: {} },
			retry,
		);

		expect(items).toMatchObject([{ id: session }]);
		expect(await host.calls('mluvii')).toHaveLength(2);
	});

	it('does not send a message again whose answer was lost', async () => {
		await host.sandbox.fault({
			service: 'lovi',
			path: '/notify',
			method: 'POST',
			kind: 'dropAfter',
		});
		const [{ company, number } = {}] = LOVI_ITEMS;
		const parameters = loviParameters('whatsAppNotification.send');
		const { error, status } = await run(
			'lovi',
			{ ...parameters, company: locator('name', company as string), number: number as string },
			retry,
		);

		expect(status).toBe('error');
		expect(error?.message).toContain('may have been carried out');
		expect(await host.sandbox.notifications()).toHaveLength(1);
	});
});
