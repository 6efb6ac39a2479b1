import type { ICredentialDataDecryptedObject, IDataObject, INodeProperties } from 'n8n-workflow';

const HIDDEN = '[hidden]';

/** What each credential has of n8n's own: the tokens of an OAuth2 login. */
const OAUTH_TOKENS = 'oauthTokenData';

/**
 * What a credential holds that must not turn up in a message: its fields that are hidden in the editor, and
 * the tokens that n8n keeps in it.
 *
 * @param properties the credential's fields, inherited ones included
 */
export function secretsOf(
	properties: INodeProperties[],
	credentials: ICredentialDataDecryptedObject,
): string[] {
	const hidden = properties
		.filter(({ typeOptions }) => typeOptions?.password === true)
		.map(({ name }) => credentials[name]);
	const tokens = Object.entries((credentials[OAUTH_TOKENS] ?? {}) as IDataObject)
		.filter(([name]) => name.endsWith('_token'))
		.map(([, token]) => token);
	return [...hidden, ...tokens].filter((secret) => typeof secret === 'string');
}

/**
 * A message without secrets, in whatever form the service repeats what it was sent: as text, as part of an
 * address or a form, of JSON, or encoded.
 */
export function redact(message: string, secrets: string[]): string {
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
