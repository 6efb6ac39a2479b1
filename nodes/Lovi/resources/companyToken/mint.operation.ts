import type { IDataObject } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';
import { choice, line } from '../../../shared/operation/fields';
import * as validate from '../../../shared/operation/validate';
import { KEY_IN_QUERY } from '../../client';
import { findCompany } from '../../companies';
import { logInFor } from '../../companyLogin';
import { company } from '../../fields/company';
import { LOGIN_PATH } from '../../login';
import { itemOperation } from '../../operation';

/**
 * Authenticate again for a company. Lovi's page demands this and gives no endpoint (lovi-api.md, section 3),
 * so it is the login with the company's key attached.
 */
export const mint = itemOperation({
	value: 'mint',
	name: 'Mint',
	action: 'Mint a company token by logging in again',
	description: 'Log in again for one company, and hand on its API key and a fresh token',
	effect: 'write',
	notForModels: {
		message: 'A company token is not handed out to a language model',
		description:
			'It is not needed, either: the other operations of this node log in for the company that is chosen in them by ID or name. Workflows get the token from the Lovi node as a step.',
	},
	fields: { company },
	options: {
		keyName: line(validate.headerName)({
			displayName: 'Key Name',
			default: KEY_IN_QUERY.name,
			placeholder: `e.g. ${KEY_IN_QUERY.name}`,
			description: "The name under which the company's API key is sent",
		}),
		keyPlacement: choice({
			displayName: 'Key Placement',
			options: [
				{ name: 'Header', value: 'header', description: 'Send the key as a header' },
				{ name: 'Query', value: 'query', description: 'Send the key as a query parameter' },
			],
			default: KEY_IN_QUERY.in,
			description: "Where the company's API key is sent",
		}),
		path: line(validate.relativePath)({
			displayName: 'Path',
			default: LOGIN_PATH,
			placeholder: `e.g. ${LOGIN_PATH}`,
			description:
				'Where to log in for a company. Lovi does not document it; change it only if Lovi told you another address.',
		}),
	},
	async execute({ client, fields, options }) {
		const placement = {
			in: options.keyPlacement ?? KEY_IN_QUERY.in,
			name: options.keyName ?? KEY_IN_QUERY.name,
		};
		if (placement.in === 'header') {
			await client.keepGatewayKey(placement.name, 'Set the option Key Placement to Query');
		}
		const company = await findCompany(client, fields.company);
		const token = await logInFor(client, company, options.path ?? LOGIN_PATH, placement);
		if (typeof token.access_token !== 'string' || token.access_token === '') {
			throw new OperationalError('Lovi answered the login for the company without a token', {
				description: 'Check the Path option. It must lead to a login.',
			});
		}
		return {
			company_id: company.company_id,
			company_name: company.company_name,
			access_key: company.key,
			access_token: token.access_token,
			token_type: token.token_type,
			expires_in: token.expires_in,
			expires_at: expiryOf(token),
		};
	},
});

/** `expires_at` comes as Unix seconds, and not from every version of Lovi (lovi-api.md, section 1). */
function expiryOf({ expires_at: at, expires_in: lifetime }: IDataObject): string | null {
	if (typeof at === 'number') return new Date(at * 1000).toISOString();
	return typeof lifetime === 'number' ? new Date(Date.now() + lifetime * 1000).toISOString() : null;
}
