import { returnAllFields, simplifyField } from '../../../shared/operation/fields';
import * as validate from '../../../shared/operation/validate';
import type { MluviiOperation } from '../../client';
import { sessionFilters, sessionQuery } from './filters';
import { simplifySession } from './simplify';

/** GET /api/v1/Sessions (mluvii-api.md, section 3, OFF). */
export const getMany: MluviiOperation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many sessions',
	description:
		'Read many sessions, all or those that meet the filters. Mluvii does not document which of them come first.',
	effect: 'read',
	properties: [...returnAllFields, simplifyField, sessionFilters],
	options: [
		{
			displayName: 'Page Size',
			name: 'pageSize',
			type: 'number',
			typeOptions: { minValue: 2 },
			default: 200,
			description: 'How many sessions one request asks for. Lower it if Mluvii answers too slowly.',
		},
	],
	async execute({ client, parameters }) {
		const isSimple = parameters.simplify;
		const { pageSize } = parameters.collection('options');
		const sessions = await client.pagedRecords(
			{
				path: '/api/v1/Sessions',
				query: sessionQuery(parameters.filledIn('filters'), parameters.timezone),
				subject: 'The list of sessions',
			},
			{
				limit: parameters.limit(),
				pageSize: pageSize === undefined ? undefined : validate.pageSize(pageSize, 'Page Size'),
			},
		);
		return isSimple ? sessions.map(simplifySession) : sessions;
	},
};
