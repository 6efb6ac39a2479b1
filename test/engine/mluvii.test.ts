import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { items, locator, useFixture } from '../support/fixture';
import { mostInFlight } from '../support/requests';

const fixture = useFixture();

async function run(parameters: INodeParameters, input: IDataObject[] = [{}]) {
	return await fixture.engine.run({ node: 'mluvii', parameters, items: input });
}

describe('Session', () => {
	it('Get reads sessions for many items in parallel, in input order and paired', async () => {
		const ids = (await fixture.sandbox.sessions()).slice(0, 60).reverse();
		const { output, json } = await run(
			{ resource: 'session', operation: 'get', sessionId: locator('id', '={{ $json.id }}') },
			ids.map((id) => ({ id })),
		);

		expect(json.map(({ id }) => id)).toEqual(ids);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			items(60).map(({ index }) => ({ item: index })),
		);
	});

	it('Get ends the run at the first item that cannot be read, naming the item', async () => {
		const [id = 0] = await fixture.sandbox.sessions();
		const { output, error } = await run(
			{ resource: 'session', operation: 'get', sessionId: locator('id', '={{ $json.id }}') },
			[{ id }, { id: 'x' }, { id }],
		);

		expect(output).toEqual([]);
		expect(error?.message).toBe('Session ID must be a number, but it is "x"');
		expect(error?.context?.itemIndex).toBe(1);
	});

	it('Get Many filters at the service', async () => {
		const { json } = await run({
			resource: 'session',
			operation: 'getMany',
			returnAll: true,
			filters: { channel: ['Phone'] },
		});

		expect(json.length).toBeGreaterThan(0);
		expect(new Set(json.map(({ channel }) => channel))).toEqual(new Set(['Phone']));
	});
});

describe('Company', () => {
	it('Get reads a company', async () => {
		const { companyId, companyName } = fixture.sandbox.mluvii;
		const { json } = await run({
			resource: 'company',
			operation: 'get',
			companyId: locator('id', companyId),
		});

		expect(json[0]).toMatchObject({ id: companyId, name: companyName });
	});
});

describe('API Request', () => {
	it('sends method, path, query with repeated names, headers and body, and gives one item a record', async () => {
		const { json } = await run({
			resource: 'apiRequest',
			operation: 'send',
			method: 'GET',
			path: '/api/v1/Sessions?limit=2',
			queryParameters: {
				pairs: [
					{ name: 'Channel', value: 'Chat' },
					{ name: 'Channel', value: 'Phone' },
				],
			},
			headers: { pairs: [{ name: 'X-Trace', value: 'abc' }] },
		});
		const [call] = await fixture.calls('mluvii');

		expect(json).toHaveLength(2);
		expect(call).toMatchObject({
			method: 'GET',
			path: '/api/v1/Sessions',
			query: { limit: '2', Channel: ['Chat', 'Phone'] },
		});
		expect(call?.headers['x-trace']).toBe('abc');
	});

	it('sends what stands in the path and as a parameter under the same name', async () => {
		await run({
			resource: 'apiRequest',
			operation: 'send',
			method: 'GET',
			path: '/api/v1/Sessions?limit=2&Channel=Chat',
			queryParameters: { pairs: [{ name: 'Channel', value: 'Phone' }] },
		});
		const [call] = await fixture.calls('mluvii');

		expect(call?.query).toEqual({ limit: '2', Channel: ['Chat', 'Phone'] });
	});

	it('reads all pages where asked to, side by side', async () => {
		await fixture.sandbox.configure({ mluvii: { latencyMs: 20 } });
		await fixture.sandbox.setSessions(2_000);
		const { json } = await run({
			resource: 'apiRequest',
			operation: 'send',
			method: 'GET',
			path: '/api/v1/Sessions',
			paginate: true,
			returnAll: true,
		});

		expect(json.map(({ id }) => id)).toEqual(await fixture.sandbox.sessions());
		expect(mostInFlight(await fixture.calls('mluvii'))).toBeGreaterThan(2);
	});

	it.each([
		['GET', {}, 12],
		['GET', { maxParallelRequests: 3 }, 3],
		['={{ $json.method }}', {}, 1],
		['DELETE', {}, 1],
		['DELETE', { maxParallelRequests: 3 }, 3],
	])(
		'with the method %s and the options %j has %i requests in flight',
		async (method, options, expected) => {
			// Long enough for as many to be sent, on a busy machine as well.
			await fixture.sandbox.configure({ mluvii: { latencyMs: 20 * expected } });
			const webhooks = Array.from({ length: 20 }, (_, index) => ({
				id: index + 1,
				eventTypes: ['SessionEnded'],
				callbackUrl: 'https://example.com/hook',
			}));
			await fixture.sandbox.setWebhooks(webhooks);
			await run(
				{
					resource: 'apiRequest',
					operation: 'send',
					method,
					path: '=/api/v1/Webhooks/{{ $json.id }}',
					options,
				},
				webhooks.map(({ id }) => ({ id, method: 'GET' })),
			);
			const calls = await fixture.calls('mluvii');

			expect(calls).toHaveLength(20);
			expect(mostInFlight(calls)).toBe(expected);
		},
	);

	it('says that it succeeded where the service answers nothing', async () => {
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: '/api/v1/Webhooks/7',
			kind: 'status',
			status: 204,
		});
		const { json } = await run({
			resource: 'apiRequest',
			operation: 'send',
			method: 'DELETE',
			path: '/api/v1/Webhooks/7',
		});

		expect(json).toEqual([{ success: true, outcome: 'accepted' }]);
	});
});

describe('the lists in the panel', () => {
	const parameters = { authentication: 'mluviiApi' };

	it('show sessions page by page, and search by number and by words', async () => {
		const [id = 0] = await fixture.sandbox.sessions();
		const first = await fixture.engine.search('mluvii', 'searchSessions', { parameters });
		const { paginationToken } = first as { paginationToken: string };
		const second = await fixture.engine.search('mluvii', 'searchSessions', {
			parameters,
			paginationToken,
		});
		const byNumber = await fixture.engine.search('mluvii', 'searchSessions', {
			parameters,
			filter: String(id),
		});
		await fixture.engine.search('mluvii', 'searchSessions', { parameters, filter: 'refund' });

		expect(first.results).toHaveLength(50);
		expect([...first.results, ...second.results].map(({ value }) => Number(value))).toEqual(
			(await fixture.sandbox.sessions()).slice(0, 100),
		);
		expect(first.results[0]?.name).toMatch(
			new RegExp(`^#${id} · .+ · \\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}$`),
		);
		expect(byNumber.results.map(({ value }) => value)).toEqual([String(id)]);
		expect((await fixture.calls('mluvii')).at(-1)?.query.ActivityTextsContain).toBe('refund');
	});

	it('show the company of the key', async () => {
		const { companyId, companyName } = fixture.sandbox.mluvii;
		const { results } = await fixture.engine.search('mluvii', 'searchCompanies', { parameters });

		expect(results).toEqual([{ name: companyName, value: String(companyId) }]);
	});

	it('say so when the key may not read them', async () => {
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: '/api/v1/Sessions',
			kind: 'status',
			status: 403,
			body: { message: 'no right' },
		});

		await expect(fixture.engine.search('mluvii', 'searchSessions', { parameters })).rejects.toThrow(
			'The credential may not do this in Mluvii: no right',
		);
	});
});

describe('Simplify', () => {
	const [session, campaign, thread] = [7_600_000, 5001, 4_200_000];

	it.each([
		['session', 'get', { sessionId: locator('id', session) }],
		['session', 'getMany', { limit: 3 }],
		['campaign', 'get', { campaignId: locator('id', campaign) }],
		['campaign', 'getMany', { limit: 3 }],
		['emailThread', 'get', { emailThreadId: String(thread) }],
	])(
		'of %s %s leaves ten fields, and the full record without it',
		async (resource, operation, more) => {
			const simple = await run({ resource, operation, ...more });
			const full = await run({ resource, operation, ...more, simplify: false });

			for (const record of simple.json) expect(Object.keys(record)).toHaveLength(10);
			for (const record of full.json) expect(Object.keys(record).length).toBeGreaterThan(15);
			expect(simple.json.map(({ id }) => id)).toEqual(full.json.map(({ id }) => id));
		},
	);

	it('of a session keeps who talked, when, how, its tags and its call parameters', async () => {
		const { json } = await run({
			resource: 'session',
			operation: 'get',
			sessionId: locator('id', session),
		});

		expect(json[0]).toEqual({
			id: session,
			departmentId: 62,
			channel: 'Chat',
			source: 'Default',
			status: 'CLOSED',
			created: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/) as string,
			ended: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/) as string,
			callParams: {
				oo1_guest_ident: 'Jan Dvořák',
				oo1_guest_email: 'guest0@example.com',
				oo1_guest_phone: '+420601000000',
			},
			operators: ['Anna Novák'],
			tags: ['vip'],
		});
	});
});
