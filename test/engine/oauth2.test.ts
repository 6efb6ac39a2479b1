import { useFixture } from '../support/fixture';

const fixture = useFixture();

/** Runs a call with an OAuth2 credential whose stored token is dead. */
async function callWithDeadToken(
	data: Record<string, string>,
	credential = {},
	request: Record<string, unknown> = { method: 'GET', path: '/api/v1/Companies' },
) {
	const { mluvii } = fixture.sandbox;
	fixture.engine.credentials.save('mluviiOAuth2Api', {
		domain: mluvii.url,
		grantType: 'pkce',
		authentication: 'body',
		accessTokenUrl: `${mluvii.url}/login/connect/token`,
		clientId: mluvii.oauthClientId,
		clientSecret: mluvii.oauthClientSecret,
		oauthTokenData: { access_token: 'dead', ...data },
		...credential,
	});
	return await fixture.engine.run({
		node: 'mluvii',
		parameters: {
			authentication: 'mluviiOAuth2Api',
			resource: 'apiRequest',
			operation: 'send',
			...request,
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

		// Later versions of n8n have words of their own for it.
		expect(error?.message).toMatch(
			host.isN8n1
				? /^The login of the Mluvii credential has ended: /
				: /^The credential "mluviiOAuth2Api" needs to be reconnected/,
		);
		expect(await fixture.logins('mluvii')).toBe(1);
	});
});

describe('an OAuth2 login that cannot be renewed because the login server is out of order', () => {
	it.each(['401', 'redirect'] as const)('says so after %s', async (badToken) => {
		await fixture.sandbox.configure({ mluvii: { badToken } });
		const path = '/login/connect/token';
		await fixture.sandbox.fault({ service: 'mluvii', path, kind: 'status', status: 503, times: 0 });
		const { error } = await callWithDeadToken({ refresh_token: 'any' });

		// n8n 1 does not even try after a login page.
		expect(error?.message).toBe(
			host.isN8n1 && badToken === 'redirect'
				? 'Mluvii sent its login page instead of an answer'
				: 'Mluvii is not available at the moment (status 503)',
		);
	});
});

describe('an OAuth2 token that is answered with the login page', () => {
	it('is renewed from n8n 2 on; n8n 1 says that it does not do that', async () => {
		const { apiUsername: clientId, apiPassword: clientSecret } = fixture.sandbox.mluvii;
		await fixture.sandbox.configure({ mluvii: { badToken: 'redirect' } });
		const client = { grantType: 'clientCredentials', clientId, clientSecret };
		const { error, output } = await callWithDeadToken({}, client);
		const logins = await fixture.logins('mluvii');

		if (host.isN8n1) {
			expect(error?.message).toBe('Mluvii sent its login page instead of an answer');
			expect(error?.description).toMatch(/^No new login was tried.* connect it again\.$/);
			expect(logins).toBe(0);
		} else {
			expect(error).toBeUndefined();
			expect(output).not.toEqual([]);
			expect(logins).toBe(1);
		}
	});
});

describe('a write that is sent again after a login page', () => {
	it('may have happened when the connection then ends', async () => {
		await fixture.sandbox.configure({ mluvii: { badToken: 'redirect' } });
		const path = '/api/v1/Webhooks';
		await fixture.sandbox.fault({ service: 'mluvii', path, kind: 'drop', skip: 1 });
		const { error } = await callWithDeadToken({}, {}, { method: 'POST', path, body: '{}' });

		expect(error?.message).toBe(
			'The connection to Mluvii ended before the answer came. The request may have been carried out all the same.',
		);
		expect(await fixture.calls('mluvii')).toHaveLength(2);
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
