import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { connectOAuth2, fixture, run, serviceOf } from './matrix';
import type { OperationClass } from './operations';
import { OPERATIONS } from './operations';
import { TOKEN_FAULTS } from './table';

/** Something that each service does once it knows who is asking. */
const ANY_READ: Record<'lovi' | 'mluvii', INodeParameters> = {
	mluvii: { resource: 'session', operation: 'getMany', limit: 1 },
	lovi: { resource: 'apiKey', operation: 'getMany', returnAll: true },
};

/** Has n8n keep a token that the service does not take. */
async function haveToken(operation: OperationClass, state: (typeof TOKEN_FAULTS)[number]) {
	const { sandbox, engine } = fixture;
	const service = serviceOf(operation);
	const type = `${operation.logIn}Api`;
	if (state === 'expired') await sandbox.configure({ [service]: { tokenLifetimeSeconds: 1 } });
	if (operation.logIn === 'mluviiOAuth2') await connectOAuth2();
	else await engine.run({ node: service, parameters: ANY_READ[service] });
	await sandbox.configure({ [service]: { tokenLifetimeSeconds: 3600 } });
	if (state === 'revoked') await sandbox.revokeTokens(service);
	if (state === 'expired') await sleep(1_100);
	if (state === 'malformed') {
		const { oauthTokenData, ...stored } = engine.credentials.read(type);
		engine.credentials.save(type, {
			...stored,
			...(oauthTokenData === undefined
				? { accessToken: '"},' }
				: { oauthTokenData: { ...(oauthTokenData as IDataObject), access_token: '"},' } }),
		});
	}
	await sandbox.clearViolations();
	// A login of a moment ago would stand for another one.
	shiftClock(60_000);
}

/** Moves the clock of n8n. */
function shiftClock(milliseconds: number): void {
	const clock = jest.spyOn(Date, 'now');
	const now = clock.getMockImplementation() as () => number;
	clock.mockImplementation(() => now() + milliseconds);
}

const TWO_HOURS = 7_200_000;

describe.each([TWO_HOURS, -TWO_HOURS])('The clock of n8n jumps by %i ms', (shift) => {
	it.each(OPERATIONS.filter(({ rule }) => rule !== 'logIn'))(
		'$name, with a wait by the clock of the service and then a dead token',
		async (operation) => {
			const service = serviceOf(operation);
			// What n8n 1 does instead is in oauth2.test.ts.
			const isLoginPageKnown = operation.logIn !== 'mluviiOAuth2' || !host.isN8n1;
			if (isLoginPageKnown) await fixture.sandbox.configure({ mluvii: { badToken: 'redirect' } });
			await haveToken(operation, 'revoked');
			const date = new Date().toUTCString();
			shiftClock(shift);
			await fixture.sandbox.fault({
				kind: 'status',
				status: 429,
				headers: { 'retry-after': date, date },
				service,
				method: operation.method,
				path: operation.path,
			});
			const before = await fixture.logins(service);
			const { output, error } = await run(operation, true);

			expect(error).toBeUndefined();
			expect(output.filter(({ json }) => json.error !== undefined)).toEqual([]);
			expect((await fixture.logins(service)) - before).toBe(1);
		},
	);
});

describe.each(TOKEN_FAULTS)('The stored token is %s', (state) => {
	it.each(OPERATIONS.filter(({ rule }) => rule !== 'logIn'))('$name', async (operation) => {
		const service = serviceOf(operation);
		await haveToken(operation, state);
		const before = await fixture.logins(service);
		const { output, error, requests } = await run(operation, true);

		expect(error).toBeUndefined();
		expect(output.filter(({ json }) => json.error !== undefined)).toEqual([]);
		expect(
			new Set(output.map(({ pairedItem }) => (pairedItem as { item: number }).item)).size,
		).toBe(operation.items.length);
		expect(requests).toBeLessThanOrEqual(2);
		expect((await fixture.logins(service)) - before).toBe(1);
	});
});
