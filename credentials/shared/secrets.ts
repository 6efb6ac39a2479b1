import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

const HIDDEN = '[hidden]';

/** What a credential holds that must not turn up in a message. */
export function secretsOf(credentials: ICredentialDataDecryptedObject): string[] {
	const { password, gatewayApiKey, clientSecret, accessToken, oauthTokenData } = credentials;
	const { access_token, refresh_token, id_token } = (oauthTokenData ?? {}) as IDataObject;
	return [
		password,
		gatewayApiKey,
		clientSecret,
		accessToken,
		access_token,
		refresh_token,
		id_token,
	].filter((secret) => typeof secret === 'string');
}

/**
 * A message without secrets, in whatever form the service repeats what it was sent: as text, as part of an
 * address or a form, of JSON, or encoded.
 */
export function hideSecrets(message: string, secrets: string[]): string {
	return secrets
		.flatMap(formsOf)
		.filter((form) => form !== '')
		.sort((a, b) => b.length - a.length)
		.reduce((result, form) => result.replaceAll(form, HIDDEN), message);
}

function formsOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	return [
		secret,
		encodeURIComponent(secret),
		new URLSearchParams({ '': secret }).toString().slice(1),
		JSON.stringify(secret).slice(1, -1),
		bytes.toString('base64'),
		bytes.toString('base64url'),
		bytes.toString('hex'),
	];
}
