import { updateDisplayOptions } from 'n8n-workflow';
import {
	apiRequestEffect,
	apiRequestFields,
	readApiRequest,
	toRecords,
} from '../../../shared/operation/apiRequest';
import * as validate from '../../../shared/operation/validate';
import { companyLocator } from '../../locators';
import type { LoviItem, LoviOperation } from '../../client';
import { KEY_IN_HEADER, KEY_IN_QUERY } from '../../client';
import { companyKey } from '../../companies';

const ACT_AS = ['companyKeyInHeader', 'companyKeyInQuery', 'companyToken', 'user'] as const;

/** Any call of the Lovi API, for what the other operations do not cover. */
export const send: LoviOperation = {
	value: 'send',
	name: 'Send',
	action: 'Send an API request',
	description: 'Call any part of the Lovi API as yourself or for a company',
	effect: apiRequestEffect,
	properties: [
		{
			displayName: 'Act As',
			name: 'actAs',
			type: 'options',
			options: [
				{
					name: 'Company, Key in Header',
					value: 'companyKeyInHeader',
					description:
						'Send the company\'s API key as the header "apikey"; not possible with a Gateway API Key in the credential, which is sent there',
				},
				{
					name: 'Company, Key in Query',
					value: 'companyKeyInQuery',
					description:
						'Send the company\'s API key as the query parameter "access_key"; what the notification calls expect',
				},
				{
					name: 'Company, Token',
					value: 'companyToken',
					description: 'Send a company token from an earlier Mint step instead of your own',
				},
				{
					name: 'User',
					value: 'user',
					description: 'Send the token of your own login only',
				},
			],
			default: 'user',
			description: 'In whose name to call Lovi',
		},
		...updateDisplayOptions({ show: { actAs: ['companyKeyInHeader', 'companyKeyInQuery'] } }, [
			companyLocator,
		]),
		{
			displayName: 'Company Token',
			name: 'companyToken',
			type: 'string',
			typeOptions: { password: true },
			displayOptions: { show: { actAs: ['companyToken'] } },
			default: '',
			required: true,
			placeholder: 'e.g. {{ $json.access_token }}',
			description: 'The token from an earlier step, as an expression',
		},
		...apiRequestFields('/functions/v1/notify/templates'),
	],
	async execute(item) {
		return toRecords(await answerTo(item));
	},
};

async function answerTo({ client, parameters }: LoviItem): Promise<unknown> {
	const request = readApiRequest(parameters);
	for (const header of Object.keys(request.headers ?? {})) {
		await client.keepGatewayKey(header, 'Take it out of Headers');
	}
	const actAs = validate.oneOf(parameters.choice('actAs'), 'Act As', ACT_AS);
	if (actAs === 'user') return await client.asUser(request);
	if (actAs === 'companyToken') {
		const token = validate.headerValue(parameters.text('companyToken'), 'Company Token');
		return await client.withCompanyToken(token, request);
	}
	const placement = actAs === 'companyKeyInHeader' ? KEY_IN_HEADER : KEY_IN_QUERY;
	if (placement.in === 'header') {
		await client.keepGatewayKey(placement.name, 'Choose Company, Key in Query under Act As');
	}
	const company = await companyKey(client, parameters.locator('company'));
	return await client.asCompany(company, request, placement);
}
