import { exampleNames, fillN8n } from '../../scripts/demo';
import type { Demo } from '../../scripts/demo';
import type { Execution } from '../../scripts/n8n/rest';
import { Host } from './support/host';

const host = new Host();
let demo: Demo;

beforeAll(async () => {
	await host.rest.login();
	demo = await fillN8n(host.rest, host.sandbox);
});

beforeEach(async () => {
	await host.sandbox.reset();
});

afterEach(async () => {
	expect(await host.sandbox.violations()).toEqual([]);
});

/** How the examples are run that do not run by hand. */
const RUNS: Record<string, (id: string) => Promise<Execution>> = {
	'lovi-order-shipped': async (id) => {
		await host.rest.activateWorkflow(id);
		const order = { number: '1017', customer: 'Nora', phone: '+34 666 033 135', arrives: 'Friday' };
		await fetch(`${host.n8n.baseUrl}/webhook/order-shipped`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ order }),
		});
		const [execution] = await host.rest.executionsSettled(id, 1);
		await host.rest.deactivateWorkflow(id);
		return await host.rest.getExecution(execution?.id ?? '');
	},
	'mluvii-nightly-export': async (id) =>
		await host.rest.runWorkflow(id, { trigger: 'Every night' }),
	'mluvii-session-ended': async (id) => {
		await host.rest.activateWorkflow(id);
		await host.sandbox.endSession(ENDED);
		const [execution] = await host.rest.executionsSettled(id, 1);
		await host.rest.deactivateWorkflow(id);
		return await host.rest.getExecution(execution?.id ?? '');
	},
};
const ENDED = 7_600_249;

/** What each example must have done; one without an entry here fails. */
const EXPECTED: Record<
	string,
	(run: Awaited<ReturnType<typeof runExample>>) => Promise<void> | void
> = {
	'lovi-campaign': async ({ items }) => {
		const calls = await host.sandbox.requests({ operationId: 'notifyWhatsApp' });
		const deliveries = await host.sandbox.notifications();

		expect(calls).toHaveLength(3);
		expect(items('Send to all')).toHaveLength(250);
		expect(new Set(deliveries.map(({ number }) => number)).size).toBe(250);
		expect(deliveries).toHaveLength(250);
		expect(deliveries[3]?.payload).toMatchObject({
			name_template: 'order_confirmation',
			language_template: 'es',
			components_push: { body_text_0: '{{body_text_0}}', body_text_1: '{{body_text_1}}' },
			contact: { name: 'Customer 4', body_text_0: 'Customer 4', body_text_1: 'the spring sale' },
		});
	},
	'lovi-order-shipped': async () => {
		expect(await host.sandbox.notifications()).toMatchObject([
			{
				companyId: '0d8f3c1a-acme',
				number: '34666033135',
				payload: {
					name_template: 'shipping_update',
					language_template: 'en_US',
					components_push: {
						header_text_1: '1017',
						body_text_0: 'Nora',
						body_text_1: '1017',
						body_text_2: 'Friday',
					},
				},
			},
		]);
	},
	'lovi-templates': ({ items }) => {
		const rows = items('One row a template');

		expect(rows).toHaveLength(3 * 5);
		expect(new Set(rows.map(({ company }) => company))).toEqual(
			new Set(['Acme Ltd', 'Borealis GmbH', 'Café Ñandú']),
		);
		expect(rows[0]).toEqual({
			company: 'Acme Ltd',
			template: 'welcome_message',
			language: 'en',
			category: 'MARKETING',
		});
	},
	'lovi-notify-company': async ({ items }) => {
		expect(items('Fetch the company API keys')).toHaveLength(3);
		expect(items('Mint a company token')).toMatchObject([
			{ company_name: 'Acme Ltd', token_type: 'bearer' },
		]);
		expect(items('Send the notification')).toMatchObject([
			{ number: '34666033135', success: true },
		]);
		expect(await host.sandbox.notifications()).toMatchObject([
			{
				companyId: '0d8f3c1a-acme',
				number: '34666033135',
				payload: {
					name_template: 'order_confirmation',
					components_push: { body_text_0: '{{name}}', body_text_1: 'your order 1017' },
					contact: { number: '34666033135', name: 'Nora' },
				},
			},
		]);
		const logins = await host.sandbox.requests({ service: 'lovi', operationId: 'logIn' });
		expect(logins.filter(({ query }) => query.access_key === 'key-0d8f3c1a-acme')).toHaveLength(1);
	},
	'mluvii-import-contacts': async ({ items }) => {
		const created = items('Create the contacts').map(({ id }) => id);
		const posts = (await host.calls('mluvii')).filter(({ method }) => method === 'POST');

		expect(new Set(created).size).toBe(3);
		expect(posts.map(({ path, query, body }) => ({ path, query, body }))).toMatchObject([
			{
				path: '/api/v1/Contacts',
				query: { departmentId: '62' },
				body: [
					{
						oo1_guest_ident: ['Nora Novák'],
						oo1_guest_email: ['nora@example.com'],
						oo1_guest_phone: ['+420601000001'],
						customer_number: ['10452'],
					},
					{ oo1_guest_ident: ['Łukasz Żak'] },
					{ oo1_guest_ident: ['Zoë O’Brien'] },
				],
			},
			{ path: '/api/v1/Campaigns/5001/identities', body: { ids: created } },
		]);
		expect(items('Add them to the campaign')).toHaveLength(3);
	},
	'mluvii-nightly-export': ({ items, runData }) => {
		const day = dayOf(Date.now() - 24 * 3_600_000);
		const rows = items('One row a session');
		const file = runData['Make a CSV file']?.[0]?.data?.main[0]?.[0]?.binary?.data;

		expect(rows.length).toBeGreaterThan(20);
		expect(new Set(rows.map(({ created }) => dayOf(Date.parse(String(created)))))).toEqual(
			new Set([day]),
		);
		expect(rows.some(({ tags }) => tags === 'vip')).toBe(true);
		expect(file).toMatchObject({ fileName: `sessions-${day}.csv`, mimeType: 'text/csv' });
	},
	'mluvii-session-ended': async ({ items }) => {
		const [row] = items('One row for your table');
		const calls = (await host.calls('mluvii')).filter(({ path }) => path.includes('/Sessions/'));

		expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
			`PUT /api/v1/Sessions/${ENDED}/tags/9001`,
			`PUT /api/v1/Sessions/${ENDED}/callparams`,
			`GET /api/v1/Sessions/${ENDED}/callparams`,
		]);
		expect(row).toMatchObject({
			session: ENDED,
			email: 'guest249@example.com',
			ended: expect.stringMatching(/^\d{4}-/) as string,
		});
		expect(await host.sandbox.webhooks()).toEqual([]);
	},
	'mluvii-sessions': ({ items }) => {
		const weekAgo = Date.now() - 8 * 24 * 3_600_000;
		const listed = items('List the sessions');
		const kept = items('Keep phone calls');

		expect(listed.length).toBeGreaterThan(kept.length);
		expect(kept.length).toBeGreaterThan(0);
		expect(listed.every(({ created }) => Date.parse(String(created)) > weekAgo)).toBe(true);
		expect(new Set(kept.map(({ channel }) => channel))).toEqual(new Set(['Phone']));
	},
};

/** The day in the time zone of this machine, which is that of n8n, too. */
function dayOf(time: number): string {
	const date = new Date(time);
	return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
		.map((part) => String(part).padStart(2, '0'))
		.join('-');
}

async function runExample(name: string) {
	const id = demo.workflows[name] ?? '';
	const execution = await (RUNS[name]?.(id) ?? host.rest.runWorkflow(id));
	const items = (node: string) =>
		(execution.runData[node]?.[0]?.data?.main[0] ?? []).map(({ json }) => json);
	return { ...execution, items };
}

describe.each(exampleNames())('the example %s', (name) => {
	it('runs as it is imported', async () => {
		const run = await runExample(name);

		expect(run.error).toBeUndefined();
		expect(run.status).toBe('success');
		await EXPECTED[name]?.(run);
		expect(Object.keys(EXPECTED)).toContain(name);
	});
});
