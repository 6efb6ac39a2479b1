import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	INodeProperties,
} from 'n8n-workflow';
import { ADDRESS, LOGIN_PAGE_PATH, domain, icon, test, LOGIN_PATH } from '../nodes/Mluvii/login';
import { baseUrlExpression, baseUrlOf } from '../nodes/shared/base/baseUrl';
import { allowUnencrypted, ignoreSslIssues } from '../nodes/shared/base/credentialFields';
import { bindTokenToHost } from '../nodes/shared/base/token/tokens';

const BASE_URL = baseUrlExpression('$self["domain"]');

/**
 * Login through Mluvii's login screen: OpenID Connect, authorization code with PKCE
 * (mluvii-api.md, section 2.2). n8n keeps and refreshes the token.
 */
export class MluviiOAuth2Api implements ICredentialType {
	name = 'mluviiOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Mluvii OAuth2 API';

	icon = icon;

	documentationUrl = 'https://docs.mluvii.com/en/for-it-specialists/public-api/authentication';

	properties: INodeProperties[] = [
		domain,
		{
			displayName:
				'Mluvii has no page to register the OAuth Redirect URL above: ask Mluvii support for a client ID that allows it. With only an API username and password, use the Mluvii API credential instead.',
			name: 'registrationNotice',
			type: 'notice',
			default: '',
		},
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'pkce' },
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: `=${BASE_URL}${LOGIN_PAGE_PATH}`,
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: `=${BASE_URL}${LOGIN_PATH}`,
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: 'mluviiPublicApi',
			placeholder: 'mluviiPublicApi offline_access',
			description:
				'Which rights to ask for, separated by spaces. Add offline_access if Mluvii allows it for your client: without it you have to connect again when the login ends after an hour.',
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
		allowUnencrypted,
		ignoreSslIssues,
	];

	/** Called by n8n before every request and after every renewal, with the token that is about to be used. */
	async preAuthentication(credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
		const { access_token: token } = (credentials.oauthTokenData ?? {}) as IDataObject;
		if (typeof token === 'string') bindTokenToHost(token, baseUrlOf(credentials, ADDRESS));
		return await Promise.resolve({});
	}

	test = test;
}
