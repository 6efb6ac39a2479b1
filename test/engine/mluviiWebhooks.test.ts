import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { locator, useFixture } from '../support/fixture';

const fixture = useFixture();
const STORED = {
	id: 7,
	eventTypes: ['SessionEnded'],
	callbackUrl: 'https://n8n:canary@example.com/hook?token=canary',
};

async function run(parameters: INodeParameters, item: IDataObject = {}) {
	return await fixture.engine.run({ node: 'mluvii', parameters, items: [item] });
}

const get = { resource: 'webhook', operation: 'get', webhookId: locator('id', STORED.id) };
const update = {
	resource: 'webhook',
	operation: 'update',
	webhookId: locator('id', STORED.id),
	eventTypes: ['SessionCreated'],
};

beforeEach(async () => {
	await fixture.sandbox.setWebhooks([STORED]);
});

describe('an address as a node shows it, with its secret hidden', () => {
	it.each<[string, INodeParameters]>([
		['Webhook: Update', update],
		[
			'Webhook: Create',
			{ resource: 'webhook', operation: 'create', eventTypes: ['SessionCreated'] },
		],
		[
			'Chatbot: Set Callback URL',
			{ resource: 'chatbot', operation: 'setCallbackUrl', chatbotId: '801' },
		],
	])('is refused by %s', async (_operation, parameters) => {
		const { json } = await run(get);
		for (const item of [
			json[0] ?? {},
			{ callbackUrl: 'https://example.com/hook?page=2&token=***' },
			{ callbackUrl: 'https://user:***@example.com' },
		]) {
			const { error } = await run({ ...parameters, callbackUrl: '={{ $json.callbackUrl }}' }, item);

			expect(error?.message).toBe('Callback URL has *** in place of a secret');
			expect(error?.description).toContain('Enter the address with its own secret');
		}
		expect(await fixture.sandbox.webhooks()).toEqual([STORED]);
		expect((await fixture.calls('mluvii')).filter(({ method }) => method !== 'GET')).toEqual([]);
	});
});

describe('updating a webhook', () => {
	it.each(['', '={{ "" }}', '={{ $json.missing }}'])(
		'keeps the stored address, secret included, if none is entered: "%s"',
		async (callbackUrl) => {
			const { json } = await run({ ...update, callbackUrl });

			expect(await fixture.sandbox.webhooks()).toEqual([
				{ ...STORED, eventTypes: ['SessionCreated'] },
			]);
			expect(json).toEqual([
				{
					id: STORED.id,
					eventTypes: ['SessionCreated'],
					callbackUrl: 'https://n8n:***@example.com/hook?token=***',
					outcome: 'accepted',
				},
			]);
		},
	);

	it('does not show the stored secret when Mluvii repeats it in a refusal', async () => {
		await fixture.sandbox.fault({
			service: 'mluvii',
			method: 'PUT',
			path: '/api/v1/Webhooks',
			kind: 'echo',
		});
		const { error } = await run({ ...update, callbackUrl: '' });

		expect(error?.message).toContain('Mluvii refused the request');
		expect(JSON.stringify(error)).not.toContain('canary');
	});

	it('says so when the stored address has lost its secret', async () => {
		await fixture.sandbox.setWebhooks([
			{ ...STORED, callbackUrl: 'https://n8n:***@example.com/hook' },
		]);
		const { error } = await run({ ...update, callbackUrl: '' });

		expect(error?.message).toBe('The stored address of webhook 7 has *** in place of a secret');
	});
});
