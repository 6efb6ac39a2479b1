import type { ICredentialTestRequest, Icon, INodeProperties } from 'n8n-workflow';
import type { AddressField } from '../shared/base/baseUrl';
import { baseUrlExpression } from '../shared/base/baseUrl';
import * as endpoints from './generated/endpoints';

/*
 * What the two credentials for Mluvii have in common, whichever way they log in.
 */

/** Where the credentials say where Mluvii runs. */
export const ADDRESS: AddressField = { name: 'domain', label: 'Domain' };

/** Where tokens are given out, and where people log in (mluvii-api.md, section 2). */
export const LOGIN_PATH = endpoints.logIn().path;
export const LOGIN_PAGE_PATH = endpoints.authorize().path;

/** Mluvii's icon, from where the build puts credentials. */
export const icon: Icon = {
	light: 'file:../nodes/Mluvii/mluvii.svg',
	dark: 'file:../nodes/Mluvii/mluvii.dark.svg',
};

/** Where Mluvii runs. */
export const domain: INodeProperties = {
	displayName: ADDRESS.label,
	name: ADDRESS.name,
	type: 'string',
	default: 'https://app.mluvii.com',
	placeholder: 'https://mluvii.your-company.com',
	description:
		'Where your Mluvii runs. Leave it as it is for the cloud; for an installation of your own enter its address.',
	required: true,
};

/** Proves that a credential can read the company that it belongs to. */
export const test: ICredentialTestRequest = {
	request: {
		baseURL: `=${baseUrlExpression('$credentials.domain')}`,
		url: endpoints.getOwnCompany().path,
		sendCredentialsOnCrossOriginRedirect: false,
		skipSslCertificateValidation: '={{$credentials.ignoreSSLIssues}}',
	},
	rules: [
		{
			type: 'responseSuccessBody',
			properties: {
				key: 'id',
				value: undefined,
				message: 'The address answered, but not like the Mluvii Public API. Check the domain.',
			},
		},
	],
};
