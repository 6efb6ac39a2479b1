import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

/** The credentials that Mluvii's nodes work with; which one is up to the field below. */
export const credentials: INodeCredentialDescription[] = ['mluviiApi', 'mluviiOAuth2Api'].map(
	(name) => ({ name, required: true, displayOptions: { show: { authentication: [name] } } }),
);

/** How to log in to Mluvii. */
export const authenticationField: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	options: [
		{
			name: 'API Username and Password',
			value: 'mluviiApi',
			description: 'For automations: an API key that a company administrator created',
		},
		{
			name: 'OAuth2 (Login Screen)',
			value: 'mluviiOAuth2Api',
			description: 'Act as the person who logs in to Mluvii',
		},
	],
	default: 'mluviiApi',
};
