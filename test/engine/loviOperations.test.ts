import { resources } from '../../nodes/Lovi/resources';
import { useFixture } from '../support/fixture';
import { LOVI_CASES, LOVI_ITEMS, loviParameters } from '../support/loviCases';
import { expectSchema } from '../support/schemas';

const fixture = useFixture();

async function run(name: string, continueOnFail = false) {
	return await fixture.engine.run({
		node: 'lovi',
		parameters: loviParameters(name, { maxParallelRequests: 1 }),
		items: LOVI_ITEMS,
		continueOnFail,
	});
}

it('there is a case for every operation of the node', () => {
	const all = resources.flatMap(({ value, operations }) =>
		operations.map((operation) => `${value}.${operation.value}`),
	);

	expect(Object.keys(LOVI_CASES).sort()).toEqual(
		all.filter((name) => !name.startsWith('apiRequest')).sort(),
	);
});

describe.each(Object.keys(LOVI_CASES))('%s', (name) => {
	it('handles three items of three companies, and returns what its schema says', async () => {
		const { json, output, error } = await run(name);
		const [resource = '', operation = ''] = name.split('.');

		expect(error).toBeUndefined();
		expect(
			new Set(output.map(({ pairedItem }) => (pairedItem as { item: number }).item)).size,
		).toBe(3);
		expectSchema('Lovi', resource, operation, json);
	});
});

describe.each(Object.entries(LOVI_CASES).filter(([, { refused }]) => refused !== undefined))(
	'%s',
	(name, { refused }) => {
		it.each([
			[404, 'was not found in Lovi'],
			[400, 'Lovi refused the request: Required field missing'],
		])('keeps a %i on its own item with Continue On Fail', async (status, message) => {
			await fixture.sandbox.fault({
				service: 'lovi',
				path: refused,
				kind: 'status',
				status,
				body: { message: 'Required field missing' },
				skip: 1,
			});
			const { output } = await run(name, true);
			const failed = output.filter(({ json }) => 'error' in json);

			expect(failed).toHaveLength(1);
			expect(failed[0]?.pairedItem).toEqual({ item: 1 });
			expect(failed[0]?.json.error).toContain(message);
		});
	},
);
