import {
	apiRequestEffect,
	apiRequestFields,
	readApiRequest,
	toRecords,
} from '../../../shared/operation/apiRequest';
import { returnAllFields } from '../../../shared/operation/fields';
import { updateDisplayOptions } from 'n8n-workflow';
import type { MluviiOperation } from '../../client';
import { withoutSecret } from '../webhook/fields';

/** Any call of the Mluvii Public API, for what the other operations do not cover. */
export const send: MluviiOperation = {
	value: 'send',
	name: 'Send',
	action: 'Send an API request',
	description: 'Call any part of the Mluvii Public API with the login of the credential',
	effect: apiRequestEffect,
	properties: [
		...apiRequestFields('/api/v1/Sessions'),
		{
			displayName: 'Read All Pages',
			name: 'paginate',
			type: 'boolean',
			displayOptions: { show: { method: ['GET'] } },
			default: false,
			description:
				'Whether to read a list page by page. Only for lists that take "limit" and "offset" and whose records have an ID.',
		},
		...updateDisplayOptions({ show: { method: ['GET'], paginate: [true] } }, returnAllFields),
	],
	async execute({ client, parameters }) {
		const request = readApiRequest(parameters);
		const records =
			request.method === 'GET' && parameters.flag('paginate')
				? await client.pagedRecords(request, { limit: parameters.limit() })
				: [toRecords(await client.request(request))].flat();
		return records.map((record) => ('callbackUrl' in record ? withoutSecret(record) : record));
	},
};
