import { combined, shownWith } from '../../../shared/operation/field';
import { limit, yesNo } from '../../../shared/operation/fields';
import { apiRequest, apiRequestEffect, toRecords } from '../../../shared/operation/apiRequest';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';
import { redactWebhook } from '../../webhook/callbackUrl';

/** The request, and for a list that is read page by page the most records wanted. */
const request = combined(
	{
		request: apiRequest(endpoints.listSessions().path),
		paginate: shownWith(
			{ method: ['GET'] },
			yesNo({
				displayName: 'Read All Pages',
				default: false,
				description:
					'Whether to read a list page by page. Only for lists that take "limit" and "offset" and whose records have an ID.',
			}),
		),
		limit: shownWith({ method: ['GET'], paginate: [true] }, limit),
	},
	(fields) => {
		const { request } = fields;
		const isPaged = request.method === 'GET' && fields.paginate;
		return { request, pages: isPaged ? { limit: fields.limit } : undefined };
	},
);

/** Any call of the Mluvii Public API, for what the other operations do not cover. */
export const send = itemOperation({
	value: 'send',
	name: 'Send',
	action: 'Send an API request',
	description: 'Call any part of the Mluvii Public API with the login of the credential',
	effect: apiRequestEffect,
	fields: { request },
	async execute({
		client,
		fields: {
			request: { request, pages },
		},
	}) {
		const records = pages
			? await client.pagedRecords(request, pages)
			: [toRecords(await client.request(request))].flat();
		return records.map((record) => ('callbackUrl' in record ? redactWebhook(record) : record));
	},
});
