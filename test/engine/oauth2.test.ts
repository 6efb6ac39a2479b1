import { useFixture } from '../support/fixture';

const fixture = useFixture();

/** Runs a call with an OAuth2 credential whose stored token is dead. */
async function callWithDeadToken(data: Record<string, string>) {
	const { mluvii } = fixture.sandbox;
	fixture.engine.credentials.save('mluviiOAuth2Api', {
		domain: mluvii.url,
		grantType: 'pkce',
		authentication: 'body',
		accessTokenUrl: `${mluvii.url}/login/connect/token`,
		clientId: mluvii.oauthClientId,
		clientSecret: mluvii.oauthClientSecret,
		oauthTokenData: { access_token: 'dead', ...data },
	});
	return await fixture.engine.run({
		node: 'mluvii',
		parameters: {
			authentication: 'mluviiOAuth2Api',
			resource: 'apiRequest',
			operation: 'send',
			method: 'GET',
			path: '/api/v1/Companies',
		},
	});
}

describe('an OAuth2 login that has ended', () => {
	it('without a refresh token says how to connect again', async () => {
		const { error } = await callWithDeadToken({});

		expect(error?.message).toBe('The login of the Mluvii credential has ended');
		expect(error?.description).toContain('Connect my account');
		expect(await fixture.logins('mluvii')).toBe(0);
	});

	it('whose renewal Mluvii refuses is asked for once, and says how to connect again', async () => {
		const { error } = await callWithDeadToken({ refresh_token: 'unknown' });

		expect(`${error?.message ?? ''} ${error?.description ?? ''}`).toMatch(
			/reconnect|Connect my account/,
		);
		expect(await fixture.logins('mluvii')).toBe(1);
	});
});

describe('a login page with status 200', () => {
	it.each([
		['mluviiApi', 'A new login did not change that.'],
		['mluviiOAuth2Api', 'No new login was tried'],
	])('with %s says whether a new login was tried', async (authentication, words) => {
		await fixture.sandbox.fault({ service: 'mluvii', path: '/Companies', kind: 'html', times: 0 });
		const { mluvii } = fixture.sandbox;
		fixture.engine.credentials.save('mluviiOAuth2Api', {
			domain: mluvii.url,
			grantType: 'pkce',
			authentication: 'body',
			oauthTokenData: { access_token: 'dead' },
		});
		const { error } = await fixture.engine.run({
			node: 'mluvii',
			parameters: {
				authentication,
				resource: 'apiRequest',
				operation: 'send',
				method: 'GET',
				path: '/api/v1/Companies',
			},
		});
		const isRenewed = authentication === 'mluviiApi';

		expect(error?.message).toBe('Mluvii sent its login page instead of an answer');
		expect(error?.description).toContain(words);
		expect(await fixture.logins('mluvii')).toBe(isRenewed ? 1 : 0);
		expect(await fixture.calls('mluvii')).toHaveLength(isRenewed ? 2 : 1);
	});
});
