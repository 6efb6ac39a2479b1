import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import {
	acquireLogin,
	ADDRESS,
	gatewayHeader,
	LOGIN_PATH,
	passwordLogin,
	TEST_PATH,
} from '../nodes/Lovi/login';
import { baseUrlExpression, baseUrlOf } from '../nodes/shared/base/baseUrl';
import { allowUnencrypted, storedToken } from '../nodes/shared/base/credentialFields';
import { tokenOf } from '../nodes/shared/base/token/account';
import { preAuthenticate } from '../nodes/shared/base/token/preAuthentication';

/** Who logs in, and where; a token stays valid when other fields change. */
const ACCOUNT_FIELDS = ['baseUrl', 'email', 'password', 'gatewayApiKey'];

/**
 * Lovi e-mail and password: the login of the Lovi page "Authentication" (lovi-api.md, section 1).
 * The token says who one is; the companies' own keys are fetched by the node.
 */
export class LoviApi implements ICredentialType {
	name = 'loviApi';

	displayName = 'Lovi API';

	icon: Icon = { light: 'file:../nodes/Lovi/lovi.svg', dark: 'file:../nodes/Lovi/lovi.dark.svg' };

	documentationUrl = 'https://lovi.mintlify.app/api-reference/authentication';

	properties: INodeProperties[] = [
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			default: '',
			placeholder: 'name@email.com',
			description: 'The email address with which you log in to Lovi',
			required: true,
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The password with which you log in to Lovi',
			required: true,
		},
		{
			displayName: ADDRESS.label,
			name: ADDRESS.name,
			type: 'string',
			default: 'https://cloud.lovi.ai',
			placeholder: 'https://cloud.lovi.ai',
			description: 'Where Lovi runs. Leave it as it is unless Lovi gave you another address.',
			required: true,
		},
		{
			displayName: 'Gateway API Key',
			name: 'gatewayApiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Sent as the header "apikey" with every request. Leave it empty unless Lovi answers "No API key found in request".',
		},
		{
			displayName: 'n8n Processes',
			name: 'workers',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 1,
			description:
				"How many n8n processes run workflows with this login at the same time, such as the workers of queue mode. Lovi's limits are divided among them. A node that has the option Requests per Minute keeps to that instead.",
		},
		allowUnencrypted,
		...storedToken,
	];

	/** Called by n8n when there is no token yet, or the service refused the one that is stored. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<{ accessToken: string; tokenAccount: string }> {
		const baseUrl = baseUrlOf(credentials, ADDRESS);
		const { query: qs, body } = passwordLogin(credentials);
		const headers = { 'Content-Type': 'application/json', ...gatewayHeader(credentials) };
		return await preAuthenticate(this, credentials, {
			service: 'Lovi',
			accountFields: ACCOUNT_FIELDS,
			properties: new LoviApi().properties,
			request: { method: 'POST', url: baseUrl + LOGIN_PATH, qs, headers, body },
			acquire: async () => {
				await acquireLogin(credentials, baseUrl);
			},
		});
	}

	/** Called by n8n for every request. As expressions, n8n would take about a millisecond to work it out. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const Authorization = `Bearer ${await tokenOf(credentials, ACCOUNT_FIELDS)}`;
		const headers = { ...request.headers, Authorization, ...gatewayHeader(credentials) };
		return { ...request, headers };
	}

	test: ICredentialTestRequest = {
		request: {
			baseURL: `=${baseUrlExpression('$credentials.baseUrl')}`,
			url: TEST_PATH,
			method: 'POST',
			body: {},
			// n8n takes the token off a redirect to another host, but not the gateway key.
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'validApiKeys',
					value: undefined,
					message: 'The address answered, but not like Lovi. Check the base URL.',
				},
			},
		],
	};
}
