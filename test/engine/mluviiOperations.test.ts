import { resources } from '../../nodes/Mluvii/resources';
import { findOperation } from '../../nodes/shared/operation/assembly';
import type { LoggedRequest } from '../../sandbox/client';
import { callsOf, readContract } from '../support/contracts';
import { useFixture } from '../support/fixture';
import { MLUVII_CASES, mluviiCase, mluviiParameters } from '../support/mluviiCases';
import { expectSchema } from '../support/schemas';

const fixture = useFixture();

async function run(name: string, { continueOnFail = false } = {}) {
	return await fixture.engine.run({
		node: 'mluvii',
		// One at a time, so that it is known which item is in the middle.
		parameters: mluviiParameters(name, { maxParallelRequests: 1 }),
		items: mluviiCase(name).items,
		continueOnFail,
		timezone: 'UTC',
	});
}

function shown({ method, path, query }: LoggedRequest): string {
	const pairs = Object.entries(query).flatMap(([key, values]) =>
		[values].flat().map((value) => `${key}=${value ?? ''}`),
	);
	return `${method} ${path}${pairs.length > 0 ? `?${pairs.sort().join('&')}` : ''}`;
}

/** The order of query parameters means nothing. */
function sortedQuery(call: string): string {
	const [path = '', ...rest] = call.split('?');
	const query = rest.join('?');
	if (query === '' || /callbackUrl=/.test(query)) return call;
	return `${path}?${query.split('&').sort().join('&')}`;
}

const OPERATIONS = [
	...new Set(callsOf(readContract('mluvii')).flatMap((call) => call['x-node-operations'])),
];

beforeEach(async () => {
	await fixture.sandbox.setWebhooks(
		[1, 2, 3].map((id) => ({
			id,
			eventTypes: ['SessionEnded'],
			callbackUrl: `https://user:pass@example.com/${id}`,
		})),
	);
});

it('there is a case for every operation of the contract', () => {
	expect(Object.keys(MLUVII_CASES).sort()).toEqual(OPERATIONS.sort());
});

describe.each(Object.keys(MLUVII_CASES))('%s', (name) => {
	const { calls, bodies, output: expected, refused } = mluviiCase(name);
	const [resource = '', operation = ''] = name.split('.');

	it('handles three items with parameters of their own', async () => {
		const { json, output, error } = await run(name);
		const sent = await fixture.calls('mluvii');

		expect(error).toBeUndefined();
		expect(sent.map(shown).map(sortedQuery)).toEqual(calls.map(sortedQuery));
		if (bodies) expect(sent.map(({ body }) => body).filter(Boolean)).toEqual(bodies);
		expect(json).toHaveLength(expected.length);
		expected.forEach((part, index) => {
			expect(json[index]).toMatchObject(part);
		});
		const pairs = output.map(({ pairedItem }) => (pairedItem as { item: number }).item);
		expect(pairs).toEqual([...pairs].sort());
		expect([...new Set(pairs)]).toEqual([0, 1, 2]);
	});

	it('returns what its schema for the editor says', async () => {
		const { json } = await run(name);
		expectSchema('Mluvii', resource, operation, json);
	});

	it.each([
		[404, 'was not found in Mluvii'],
		[400, 'Mluvii refused the request: field: is wrong'],
	])('keeps a %i on its own item with Continue On Fail', async (status, message) => {
		await refuseSecond(status);
		const { json, output } = await run(name, { continueOnFail: true });
		const failed = output.filter(({ json: record }) => 'error' in record);

		expect(failed).toEqual([
			{
				json: {
					error: expect.stringContaining(message) as string,
					message: expect.any(String) as string,
					status,
					...(findOperation(resources, resource, operation).effect === 'write'
						? { outcome: 'refused' }
						: {}),
				},
				pairedItem: { item: 1 },
			},
		]);
		expect(
			new Set(output.map(({ pairedItem }) => (pairedItem as { item: number }).item)).size,
		).toBe(3);
		expect(json.filter((record) => !('error' in record)).length).toBeGreaterThanOrEqual(2);
	});

	it('ends at a 404 otherwise, and names the item', async () => {
		await refuseSecond(404);
		const { error } = await run(name);

		expect(error?.message).toContain('was not found in Mluvii');
		expect(error?.context?.itemIndex).toBe(1);
		expect(error?.httpCode).toBe('404');
	});

	async function refuseSecond(status: number): Promise<void> {
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: /\/api\/v1\//,
			...refused,
			kind: 'status',
			status,
			body: { field: 'is wrong' },
			skip: 1,
		});
	}
});
