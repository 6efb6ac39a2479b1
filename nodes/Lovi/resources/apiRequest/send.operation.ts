import { combined, shownWith } from '../../../shared/operation/field';
import { choice, line } from '../../../shared/operation/fields';
import {
	apiRequest,
	apiRequestEffect,
	apiRequestSends,
	assembleRequest,
	toRecords,
} from '../../../shared/operation/apiRequest';
import type { LocatorValue } from '../../../shared/operation/fields';
import * as validate from '../../../shared/operation/validate';
import type { ApiRequest } from '../../../shared/http/client';
import type { LoviClient } from '../../client';
import { KEY_IN_HEADER, KEY_IN_QUERY } from '../../client';
import { companyKey } from '../../companies';
import { company } from '../../fields/company';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** In whose name a request is sent. */
type Sender =
	| { actAs: 'user' }
	| { actAs: 'companyToken'; token: string }
	| { actAs: 'companyKeyInHeader' | 'companyKeyInQuery'; company: LocatorValue };

const sender = combined(
	{
		actAs: choice({
			displayName: 'Act As',
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
				{ name: 'User', value: 'user', description: 'Send the token of your own login only' },
			],
			default: 'user',
			description: 'In whose name to call Lovi',
		}),
		company: shownWith({ actAs: ['companyKeyInHeader', 'companyKeyInQuery'] }, company),
		companyToken: shownWith(
			{ actAs: ['companyToken'] },
			line((value, label) => validate.headerValue(validate.text(value, label), label))({
				displayName: 'Company Token',
				typeOptions: { password: true },
				required: true,
				placeholder: 'e.g. {{ $json.access_token }}',
				description: 'The token from an earlier step, as an expression',
			}),
		),
	},
	(fields): Sender => {
		const { actAs } = fields;
		if (actAs === 'user') return { actAs };
		return actAs === 'companyToken'
			? { actAs, token: fields.companyToken }
			: { actAs, company: fields.company };
	},
);

/** Any call of the Lovi API, for what the other operations do not cover. */
export const send = itemOperation({
	value: 'send',
	name: 'Send',
	action: 'Send a request to any part of the API',
	description: 'Call any part of the Lovi API as yourself or for a company',
	effect: apiRequestEffect,
	sends: apiRequestSends,
	fields: { sender, request: apiRequest(endpoints.listTemplates().path) },
	async execute({ client, files, fields: { sender, request } }) {
		return toRecords(await answerTo(client, await assembleRequest(request, files), sender));
	},
});

async function answerTo(client: LoviClient, request: ApiRequest, sender: Sender): Promise<unknown> {
	for (const header of Object.keys(request.headers ?? {})) {
		await client.keepGatewayKey(header, 'Take it out of Headers');
	}
	if (sender.actAs === 'user') return await client.asUser(request);
	if (sender.actAs === 'companyToken') return await client.withCompanyToken(sender.token, request);
	const placement = sender.actAs === 'companyKeyInHeader' ? KEY_IN_HEADER : KEY_IN_QUERY;
	if (placement.in === 'header') {
		await client.keepGatewayKey(placement.name, 'Choose Company, Key in Query under Act As');
	}
	return await client.asCompany(await companyKey(client, sender.company), request, placement);
}
