import { items, locator, useFixture } from '../support/fixture';

const fixture = useFixture();

/** Reads the same session once per item. */
async function readSessions(count: number, continueOnFail = false) {
	const [id = 0] = await fixture.sandbox.sessions();
	return await fixture.engine.run({
		node: 'mluvii',
		parameters: {
			resource: 'session',
			operation: 'get',
			sessionId: locator('id', id),
			// Many requests, with one token.
			options: { inBatches: false },
		},
		items: items(count),
		continueOnFail,
	});
}

/** Reads the API keys once per item; each item is a call of its own. */
async function callLovi(count: number, continueOnFail = false) {
	return await fixture.engine.run({
		node: 'lovi',
		parameters: {
			resource: 'apiRequest',
			operation: 'send',
			actAs: 'user',
			method: 'POST',
			path: '/functions/v1/api_keys',
			options: { maxParallelRequests: 10 },
		},
		items: items(count),
		continueOnFail,
	});
}

const SERVICES = [
	{ service: 'mluvii' as const, call: readSessions },
	{ service: 'lovi' as const, call: callLovi },
];

describe.each(SERVICES)('tokens of $service', ({ service, call }) => {
	it('are minted once for 100 items that run in parallel without one', async () => {
		const { error, output } = await call(100);

		expect(error).toBeUndefined();
		expect(output).toHaveLength(100);
		expect(await fixture.logins(service)).toBe(1);
	});

	it('are kept for the next execution', async () => {
		await call(3);
		await call(3);

		expect(await fixture.logins(service)).toBe(1);
	});

	it('are minted once by executions that start at the same time', async () => {
		const results = await Promise.all([call(20), call(20), call(20)]);

		expect(results.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
		expect(await fixture.logins(service)).toBe(1);
	});

	it('are replaced by one login when they are revoked in the middle of 100 parallel reads', async () => {
		await fixture.sandbox.configure({ [service]: { latencyMs: 100 } });
		const running = call(100);
		await untilCalls(service, 30);
		await fixture.sandbox.revokeTokens(service);
		const { error, output } = await running;

		expect(error).toBeUndefined();
		expect(output).toHaveLength(100);
		expect(await fixture.logins(service)).toBe(2);
		expect((await fixture.calls(service)).some(({ status }) => status === 401)).toBe(true);
	});

	it('are replaced by one login for two executions that hold the same one', async () => {
		await fixture.sandbox.configure({ [service]: { latencyMs: 100 } });
		const running = [call(60), call(60)];
		await untilCalls(service, 30);
		await fixture.sandbox.revokeTokens(service);
		const results = await Promise.all(running);

		expect(results.map(({ error }) => error)).toEqual([undefined, undefined]);
		expect(await fixture.logins(service)).toBe(2);
	});

	it('are sent without reading and decrypting the credential for each request', async () => {
		const before = fixture.engine.credentials.reads;
		const { output } = await call(100);

		expect(output).toHaveLength(100);
		expect(fixture.engine.credentials.reads - before).toBeLessThan(10);
	});

	it('are not asked for again and again by a service that refuses every one', async () => {
		await fixture.sandbox.fault({
			service,
			path: /api_keys|Sessions/,
			kind: 'status',
			status: 401,
			times: 0,
		});
		const { output } = await fixture.engine.run({
			...(service === 'mluvii'
				? {
						node: 'mluvii',
						parameters: { resource: 'session', operation: 'get', sessionId: locator('id', 1) },
					}
				: {
						node: 'lovi',
						parameters: {
							resource: 'apiRequest',
							operation: 'send',
							method: 'POST',
							path: '/functions/v1/api_keys',
						},
					}),
			items: items(50),
			continueOnFail: true,
		});

		expect(output).toHaveLength(50);
		expect(output[0]?.json.error).toMatch(/did not accept the credential/);
		expect(await fixture.logins(service)).toBeLessThanOrEqual(5);
	});
});

describe.each(SERVICES)('a wrong password of $service', ({ service, call }) => {
	it('is sent once for 50 items that all need a token', async () => {
		const type = `${service}Api`;
		fixture.engine.credentials.save(type, {
			...fixture.engine.credentials.read(type),
			password: 'wrong',
		});
		const { output } = await call(50, true);

		expect(output).toHaveLength(50);
		expect(
			output.every(({ json }) => (json.error as string).includes('did not accept the login')),
		).toBe(true);
		expect(await fixture.logins(service)).toBe(1);
	});
});

describe('a Mluvii token that is dead', () => {
	it.each(['redirect', 'html'] as const)(
		'is replaced by one login when the service answers with its login page (%s)',
		async (badToken) => {
			await fixture.sandbox.configure({ mluvii: { badToken, latencyMs: 100 } });
			const running = readSessions(100);
			await untilCalls('mluvii', 30);
			await fixture.sandbox.revokeTokens('mluvii');
			const { error, json } = await running;

			expect(error).toBeUndefined();
			expect(json.every(({ channel }) => typeof channel === 'string')).toBe(true);
			expect(json).toHaveLength(100);
			expect(await fixture.logins('mluvii')).toBe(2);
		},
	);

	it('is replaced after it was stored by an earlier execution', async () => {
		await readSessions(1);
		await fixture.sandbox.configure({ mluvii: { badToken: 'redirect' } });
		await fixture.sandbox.revokeTokens('mluvii');
		const stored = fixture.engine.credentials.read('mluviiApi').accessToken;
		const { error } = await readSessions(1);

		expect(error).toBeUndefined();
		expect(fixture.engine.credentials.read('mluviiApi').accessToken).not.toBe(stored);
	});

	it.each(['redirect', 'html'] as const)(
		'never lets the login page pass for data (%s, whatever the token)',
		async (kind) => {
			await fixture.sandbox.fault({ service: 'mluvii', path: '/api/v1/Sessions', kind, times: 0 });
			const { error, output } = await readSessions(1);

			expect(output).toEqual([]);
			expect(error?.message).toBe('Mluvii sent its login page instead of an answer');
			expect(error?.description).toMatch(/credential/);
		},
	);
});

async function untilCalls(service: 'mluvii' | 'lovi', count: number): Promise<void> {
	while ((await fixture.calls(service)).filter(({ status }) => status === 200).length < count) {
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}
