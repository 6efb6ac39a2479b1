import { combined, shownWith } from '../../../shared/operation/field';
import { limit, yesNo } from '../../../shared/operation/fields';
import {
	apiRequest,
	apiRequestEffect,
	apiRequestSends,
	assembleRequest,
	toRecords,
} from '../../../shared/operation/apiRequest';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';
import { redactWebhooks } from '../../webhook/callbackUrl';

/** The request, and for a list that is read page by page the most records wanted. */
const request = combined(
	{
		request: apiRequest(endpoints.listSessions().path),
		paginate: shownWith(
			{ method: ['GET'], responseFormat: ['json'] },
			yesNo({
				displayName: 'Read All Pages',
				default: false,
				description:
					'Whether to read a list page by page. Only for lists that take "limit" and "offset" and whose records have an ID.',
			}),
		),
		limit: shownWith({ method: ['GET'], responseFormat: ['json'], paginate: [true] }, limit),
	},
	(fields) => {
		const { request } = fields;
		const isPaged = request.method === 'GET' && request.format === 'json' && fields.paginate;
		return { request, pages: isPaged ? { limit: fields.limit } : undefined };
	},
);

/** Any call of the Mluvii Public API, for what the other operations do not cover. */
export const send = itemOperation({
	value: 'send',
	name: 'Send',
	action: 'Send a request to any part of the API',
	description: 'Call any part of the Mluvii Public API with the login of the credential',
	effect: apiRequestEffect,
	sends: apiRequestSends,
	fields: { request },
	async execute({
		client,
		files,
		fields: {
			request: { request, pages },
		},
	}) {
		const assembled = await assembleRequest(request, files);
		const answer = pages
			? await client.pagedRecords(assembled, pages)
			: await client.request(assembled);
		return toRecords(answer, redactWebhooks);
	},
});
