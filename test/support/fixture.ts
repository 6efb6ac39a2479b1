import type { LoggedRequest, SandboxClient, ServiceName } from '../../sandbox/client';
import { connectToSandbox } from '../../sandbox/client';
import { Engine } from './engine';
import { isLogin } from './requests';

/** What an engine test works with. */
export interface Fixture {
	sandbox: SandboxClient;
	/** The engine, with no token stored yet. */
	engine: Engine;
	/** How often a service was asked for a token. */
	logins(service: ServiceName): Promise<number>;
	/** The requests to a service other than logins, in the order in which they came. */
	calls(service: ServiceName): Promise<LoggedRequest[]>;
	/** Says that the test breaks the contract on purpose; returns what was recorded, and forgets it. */
	expectViolations(): Promise<string[]>;
}

const HOUR_MS = 3_600_000;

/**
 * A sandbox for the test file, put back to its seed for each test, and an engine without stored tokens.
 * A test that leaves violations of the contract behind fails.
 */
export function useFixture(): Fixture {
	const fixture = {
		logins: async (service) => (await fixture.sandbox.requests({ service })).filter(isLogin).length,
		calls: async (service) =>
			(await fixture.sandbox.requests({ service })).filter((request) => !isLogin(request)),
		expectViolations: async () => {
			const found = await fixture.sandbox.violations();
			await fixture.sandbox.clearViolations();
			return found.map(({ message }) => message);
		},
	} as Fixture;
	let hours = 0;
	const realNow = Date.now.bind(Date);

	beforeAll(() => {
		fixture.sandbox = connectToSandbox(host.sandbox);
	});

	beforeEach(async () => {
		// Tokens that an earlier test was given are remembered for a while; so each test is an hour later.
		hours++;
		jest.spyOn(Date, 'now').mockImplementation(() => realNow() + hours * HOUR_MS);
		host.sleepMs = (milliseconds) => milliseconds;
		await fixture.sandbox.reset();
		fixture.engine = await Engine.load();
		const { mluvii, lovi } = fixture.sandbox;
		fixture.engine.credentials.save('mluviiApi', {
			domain: mluvii.url,
			username: mluvii.apiUsername,
			password: mluvii.apiPassword,
		});
		fixture.engine.credentials.save('loviApi', {
			baseUrl: lovi.url,
			email: lovi.email,
			password: lovi.password,
		});
	});

	afterEach(async () => {
		jest.restoreAllMocks();
		expect(await fixture.sandbox.violations()).toEqual([]);
	});

	return fixture;
}

/** A resource locator's stored value. */
export function locator(
	mode: string,
	value: string | number,
): { __rl: true; mode: string; value: string | number } {
	return { __rl: true, mode, value };
}

/** Items with `id` from 0 or from the given ids. */
export function items(count: number): Array<{ index: number }> {
	return Array.from({ length: count }, (_, index) => ({ index }));
}
