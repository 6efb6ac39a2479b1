import type { WorkflowNode } from '../../scripts/n8n/rest';
import { isWanted, nodeType } from '../../scripts/packages';
import { Host, workflow } from './support/host';

const host = new Host();
const itInNewest = host.isNewest ? it : it.skip;

beforeAll(async () => {
	await host.rest.login();
});

beforeEach(async () => {
	await host.sandbox.reset();
});

const CASES = [
	{
		type: 'mluviiApi',
		service: 'mluvii' as const,
		address: 'domain',
		secret: () => host.sandbox.mluvii.apiPassword,
		refusal: 'Mluvii did not accept the login: client authentication failed',
		stranger: () => host.sandbox.lovi.url,
	},
	{
		type: 'loviApi',
		service: 'lovi' as const,
		address: 'baseUrl',
		secret: () => host.sandbox.lovi.password,
		refusal: 'Lovi did not accept the login: Invalid login credentials',
		stranger: () => host.sandbox.mluvii.url,
	},
];

/** A node that makes one cheap call. */
function callOf(
	service: 'lovi' | 'mluvii',
	credentials: WorkflowNode['credentials'],
): WorkflowNode {
	const request =
		service === 'lovi'
			? { method: 'POST', path: '/functions/v1/api_keys' }
			: { method: 'GET', path: '/api/v1/Companies' };
	return {
		name: 'Call',
		type: nodeType(service),
		parameters: { resource: 'apiRequest', operation: 'send', ...request },
		credentials,
	};
}

describe.each(CASES.filter(({ service }) => isWanted(service)))(
	'the credential $type',
	({ type, service, address, secret, refusal, stranger }) => {
		it('passes its test with the right secret, with one login and one call', async () => {
			const { id, name } = await host.credential(type, await host.newAddress(service));
			const verdict = await host.rest.testCredential({ id, name, type });

			expect(verdict).toEqual({ status: 'OK', message: 'Connection successful!' });
			expect(await host.logins(service)).toBe(1);
			expect(await host.calls(service)).toHaveLength(1);
		});

		it("fails its test with a wrong secret, with one login and in the service's own words", async () => {
			for (const wrongSecretStatus of [400, 401] as const) {
				await host.sandbox.reset();
				await host.sandbox.configure({ mluvii: { wrongSecretStatus } });
				const { id, name } = await host.credential(type, {
					password: `wrong ${wrongSecretStatus}`,
				});
				const verdict = await host.rest.testCredential({ id, name, type });

				expect(verdict).toEqual({ status: 'Error', message: refusal });
				expect(await host.logins(service)).toBe(1);
				expect(await host.calls(service)).toEqual([]);
			}
		});

		it('is tested as it is after a change, not with the token of the password before', async () => {
			const { id, name } = await host.credential(type);
			const node = callOf(service, { [type]: { id, name } });
			await host.rest.runWorkflow(await host.rest.createWorkflow(workflow(1, node)));
			const stored = await host.rest.getCredential(id);
			const data = { ...stored.data, password: 'mistyped' };
			await host.sandbox.reset();
			const verdict = await host.rest.testCredential({ id, name, type, data });

			expect(verdict).toEqual({ status: 'Error', message: refusal });
			expect(await host.logins(service)).toBe(1);
		});

		it('fails its test at an address where something else answers', async () => {
			const { id, name } = await host.credential(type, { [address]: stranger() });
			const verdict = await host.rest.testCredential({ id, name, type });
			await host.sandbox.clearViolations();

			expect(verdict.status).toBe('Error');
			expect(verdict.message).toMatch(/There is no (Mluvii|Lovi) login at|answered, but not like/);
		});

		it('fails its test at an address without a scheme, saying how to enter it', async () => {
			const { id, name } = await host.credential(type, { [address]: 'service.example.com' });
			const verdict = await host.rest.testCredential({ id, name, type });

			expect(verdict.status).toBe('Error');
			expect(verdict.message).toContain('"service.example.com" does not begin with https://');
		});

		it('gives back neither its password nor its token over REST', async () => {
			const reference = await host.credential(type);
			const node = callOf(service, { [type]: reference });
			const { status } = await host.rest.runWorkflow(
				await host.rest.createWorkflow(workflow(1, node)),
			);
			const [token = ''] = await host.tokens();
			const readBack = JSON.stringify(await host.rest.getCredential(reference.id));

			expect(status).toBe('success');
			expect(token).toMatch(/^ey/);
			expect(readBack).not.toContain(token);
			expect(readBack).not.toContain(secret());
			expect(readBack).toContain('accessToken');
		});

		// Older versions themselves store all of a credential after a login.
		itInNewest(
			'whose password comes from elsewhere stores it in no form after a login',
			async () => {
				const password = secret();
				const parts = [password.slice(0, 3), password.slice(3)].map((part) => JSON.stringify(part));
				const reference = await host.credential(type, {
					...(await host.newAddress(service)),
					password: `={{ ${parts.join(' + ')} }}`,
				});
				const node = callOf(service, { [type]: reference });
				const { status } = await host.rest.runWorkflow(
					await host.rest.createWorkflow(workflow(1, node)),
				);
				const [token = ''] = await host.tokens();
				const stored = await host.storedCredential(reference.id);

				expect(status).toBe('success');
				expect(stored).toContain(token);
				for (const form of ['utf8', 'base64', 'base64url', 'hex'] as const) {
					expect(stored).not.toContain(Buffer.from(password).toString(form));
				}
			},
		);

		it('works in the HTTP Request node', async () => {
			const url =
				service === 'lovi'
					? `${host.sandbox.lovi.url}/functions/v1/api_keys`
					: `${host.sandbox.mluvii.url}/api/v1/Companies`;
			const node = {
				name: 'Call',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: {
					method: service === 'lovi' ? 'POST' : 'GET',
					url,
					authentication: 'predefinedCredentialType',
					nodeCredentialType: type,
					options: {},
				},
				credentials: { [type]: await host.credential(type) },
			};
			const execution = await host.rest.runWorkflow(
				await host.rest.createWorkflow(workflow(1, node)),
			);
			const [item] = execution.runData.Call?.[0]?.data?.main[0] ?? [];

			expect(execution.status).toBe('success');
			expect(Object.keys(item?.json ?? {})).toContain(
				service === 'lovi' ? 'validApiKeys' : 'companyGuid',
			);
		});
	},
);
