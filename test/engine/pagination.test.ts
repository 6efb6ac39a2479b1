import type { INodeParameters } from 'n8n-workflow';
import { useFixture } from '../support/fixture';
import { mostInFlight } from '../support/requests';

const fixture = useFixture();

async function getMany(parameters: INodeParameters) {
	return await fixture.engine.run({
		node: 'mluvii',
		parameters: { resource: 'session', operation: 'getMany', ...parameters },
	});
}

describe('Return All', () => {
	it.each([0, 1, 2, 199, 200, 201, 5_000])(
		'returns exactly %i sessions, in order',
		async (count) => {
			await fixture.sandbox.setSessions(count);
			const { error, json } = await getMany({ returnAll: true });

			expect(error).toBeUndefined();
			expect(json.map(({ id }) => id)).toEqual(await fixture.sandbox.sessions());
		},
	);

	it.each([1, 99, 100, 101, 250, 5_000])(
		'returns exactly %i sessions when the service caps every page at 100',
		async (count) => {
			await fixture.sandbox.configure({ mluvii: { maxPageSize: 100 } });
			await fixture.sandbox.setSessions(count);
			const { error, json } = await getMany({ returnAll: true });

			expect(error).toBeUndefined();
			expect(json.map(({ id }) => id)).toEqual(await fixture.sandbox.sessions());
		},
	);

	it.each(['newestFirst', 'oldestFirst'] as const)(
		'loses and repeats nothing when sessions are added before every page (%s)',
		async (sessionOrder) => {
			await fixture.sandbox.configure({ mluvii: { sessionOrder, maxPageSize: 100, latencyMs: 5 } });
			await fixture.sandbox.setSessions(3_000);
			const before = await fixture.sandbox.sessions();
			await fixture.sandbox.configure({ mluvii: { addSessionPerListRequest: 3 } });
			const { error, json } = await getMany({ returnAll: true });
			const ids = json.map(({ id }) => id as number);
			const known = new Set(before);

			expect(error).toBeUndefined();
			expect(new Set(ids).size).toBe(ids.length);
			expect(ids.filter((id) => known.has(id))).toEqual(before);
		},
	);

	it('costs one or two requests for a short list, and few more than its pages for a long one', async () => {
		await fixture.sandbox.setSessions(0);
		await getMany({ returnAll: true });
		expect(await fixture.calls('mluvii')).toHaveLength(1);

		await fixture.sandbox.reset();
		await fixture.sandbox.setSessions(150);
		await getMany({ returnAll: true });
		expect(await fixture.calls('mluvii')).toHaveLength(2);

		await fixture.sandbox.reset();
		await fixture.sandbox.setSessions(5_000);
		await getMany({ returnAll: true });
		expect((await fixture.calls('mluvii')).length).toBeLessThanOrEqual(26 + 10);
	});

	it('has never more requests in flight than Max Parallel Requests, and more than one', async () => {
		// Long enough for four to be sent, on a busy machine as well.
		await fixture.sandbox.configure({ mluvii: { latencyMs: 100 } });
		await fixture.sandbox.setSessions(5_000);
		await getMany({ returnAll: true, options: { maxParallelRequests: 4 } });

		expect(mostInFlight(await fixture.calls('mluvii'))).toBe(4);
	});

	it('fails loudly when a page cannot be read, and returns no part of the list', async () => {
		await fixture.sandbox.setSessions(1_000);
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: 'offset=398',
			kind: 'status',
			status: 400,
			body: { Offset: 'too large' },
			times: 0,
		});
		const { error, output } = await getMany({ returnAll: true });

		expect(output).toEqual([]);
		expect(error?.message).toBe('Mluvii refused the request: Offset: too large');
	});
});

describe('Limit', () => {
	it.each([
		[1, 1],
		[50, 1],
		[250, 2],
		[450, 3],
	])(
		'of %i stops in the middle of a page, after at most %i requests and one spare',
		async (limit, pages) => {
			await fixture.sandbox.setSessions(5_000);
			const { json } = await getMany({ returnAll: false, limit });
			const calls = await fixture.calls('mluvii');

			expect(json.map(({ id }) => id)).toEqual((await fixture.sandbox.sessions()).slice(0, limit));
			expect(calls.length).toBeLessThanOrEqual(pages + 1);
			expect(calls[0]?.query).toEqual({ limit: String(Math.min(limit, 200)), offset: '0' });
		},
	);

	it('above the number of sessions returns all of them', async () => {
		await fixture.sandbox.setSessions(30);
		const { json } = await getMany({ returnAll: false, limit: 50 });

		expect(json.map(({ id }) => id)).toEqual(await fixture.sandbox.sessions());
	});

	it('is taken from each item', async () => {
		const { output } = await fixture.engine.run({
			node: 'mluvii',
			parameters: {
				resource: 'session',
				operation: 'getMany',
				returnAll: false,
				limit: '={{ $json.wanted }}',
			},
			items: [{ wanted: 2 }, { wanted: 3 }],
		});

		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 0 },
			{ item: 1 },
			{ item: 1 },
			{ item: 1 },
		]);
	});
});
