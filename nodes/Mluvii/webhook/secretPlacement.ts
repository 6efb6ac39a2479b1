import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { choice } from '../../shared/operation/fields';
import type { SecretPlacement } from './callbackUrl';

/** The option that says where a trigger's secret is in the address that Mluvii calls. */
export const secretPlacement = choice({
	displayName: 'Secret Placement',
	options: [
		{
			name: 'Basic Auth',
			value: 'basicAuth',
			description: 'As user name and password of the address',
		},
		{
			name: 'Query Parameter',
			value: 'query',
			description: 'For a proxy in front of n8n that takes user names and passwords away',
		},
	],
	default: 'basicAuth',
	description: 'How Mluvii proves that an event comes from it',
});

/** Where the secret is; read by itself, as nothing else is looked at before the secret was found. */
export function secretPlacementOf(context: IHookFunctions | IWebhookFunctions): SecretPlacement {
	return context.getNodeParameter('options.secretPlacement', 'basicAuth') as SecretPlacement;
}
