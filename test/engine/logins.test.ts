import { setTimeout as sleep } from 'node:timers/promises';
import { items, locator, useFixture } from '../support/fixture';

const fixture = useFixture();

/** Where each service gives out tokens, and a read that needs one. */
const SERVICES = [
	{
		service: 'mluvii' as const,
		credential: 'mluviiApi',
		path: '/login/connect/token',
		parameters: { resource: 'company', operation: 'get', companyId: locator('id', '17') },
	},
	{
		service: 'lovi' as const,
		credential: 'loviApi',
		path: '/auth/v1/token',
		parameters: {
			resource: 'apiRequest',
			operation: 'send',
			actAs: 'user',
			method: 'POST',
			path: '/functions/v1/api_keys',
		},
	},
];

describe.each(SERVICES)('a login to $service', ({ service, credential, path, parameters }) => {
	async function run(count: number, cancelWhen?: () => Promise<void>) {
		return await fixture.engine.run({
			node: service,
			parameters,
			items: items(count),
			continueOnFail: true,
			cancelWhen,
		});
	}

	it.each([
		{ kind: 'status', status: 503 },
		{ kind: 'status', status: 400 },
		{ kind: 'drop' },
		{ kind: 'html' },
	] as const)('that ends with %j is tried once for 200 items', async (fault) => {
		await fixture.sandbox.fault({ service, path, ...fault, times: 0 });
		const { json } = await run(200);

		expect(json).toHaveLength(200);
		expect(json.filter(({ error }) => error === undefined)).toEqual([]);
		expect(await fixture.logins(service)).toBe(1);
	});

	it('that does not end lets go of the run when it is cancelled', async () => {
		await fixture.sandbox.fault({ service, path, kind: 'stall', times: 0 });
		// The login itself goes on; another test would wait for its end.
		const stored = fixture.engine.credentials.read(credential);
		fixture.engine.credentials.save(credential, { ...stored, password: 'of another account' });
		let cancelledAt = 0;
		await run(200, async () => {
			while ((await fixture.logins(service)) === 0) await sleep(10);
			cancelledAt = performance.now();
		});

		expect(performance.now() - cancelledAt).toBeLessThan(5_000);
		expect(await fixture.logins(service)).toBe(1);
		expect(await fixture.calls(service)).toEqual([]);
	});

	it.each([404, 405, 302])('to an address that answers %i names the address', async (status) => {
		await fixture.sandbox.fault({ service, path, kind: 'status', status, times: 0 });
		const { json } = await run(1);

		expect(json[0]?.error).toBe(
			`There is no ${service === 'lovi' ? 'Lovi' : 'Mluvii'} login at ${fixture.sandbox[service].url} (status ${status})`,
		);
		expect(json[0]?.message).toContain('Check the address in the credential');
	});

	it('does not take a token that n8n would work out as an expression', async () => {
		await fixture.sandbox.fault({
			service,
			path,
			kind: 'status',
			status: 200,
			body: { access_token: '={{ $env.SECRET }}', expires_in: 3600, token_type: 'Bearer' },
			times: 0,
		});
		const { json } = await run(1);

		expect(json[0]?.error).toBe(
			`${fixture.sandbox[service].url} gave a token that n8n cannot store`,
		);
		expect(fixture.engine.credentials.read(credential).accessToken).toBeUndefined();
	});

	it('leaves no trace of the password beside the token', async () => {
		const { password } = fixture.engine.credentials.read(credential);
		await run(1);
		const { accessToken, tokenAccount } = fixture.engine.credentials.read(credential);
		const stored = JSON.stringify([accessToken, tokenAccount]);

		expect(accessToken).toMatch(/^ey/);
		expect(stored).not.toContain(password);
		expect(stored).not.toContain(Buffer.from(password as string).toString('base64'));
	});
});
