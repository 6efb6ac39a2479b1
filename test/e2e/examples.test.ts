import { exampleNames, fillN8n } from '../../scripts/demo';
import type { Demo } from '../../scripts/demo';
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

/** What each example must have done; one without an entry here fails. */
const EXPECTED: Record<
	string,
	(run: Awaited<ReturnType<typeof runExample>>) => Promise<void> | void
> = {
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
		const logIns = await host.sandbox.requests({ service: 'lovi', operationId: 'logIn' });
		expect(logIns.filter(({ query }) => query.access_key === 'key-0d8f3c1a-acme')).toHaveLength(1);
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

async function runExample(name: string) {
	const execution = await host.rest.runWorkflow(demo.workflows[name] ?? '');
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
