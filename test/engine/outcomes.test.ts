import type { INodeParameters } from 'n8n-workflow';
import { LOVI_ITEMS, loviParameters } from '../support/loviCases';
import { locator, useFixture } from '../support/fixture';

/*
 * What a workflow can branch on: what became of each item of a write, and what the service said of those that
 * failed.
 */

const fixture = useFixture();

const WAYS = [{ continueOnFail: true }, { hasErrorOutput: true }];
const SEND = { node: 'lovi', parameters: loviParameters('whatsAppNotification.send') };

/** Every input item with what came out for it, wherever it came out. */
async function runEach(way: (typeof WAYS)[number], run: Parameters<typeof fixture.engine.run>[0]) {
	const { output, failed, error } = await fixture.engine.run({ ...run, ...way });
	expect(error).toBeUndefined();
	if (way.hasErrorOutput) {
		expect(output.filter(({ json }) => json.error !== undefined)).toEqual([]);
		expect(failed.filter(({ json }) => json.error === undefined)).toEqual([]);
	} else {
		expect(failed).toEqual([]);
	}
	// What n8n stores of an item besides its JSON must not hold the error with the node in it.
	for (const item of [...output, ...failed]) {
		expect(Object.keys(item).sort()).toEqual(['json', 'pairedItem']);
	}
	const place = (item: (typeof output)[number]) => (item.pairedItem as { item: number }).item;
	return [...output, ...failed].sort((a, b) => place(a) - place(b)).map(({ json }) => json);
}

describe.each(WAYS)('With %j', (way) => {
	/** What n8n puts on the items of an error output besides our fields. */
	const input = (index: number) => (way.hasErrorOutput ? LOVI_ITEMS[index] : {});

	it('a write says of each item whether it was accepted or refused, and by which code', async () => {
		await fixture.sandbox.fault({
			kind: 'status',
			status: 400,
			headers: { 'content-type': 'application/json' },
			body: { error: 'validation_failed', message: 'Required field missing' },
			service: 'lovi',
			path: /notify\?.*borealis/,
		});
		const [first, second, third] = await runEach(way, { ...SEND, items: LOVI_ITEMS });

		expect(first).toMatchObject({ outcome: 'accepted', number: '34666000000' });
		expect(second).toEqual({
			...input(1),
			error: 'Lovi refused the request: Required field missing',
			message: 'Check the values of this item against the message.',
			outcome: 'refused',
			status: 400,
			code: 'validation_failed',
			number: '34666000001',
			company_id: '1e9a4d2b-borealis',
			company_name: 'Borealis GmbH',
			template: 'welcome_message',
			language: 'en',
			send_at: expect.stringMatching(/Z$/) as string,
		});
		expect(third).toMatchObject({ outcome: 'accepted' });
		await fixture.expectViolations();
	});

	it('a write of which the answer was lost is uncertain, and one that was never sent is refused', async () => {
		await fixture.sandbox.fault({
			kind: 'dropAfter',
			service: 'lovi',
			path: /notify\?.*acme/,
			times: 0,
		});
		const items = [...LOVI_ITEMS.slice(0, 2), { company: 'Café Ñandú', number: 'x' }];
		const [first, second, third] = await runEach(way, { ...SEND, items });

		expect(first).toMatchObject({
			error: expect.stringContaining('ended before the answer came') as string,
			outcome: 'uncertain',
		});
		expect(first).not.toHaveProperty('status');
		expect(second).toMatchObject({ outcome: 'accepted' });
		expect(third).toMatchObject({
			error: expect.stringContaining('Number') as string,
			outcome: 'refused',
		});
		await fixture.expectViolations();
	});

	it('a read has no outcome, but the status and the wait', async () => {
		await fixture.sandbox.fault({
			kind: 'status',
			status: 429,
			headers: { 'retry-after': '3600' },
			service: 'mluvii',
			path: /7600002/,
			times: 0,
		});
		const [first, second] = await runEach(way, {
			node: 'mluvii',
			parameters: {
				resource: 'session',
				operation: 'get',
				sessionId: locator('id', '={{ $json.id }}'),
			},
			items: [{ id: 7_600_001 }, { id: 7_600_002 }],
		});

		expect(first).not.toHaveProperty('outcome');
		expect(second).toEqual({
			...(way.hasErrorOutput ? { id: 7_600_002 } : {}),
			error: 'Mluvii asks to slow down',
			message: expect.stringContaining('3600 seconds') as string,
			status: 429,
			retryAfter: 3600,
		});
	});

	it('an API Request has an outcome for each item whose method writes', async () => {
		const parameters: INodeParameters = {
			resource: 'apiRequest',
			operation: 'send',
			method: '={{ $json.method }}',
			path: '={{ $json.path }}',
			body: '{"name": "new"}',
		};
		const found = await runEach(way, {
			node: 'mluvii',
			parameters,
			items: [
				{ method: 'GET', path: '/api/v1/Sessions/7600001' },
				{ method: 'POST', path: '/api/v1/Tags/departments/63' },
				{ method: 'POST', path: '/api/v1/Sessions/1/anonymize' },
				{ method: 'GET', path: '/api/v1/Sessions/1' },
			],
		});

		expect(found.map(({ outcome, error }) => [outcome, error !== undefined])).toEqual([
			[undefined, false],
			['accepted', false],
			['refused', true],
			[undefined, true],
		]);
	});
});

describe('A write that may be repeated', () => {
	const DISABLE = {
		node: 'mluvii',
		parameters: {
			resource: 'user',
			operation: 'setEnabled',
			userId: locator('id', 102),
			isEnabled: false,
		},
		continueOnFail: true,
	};
	const target = { service: 'mluvii', path: /Users\/102/ } as const;

	beforeEach(() => {
		host.sleepMs = () => 1;
	});

	it('is uncertain when every try failed', async () => {
		await fixture.sandbox.fault({ ...target, kind: 'status', status: 500, times: 0 });
		const { json } = await fixture.engine.run(DISABLE);

		expect(json).toMatchObject([{ outcome: 'uncertain', status: 500 }]);
	});

	it('is uncertain when an earlier try may have been carried out, whatever the last one says', async () => {
		await fixture.sandbox.fault({ ...target, kind: 'dropAfter', times: 1 });
		await fixture.sandbox.fault({ ...target, kind: 'status', status: 403, times: 1 });
		const { json } = await fixture.engine.run(DISABLE);

		expect(json).toMatchObject([{ outcome: 'uncertain', status: 403 }]);
	});

	it('is uncertain when there is no login any more after such a try', async () => {
		await fixture.sandbox.fault({ ...target, kind: 'dropAfter', times: 1 });
		await fixture.sandbox.fault({ ...target, kind: 'status', status: 401, times: 1 });
		await fixture.engine.run({
			...DISABLE,
			parameters: { resource: 'session', operation: 'getMany', limit: 1 },
		});
		await fixture.sandbox.fault({
			service: 'mluvii',
			kind: 'status',
			status: 400,
			path: /connect\/token/,
			times: 0,
		});
		const { json } = await fixture.engine.run(DISABLE);

		expect(json).toEqual([
			{
				error: expect.stringContaining('did not accept the login') as string,
				message: expect.any(String) as string,
				outcome: 'uncertain',
			},
		]);
	});

	it('is refused when every try was', async () => {
		await fixture.sandbox.fault({
			...target,
			kind: 'status',
			status: 429,
			headers: { 'retry-after': '0' },
			times: 0,
		});
		const { json } = await fixture.engine.run(DISABLE);

		expect(json).toMatchObject([{ outcome: 'refused', status: 429, retryAfter: 0 }]);
	});

	it('is accepted when a later try worked', async () => {
		await fixture.sandbox.fault({ ...target, kind: 'dropAfter', times: 1 });
		const { json } = await fixture.engine.run(DISABLE);

		expect(json).toMatchObject([{ outcome: 'accepted' }]);
	});
});
