import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { accountOf, sealAccount, tokenOf } from '../nodes/shared/base/token/account';
import { baseUrlExpression, normalizeBaseUrl } from '../nodes/shared/base/baseUrl';
import {
	allowUnencrypted,
	ignoreSslIssues,
	mluviiDomain,
	storedToken,
} from '../nodes/shared/base/credentialFields';
import { logIn } from '../nodes/shared/base/token/login';
import { secretsOf } from '../nodes/shared/base/redaction';
import { obtainToken } from '../nodes/shared/base/token/tokens';

const ACCOUNT_FIELDS = ['domain', 'username', 'password', 'scope'];

/**
 * Mluvii API username and password: OAuth2 client credentials, in the form that the Mluvii page
 * "Authentication" prints (mluvii-api.md, section 2.1).
 */
export class MluviiApi implements ICredentialType {
	name = 'mluviiApi';

	displayName = 'Mluvii API';

	icon: Icon = {
		light: 'file:../nodes/Mluvii/mluvii.svg',
		dark: 'file:../nodes/Mluvii/mluvii.dark.svg',
	};

	documentationUrl = 'https://docs.mluvii.com/en/for-it-specialists/public-api/authentication';

	properties: INodeProperties[] = [
		mluviiDomain,
		{
			displayName: 'API Username',
			name: 'username',
			type: 'string',
			default: '',
			placeholder: 'a1b2c3d4-api',
			description:
				'A company administrator creates the API username and password in Mluvii under Company settings > API keys',
			required: true,
		},
		{
			displayName: 'API Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The password that Mluvii showed when the API key was created',
			required: true,
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: '',
			placeholder: 'mluviiPublicApi',
			description:
				'Which rights to ask for. Leave it empty unless Mluvii support tells you otherwise.',
		},
		allowUnencrypted,
		ignoreSslIssues,
		...storedToken,
	];

	/** Called by n8n when there is no token yet, or the service refused the one that is stored. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<{ accessToken: string; tokenAccount: string }> {
		const baseUrl = normalizeBaseUrl(credentials.domain, {
			field: 'Domain',
			allowUnencrypted: credentials.allowUnencrypted === true,
		});
		const { username, password, scope } = credentials as Record<string, string>;
		const form: Record<string, string> = {
			response_type: 'token',
			grant_type: 'client_credentials',
			client_id: username ?? '',
			client_secret: password ?? '',
		};
		if (scope) form.scope = scope;
		const account = accountOf(credentials, ACCOUNT_FIELDS);
		const { accessToken } = await obtainToken({
			account,
			refusedToken: (credentials.accessToken as string) || undefined,
			refusedSince: credentials.refusedSince as number | undefined,
			logIn: async () =>
				await logIn(
					this.helpers,
					'Mluvii',
					{
						method: 'POST',
						url: `${baseUrl}/login/connect/token`,
						headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
						body: new URLSearchParams(form),
						skipSslCertificateValidation: credentials.ignoreSSLIssues === true,
					},
					secretsOf(new MluviiApi().properties, credentials),
				),
		});
		return { accessToken, tokenAccount: await sealAccount(account) };
	}

	/** Called by n8n for every request. As expressions, n8n would take about a millisecond to work it out. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const Authorization = `Bearer ${await tokenOf(credentials, ACCOUNT_FIELDS)}`;
		return await Promise.resolve({ ...request, headers: { ...request.headers, Authorization } });
	}

	test: ICredentialTestRequest = {
		request: {
			baseURL: `=${baseUrlExpression('$credentials.domain')}`,
			url: '/api/v1/Companies',
			sendCredentialsOnCrossOriginRedirect: false,
			skipSslCertificateValidation: '={{$credentials.ignoreSSLIssues}}',
		},
		rules: [
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'id',
					value: undefined,
					message: 'The address answered, but not like the Mluvii Public API. Check the domain.',
				},
			},
		],
	};
}
