import { isObject, parsed, property } from '../json';

const ENDPOINTS = {
	authorize: ['authorization_endpoint', '/login/connect/authorize'],
	token: ['token_endpoint', '/login/connect/token'],
} as const;

/**
 * What an OpenID Connect discovery document says about what docs/reference leaves open (Mluvii, 17.8). The answers
 * are made of fixed words, so that none of them repeats an address.
 *
 * @returns undefined where the text is no such document
 */
export function answersOf(text: string): Record<string, string> | undefined {
	const document = parsed(text);
	if (!isObject(document) || typeof document.issuer !== 'string') return undefined;
	const support = (field: string, values: string[]): string => supportOf(document[field], values);
	return {
		'openid.endpoints': Object.entries(ENDPOINTS)
			.map(([name, [field, path]]) => `${name}: ${placeOf(property(document, field), path)}`)
			.join(', '),
		'openid.scopes': support('scopes_supported', ['openid', 'offline_access', 'mluviiPublicApi']),
		'openid.grants': support('grant_types_supported', [
			'authorization_code',
			'client_credentials',
			'refresh_token',
		]),
		'openid.pkce': support('code_challenge_methods_supported', ['S256']),
		'openid.registration': typeof document.registration_endpoint === 'string' ? 'yes' : 'no',
	};
}

function placeOf(address: unknown, path: string): string {
	if (typeof address !== 'string' || !URL.canParse(address)) return 'not named';
	const isExpected = new URL(address).pathname.toLowerCase() === path;
	return isExpected ? 'as expected' : 'elsewhere';
}

function supportOf(list: unknown, values: string[]): string {
	if (!Array.isArray(list)) return 'not named';
	return values.map((value) => `${value}: ${list.includes(value) ? 'yes' : 'no'}`).join(', ');
}
