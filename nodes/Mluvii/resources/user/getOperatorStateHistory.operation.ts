import type { IDataObject } from 'n8n-workflow';
import type { ItemParameters } from '../../../shared/operation/parameters';
import { returnAllFields } from '../../../shared/operation/fields';
import * as validate from '../../../shared/operation/validate';
import { userLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

const LABELS = { LastModified: 'From', DateLimit: 'To' };

/** GET /api/v1/Users/{id}/operatorStates, by page number (mluvii-api.md, section 4, CLI). */
export const getOperatorStateHistory: MluviiOperation = {
	value: 'getOperatorStateHistory',
	name: 'Get Operator State History',
	action: 'Get the operator state history of a user',
	description: 'Read what an operator did in a period, such as breaks and calls',
	effect: 'read',
	properties: [
		userLocator,
		...returnAllFields,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			description: 'The period of which to read',
			options: [
				{
					displayName: LABELS.LastModified,
					name: 'LastModified',
					type: 'dateTime',
					default: '',
					description:
						"Time from which on states are read. Without a zone, the workflow's time zone counts.",
				},
				{
					displayName: LABELS.DateLimit,
					name: 'DateLimit',
					type: 'dateTime',
					default: '',
					description:
						"Time up to which states are read. Without a zone, the workflow's time zone counts.",
				},
			],
		},
	],
	async execute({ client, parameters }) {
		const userId = parameters.id('userId');
		return await client.numberedPages(
			{
				path: path`/api/v1/Users/${userId}/operatorStates`,
				query: period(parameters),
				subject: `User ${userId}`,
			},
			{ limit: parameters.limit() },
		);
	},
};

/** Mluvii wants these times in UTC without a zone (mluvii-api.md, section 4). */
function period(parameters: ItemParameters): IDataObject {
	const filters = parameters.filledIn('filters');
	const query: IDataObject = {};
	for (const [key, label] of Object.entries(LABELS)) {
		if (!(key in filters)) continue;
		query[key] = validate.pointInTime(filters[key], label, parameters.timezone).replace('Z', '');
	}
	return query;
}
