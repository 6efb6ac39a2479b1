import type { Configuration } from 'openid-client';

/**
 * Logs in with a well-known OpenID client, by client credentials and through the login screen, and tells
 * the parent process what came of it. A process by itself, because the client is an ES module and tests
 * are not.
 */
export interface OpenIdLogins {
	clientCredentials: Granted;
	authorizationCode: Granted;
	/** After the one of the login screen. */
	refreshed: Granted;
	/** The error of a login with a wrong secret, as OAuth 2 calls it. */
	refused: string;
}

/** What the client was given. */
interface Granted {
	access_token: string;
	expires_in?: number;
	refresh_token?: string;
	token_type: string;
}

/** Where to log in, and as whom. */
export interface OpenIdLogin {
	url: string;
	apiUsername: string;
	apiPassword: string;
	oauthClientId: string;
	oauthClientSecret: string;
}

const REDIRECT_URI = 'http://127.0.0.1:9/callback';
const SCOPE = 'mluviiPublicApi offline_access';

async function logIn(login: OpenIdLogin): Promise<OpenIdLogins> {
	const openid = await import('openid-client');
	const issuer = `${login.url}/login`;

	function configure(clientId: string, secret: string): Configuration {
		const configuration = new openid.Configuration(
			{
				issuer,
				token_endpoint: `${issuer}/connect/token`,
				authorization_endpoint: `${issuer}/connect/authorize`,
			},
			clientId,
			{ id_token_signed_response_alg: 'ES256' },
			openid.ClientSecretPost(secret),
		);
		// eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; here it is loopback
		openid.allowInsecureRequests(configuration);
		return configuration;
	}

	const api = configure(login.apiUsername, login.apiPassword);
	const clientCredentials = await openid.clientCredentialsGrant(api);
	const refused = await openid
		.clientCredentialsGrant(configure(login.apiUsername, 'wrong'))
		.then(() => 'nothing')
		.catch((error: unknown) => (error as { error: string }).error);

	const user = configure(login.oauthClientId, login.oauthClientSecret);
	const pkceCodeVerifier = openid.randomPKCECodeVerifier();
	const expectedState = openid.randomState();
	const start = openid.buildAuthorizationUrl(user, {
		redirect_uri: REDIRECT_URI,
		scope: SCOPE,
		code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
		code_challenge_method: 'S256',
		state: expectedState,
	});
	const callback = await throughLoginScreen(start);
	const checks = { pkceCodeVerifier, expectedState };
	const authorizationCode = await openid.authorizationCodeGrant(user, callback, checks);
	const refreshed = await openid.refreshTokenGrant(user, authorizationCode.refresh_token ?? '');
	return { clientCredentials, authorizationCode, refreshed, refused };
}

/** What a browser does: follows redirects, keeps cookies, and a user who fills in each form. */
async function throughLoginScreen(start: URL): Promise<URL> {
	const cookies = new Map<string, string>();
	let url = start;
	let form: URLSearchParams | undefined;
	for (;;) {
		const response = await fetch(url, {
			redirect: 'manual',
			headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
			...(form && { method: 'POST', body: form }),
		});
		for (const cookie of response.headers.getSetCookie()) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
			cookies.set(name, value);
		}
		const location = response.headers.get('location');
		const page = await response.text();
		const [, action] = /<form[^>]* action="([^"]+)"/.exec(page) ?? [];
		const next = location ?? action;
		if (next === undefined) throw new Error(`${String(response.status)}: ${page}`);
		url = new URL(next, url);
		if (url.href.startsWith(REDIRECT_URI)) return url;
		const [, prompt = ''] = /name="prompt" value="(\w+)"/.exec(page) ?? [];
		form = location === null ? fillIn(prompt) : undefined;
	}
}

function fillIn(prompt: string): URLSearchParams {
	const user: Record<string, string> = prompt === 'login' ? { login: 'a', password: 'b' } : {};
	return new URLSearchParams({ prompt, ...user });
}

if (process.send !== undefined) {
	process.once('message', (login) => {
		void logIn(login as OpenIdLogin).then((logins) => {
			process.send?.(logins);
			process.disconnect();
		});
	});
}
