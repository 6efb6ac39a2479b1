import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { ADDRESS, domain, icon, test, LOGIN_PATH } from '../nodes/Mluvii/login';
import { baseUrlOf } from '../nodes/shared/base/baseUrl';
import {
	allowUnencrypted,
	ignoreSslIssues,
	storedToken,
} from '../nodes/shared/base/credentialFields';
import { tokenOf } from '../nodes/shared/base/token/account';
import { preAuthenticate } from '../nodes/shared/base/token/preAuthentication';

const ACCOUNT_FIELDS = ['domain', 'username', 'password', 'scope'];

/**
 * Mluvii API username and password: OAuth2 client credentials, in the form that the Mluvii page
 * "Authentication" prints (mluvii-api.md, section 2.1).
 */
export class MluviiApi implements ICredentialType {
	name = 'mluviiApi';

	displayName = 'Mluvii API';

	icon = icon;

	documentationUrl = 'https://docs.mluvii.com/en/for-it-specialists/public-api/authentication';

	properties: INodeProperties[] = [
		domain,
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
		const { username, password, scope } = credentials as Record<string, string>;
		const form: Record<string, string> = {
			response_type: 'token',
			grant_type: 'client_credentials',
			client_id: username ?? '',
			client_secret: password ?? '',
		};
		if (scope) form.scope = scope;
		return await preAuthenticate(this, credentials, {
			service: 'Mluvii',
			accountFields: ACCOUNT_FIELDS,
			properties: new MluviiApi().properties,
			request: {
				method: 'POST',
				url: baseUrlOf(credentials, ADDRESS) + LOGIN_PATH,
				headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
				body: new URLSearchParams(form),
				skipSslCertificateValidation: credentials.ignoreSSLIssues === true,
			},
		});
	}

	/** Called by n8n for every request. As expressions, n8n would take about a millisecond to work it out. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const Authorization = `Bearer ${await tokenOf(credentials, ACCOUNT_FIELDS)}`;
		return { ...request, headers: { ...request.headers, Authorization } };
	}

	test = test;
}
