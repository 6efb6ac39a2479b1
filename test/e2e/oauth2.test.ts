import { CREDENTIAL_BLANKING_VALUE } from 'n8n-workflow';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage, signIn } from '../../scripts/n8n/browser';
import type { CredentialReference } from '../../scripts/n8n/rest';
import { nodeType } from '../../scripts/packages';
import { Host, workflow } from './support/host';

const host = new Host();
let browser: Browser;
let page: Page;
let reference: CredentialReference;

beforeAll(async () => {
	await host.rest.login();
	browser = await launchBrowser();
	page = await openPage(browser);
	await signIn(page, host.n8n);
	reference = await host.credential('mluviiOAuth2Api');
});

afterAll(async () => {
	await browser.close();
});

beforeEach(async () => {
	await host.sandbox.reset();
});

async function readCompany() {
	const node = {
		name: 'Call',
		type: nodeType('mluvii'),
		parameters: {
			authentication: 'mluviiOAuth2Api',
			resource: 'company',
			operation: 'get',
			companyId: { __rl: true, mode: 'id', value: String(host.sandbox.mluvii.companyId) },
		},
		credentials: { mluviiOAuth2Api: reference },
	};
	const execution = await host.rest.runWorkflow(await host.rest.createWorkflow(workflow(1, node)));
	return { ...execution, company: execution.runData.Call?.[0]?.data?.main[0]?.[0]?.json };
}

/** Tests the stored credential with some fields changed; n8n puts stored secrets back in place of blanks. */
async function testWith(changes: Record<string, unknown>) {
	const stored = await host.rest.getCredential(reference.id);
	const data = {
		...stored.data,
		oauthTokenData: CREDENTIAL_BLANKING_VALUE,
		...changes,
	};
	return await host.rest.testCredential({ ...reference, type: 'mluviiOAuth2Api', data });
}

describe('the credential mluviiOAuth2Api', () => {
	it('says that it is not connected yet', async () => {
		const { error } = await readCompany();

		expect(error?.message).toBe('The Mluvii credential is not connected yet');
		expect(error?.description).toContain('Connect my account');
	});

	it("is connected through the editor by Mluvii's login screen, with PKCE", async () => {
		await page.goto(`${host.n8n.baseUrl}/home/credentials/${reference.id}`);
		const popUp = page.waitForEvent('popup');
		await page.getByRole('button', { name: 'Connect', exact: false }).last().click();
		const login = await popUp;
		await login.locator('input[name="login"]').fill(host.sandbox.mluvii.loginUser);
		await login.locator('input[name="password"]').fill(host.sandbox.mluvii.loginPassword);
		await login.locator('button[type="submit"]').click();
		await login.getByRole('button', { name: 'Continue' }).click();
		await page.getByText('Account connected').first().waitFor();

		const [authorize] = await host.sandbox.requests({ operationId: 'authorize' });
		const [exchange] = await host.sandbox.requests({ operationId: 'logIn', service: 'mluvii' });
		expect(authorize?.query).toMatchObject({
			response_type: 'code',
			code_challenge_method: 'S256',
		});
		expect(exchange?.body).toMatchObject({
			grant_type: 'authorization_code',
			code_verifier: expect.any(String) as string,
		});
	});

	it('reads a company then, and passes its test', async () => {
		const { company } = await readCompany();

		expect(company).toMatchObject({ name: host.sandbox.mluvii.companyName });
		expect(await testWith({})).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(await host.logins('mluvii')).toBe(0);
	});

	it('works in the HTTP Request node', async () => {
		const node = {
			name: 'Call',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				url: `${host.sandbox.mluvii.url}/api/v1/Companies`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: 'mluviiOAuth2Api',
				options: {},
			},
			credentials: { mluviiOAuth2Api: reference },
		};
		const execution = await host.rest.runWorkflow(
			await host.rest.createWorkflow(workflow(1, node)),
		);

		expect(execution.status).toBe('success');
		expect(execution.runData.Call?.[0]?.data?.main[0]?.[0]?.json).toHaveProperty('companyGuid');
	});

	it.each(['401', 'redirect'] as const)(
		'refreshes a dead token that is answered with %s',
		async (badToken) => {
			await host.sandbox.configure({ mluvii: { badToken } });
			await host.sandbox.revokeTokens('mluvii');
			const { company } = await readCompany();
			const [refresh, ...others] = await host.sandbox.requests({
				operationId: 'logIn',
				service: 'mluvii',
			});

			expect(company).toMatchObject({ name: host.sandbox.mluvii.companyName });
			expect(refresh?.body).toMatchObject({ grant_type: 'refresh_token' });
			expect(others).toEqual([]);
		},
	);

	it('fails its test with a wrong secret as soon as it needs a new token', async () => {
		await host.sandbox.revokeTokens('mluvii');

		expect((await testWith({ clientSecret: 'wrong' })).status).toBe('Error');
		expect(await host.logins('mluvii')).toBe(1);
	});

	it('gives back neither its secret nor its token over REST', async () => {
		await readCompany();
		const readBack = JSON.stringify(await host.rest.getCredential(reference.id));

		expect(readBack).not.toContain(host.sandbox.mluvii.oauthClientSecret);
		for (const token of await host.tokens()) expect(readBack).not.toContain(token);
	});
});
