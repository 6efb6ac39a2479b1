import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { resources } from '../../nodes/Lovi/resources';
import { locator, useFixture } from '../support/fixture';
import { expectSchema } from '../support/schemas';

const fixture = useFixture();

const company = locator('name', '={{ $json.company }}');
const recipient = {
	company,
	number: '={{ $json.number }}',
	recipientId: '34911670470',
	notificationType: 'transactional',
	campaignName: 'Orders',
};
const template = { template: locator('list', 'welcome_message|en') };

/** How each operation is run, and which of its calls is made once for each item, to be refused. */
const CASES: Record<string, { parameters: INodeParameters; refused?: string }> = {
	'apiKey.get': { parameters: { company } },
	'apiKey.getMany': { parameters: { returnAll: true } },
	'companyToken.mint': { parameters: { company }, refused: 'access_key' },
	'template.create': {
		parameters: { company, wabaId: '1', name: 'a_b', language: 'en', body: 'Hello' },
		refused: 'create',
	},
	'template.getComponents': { parameters: { company, ...template }, refused: 'components' },
	'template.getMany': { parameters: { company, phoneNumber: '34911670470' }, refused: 'templates' },
	'voiceNotification.send': { parameters: { ...recipient, agentId: 'a' }, refused: 'voice' },
	'whatsAppNotification.send': { parameters: { ...recipient, ...template }, refused: 'notify?' },
	'whatsAppNotification.sendBulk': {
		parameters: { ...recipient, ...template },
		refused: 'notify?',
	},
};

const ITEMS: IDataObject[] = ['Acme Ltd', 'Borealis GmbH', 'Café Ñandú'].map((name, index) => ({
	company: name,
	number: 34666000000 + index,
}));

async function run(name: string, continueOnFail = false) {
	const [resource = '', operation = ''] = name.split('.');
	const { parameters } = CASES[name] ?? { parameters: {} };
	return await fixture.engine.run({
		node: 'lovi',
		parameters: { resource, operation, ...parameters, options: { maxParallelRequests: 1 } },
		items: ITEMS,
		continueOnFail,
	});
}

it('there is a case for every operation of the node', () => {
	const all = resources.flatMap(({ value, operations }) =>
		operations.map((operation) => `${value}.${operation.value}`),
	);

	expect(Object.keys(CASES).sort()).toEqual(
		all.filter((name) => !name.startsWith('apiRequest')).sort(),
	);
});

describe.each(Object.keys(CASES))('%s', (name) => {
	it('handles three items of three companies, and puts out what its schema says', async () => {
		const { json, output, error } = await run(name);
		const [resource = '', operation = ''] = name.split('.');

		expect(error).toBeUndefined();
		expect(
			new Set(output.map(({ pairedItem }) => (pairedItem as { item: number }).item)).size,
		).toBe(3);
		expectSchema('Lovi', resource, operation, json);
	});
});

describe.each(Object.entries(CASES).filter(([, { refused }]) => refused !== undefined))(
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
