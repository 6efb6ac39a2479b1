import { limit, number, simplify } from '../../../shared/operation/fields';
import * as validate from '../../../shared/operation/validate';
import { sessionFilters } from '../../fields/sessionFilters';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';
import { simplifySession } from './simplify';

export const getMany = itemOperation({
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many sessions, such as chats and calls',
	description:
		'Read many sessions, all or those that meet the filters. Mluvii does not document which of them come first.',
	effect: 'read',
	fields: { limit, simplify, filters: sessionFilters },
	options: {
		pageSize: number(
			{
				displayName: 'Page Size',
				typeOptions: { minValue: 2 },
				default: 200,
				description:
					'How many sessions one request asks for. Lower it if Mluvii answers too slowly.',
			},
			validate.pageSize,
		),
	},
	async execute({ client, fields: { limit, simplify, filters }, options: { pageSize } }) {
		return await client.pagedRecords(
			{ ...endpoints.listSessions(), query: filters, subject: 'The list of sessions' },
			{ limit, pageSize, simplify: simplify ? simplifySession : undefined },
		);
	},
});
