import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { MluviiSettings } from '../api';
import { accounts } from './state';

const apiScope = 'mluviiPublicApi';
const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/** An OpenID provider with Mluvii's paths, scope and clients. */
export async function createProvider(
	issuer: string,
	settings: Readonly<Pick<MluviiSettings, 'tokenLifetimeSeconds'>>,
) {
	silenceRemarks();
	// The library exists as an ES module only, this package is CommonJS.
	const { default: Provider } = await import('oidc-provider');
	const lifetime = () => settings.tokenLifetimeSeconds;
	const api = {
		scope: apiScope,
		audience: 'mluvii-public-api',
		accessTokenFormat: 'jwt',
		jwt: { sign: { alg: 'ES256' } },
	} as const;

	const provider = new Provider(issuer, {
		clients: [
			{
				client_id: accounts.apiUsername,
				client_secret: accounts.apiPassword,
				grant_types: ['client_credentials'],
				response_types: [],
				redirect_uris: [],
			},
			{
				client_id: accounts.oauthClientId,
				client_secret: accounts.oauthClientSecret,
				grant_types: ['authorization_code', 'refresh_token'],
				redirect_uris: ['https://n8n.example/rest/oauth2-credential/callback'],
			},
		],
		clientDefaults: { id_token_signed_response_alg: 'ES256' },
		jwks: { keys: [signingKey()] },
		cookies: { keys: [randomBytes(16).toString('hex')] },
		scopes: ['openid', 'offline_access', apiScope],
		pkce: { required: () => true },
		routes: { authorization: '/connect/authorize', token: '/connect/token' },
		ttl: {
			ClientCredentials: lifetime,
			AccessToken: lifetime,
			AuthorizationCode: 60,
			RefreshToken: 86_400,
			IdToken: 3600,
			Interaction: 3600,
			Session: 86_400,
			Grant: 86_400,
		},
		findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
		features: {
			clientCredentials: { enabled: true },
			devInteractions: { enabled: true },
			resourceIndicators: {
				enabled: true,
				defaultResource: () => issuer,
				getResourceServerInfo: () => api,
				useGrantedResource: () => true,
			},
		},
	});
	// The port of n8n's callback is not known beforehand.
	provider.Client.prototype.redirectUriAllowed = (uri: string) =>
		loopbackHosts.includes(new URL(uri).hostname);
	return provider;
}

function signingKey() {
	const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' };
}

/** The library remarks that this is not for production, which is true and of no interest here. */
function silenceRemarks(): void {
	for (const level of ['info', 'warn'] as const) {
		const log = console[level].bind(console);
		console[level] = (...line: unknown[]) => {
			if (!String(line[0]).startsWith('oidc-provider')) log(...line);
		};
	}
}
