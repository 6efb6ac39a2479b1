import type { INodeProperties } from 'n8n-workflow';

/** For installations inside a trusted network. */
export const allowUnencrypted: INodeProperties = {
	displayName: 'Allow Unencrypted HTTP',
	name: 'allowUnencrypted',
	type: 'boolean',
	default: false,
	description:
		'Whether the address may begin with http://. The login is then readable by everyone on the way; use it only inside a trusted network.',
};

/** For installations with a certificate of their own; the name is the one that n8n's OAuth2 looks for. */
export const ignoreSslIssues: INodeProperties = {
	displayName: 'Ignore SSL Issues (Insecure)',
	name: 'ignoreSSLIssues',
	type: 'boolean',
	default: false,
	description:
		'Whether to connect even if the certificate of your own installation cannot be verified',
};

/**
 * Where n8n keeps what `preAuthentication` returns: the token, which it asks for again when it is empty or
 * refused, and the account that the token belongs to. Without `password`, n8n would show them.
 */
export const storedToken: INodeProperties[] = [
	{
		displayName: 'Access Token',
		name: 'accessToken',
		type: 'hidden',
		typeOptions: { expirable: true, password: true },
		default: '',
	},
	{
		displayName: 'Account of the Token',
		name: 'tokenAccount',
		type: 'hidden',
		typeOptions: { password: true },
		default: '',
	},
];
