import type { INodeParameters } from 'n8n-workflow';
import { items, locator, useFixture } from '../support/fixture';

/* Lovi's limits and scheduled times, over the wire. */

const fixture = useFixture();
const company = locator('id', '0d8f3c1a-acme');
const notification: INodeParameters = {
	resource: 'whatsAppNotification',
	operation: 'send',
	company,
	number: '+34 666 033 135',
	recipientId: '34911670470',
	template: locator('name', 'order_confirmation'),
	language: 'en_US',
	notificationType: 'transactional',
	campaignName: 'Order updates',
};
const create: INodeParameters = {
	resource: 'template',
	operation: 'create',
	company,
	wabaId: '1',
	name: 'order_ready',
	language: 'en_US',
	body: 'Hello',
};

function useProcesses(workers: unknown): void {
	const { baseUrl, email, password } = fixture.engine.credentials.read('loviApi') as Record<
		string,
		string
	>;
	fixture.engine.credentials.save('loviApi', { baseUrl, email, password, workers } as never);
}

async function run(parameters: INodeParameters, count = 1, more = {}) {
	return await fixture.engine.run({ node: 'lovi', parameters, items: items(count), ...more });
}

it('a sixth template in an hour is refused with the time to wait, and not sent', async () => {
	const { json, error } = await run(create, 6, { continueOnFail: true });

	expect(error).toBeUndefined();
	expect(json).toHaveLength(6);
	expect(json[5]?.error).toMatch(
		/^The request would have to wait for \d\d minutes: Lovi takes no more than 5 new templates an hour$/,
	);
	expect(await fixture.sandbox.requests({ operationId: 'createTemplate' })).toHaveLength(5);
});

it('templates are divided among processes, and an API Request counts, however its path is written', async () => {
	useProcesses(3);
	await run(create);
	const { error } = await run({
		resource: 'apiRequest',
		operation: 'send',
		actAs: 'user',
		method: 'POST',
		path: '/functions/v1/admin//whatsapp/create/Template/',
		body: '{}',
	});

	expect(error?.message).toContain('and 1 new template an hour of this n8n process');
	expect(error?.context?.answer).toEqual({ retryAfter: expect.any(Number) as number });
	expect(await fixture.calls('lovi')).toHaveLength(2);
});

it('a figure that is none is refused before anything is sent', async () => {
	useProcesses(0);
	const { error } = await run({ ...notification, company: locator('key', 'key-0d8f3c1a-acme') });

	expect(error?.message).toContain('n8n Processes in the credential must be a whole number');
	expect(await fixture.calls('lovi')).toEqual([]);
});

it('a list in the panel says how long to wait, instead of waiting', async () => {
	const search = async () =>
		await fixture.engine.search('lovi', 'searchTemplates', {
			parameters: { ...notification, linePhoneNumber: '34911670470' },
		});
	for (let read = 1; read <= 50; read++) await search();

	await expect(search()).rejects.toThrow(
		/would have to wait for \d+ \w+: Lovi takes no more than 50 template requests a minute/,
	);
	expect(await fixture.sandbox.requests({ operationId: 'listTemplates' })).toHaveLength(50);
});

it.each([
	[{ scheduledTime: '2030-07-01T10:30', useWorkflowTimezone: true }, '2030-07-01T08:30:00.000Z'],
	[{ scheduledTime: '2030-07-01T10:30Z', useWorkflowTimezone: true }, '2030-07-01T10:30:00.000Z'],
	[{ scheduledTime: '2030-07-01T10:30', timezone: 'Asia/Calcutta' }, '2030-07-01T05:00:00.000Z'],
])('%j is sent as %s', async (options, expected) => {
	await run({ ...notification, options }, 1, { timezone: 'Europe/Prague' });
	const [call] = await fixture.sandbox.requests({ operationId: 'notifyWhatsApp' });

	expect(call?.body).toMatchObject({ datetime_sending: expected, timezone: 'UTC' });
});

it.each([
	[{ scheduledTime: '2030-07-01T10:30', useWorkflowTimezone: false }, 'has no time zone'],
	[
		{ scheduledTime: '2030-07-01T10:30', useWorkflowTimezone: true, timezone: 'UTC' },
		'Time Zone and Use Workflow Time Zone are both given',
	],
	[
		{ scheduledTime: '2030-03-31T02:30', useWorkflowTimezone: true },
		'does not exist in Europe/Prague',
	],
	[
		{ scheduledTime: '2030-10-27T02:30', timezone: 'Europe/Madrid' },
		'comes twice in Europe/Madrid',
	],
])('%j is refused, and nothing is sent', async (options, message) => {
	const { error } = await run({ ...notification, options }, 1, { timezone: 'Europe/Prague' });

	expect(error?.message).toContain(message);
	expect(await fixture.calls('lovi')).toEqual([]);
});

it('the list of zones has their offsets, UTC, and the stored zone by its old name', async () => {
	const zones = await fixture.engine.options('lovi', 'getTimeZones', {
		...notification,
		options: { timezone: 'Asia/Kolkata' },
	});

	expect(zones).toContainEqual({ name: 'UTC (UTC+00:00)', value: 'UTC' });
	expect(zones).toContainEqual({ name: 'Asia/Dubai (UTC+04:00)', value: 'Asia/Dubai' });
	expect(zones.map(({ value }) => value)).toContain('Asia/Kolkata');
});
