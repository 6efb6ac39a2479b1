import type { IDataObject } from 'n8n-workflow';
import { mapped } from '../../../shared/operation/field';
import { collection, dateTime, limit } from '../../../shared/operation/fields';
import { userId } from '../../fields/user';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** The period; Mluvii wants its times in UTC without a zone (mluvii-api.md, section 4). */
const period = mapped(
	collection(
		{
			displayName: 'Filters',
			placeholder: 'Add filter',
			description: 'The period of which to read',
		},
		{
			LastModified: dateTime({
				displayName: 'From',
				description:
					"Time from which on states are read, in ISO 8601, such as 2026-01-31T08:00:00Z. Without a zone, the workflow's time zone counts.",
			}),
			DateLimit: dateTime({
				displayName: 'To',
				description:
					"Time up to which states are read, in ISO 8601, such as 2026-01-31T17:00:00Z. Without a zone, the workflow's time zone counts.",
			}),
		},
	),
	(times): IDataObject =>
		Object.fromEntries(
			Object.entries(times).map(([bound, time]) => [bound, time.replace('Z', '')]),
		),
);

/** List what an operator did; the list is paged by number. */
export const getOperatorStateHistory = itemOperation({
	value: 'getOperatorStateHistory',
	name: 'Get Operator State History',
	action: 'Get the operator state history of a user',
	description: 'Read what an operator did in a period, such as breaks and calls',
	effect: 'read',
	fields: { userId, limit, filters: period },
	async execute({ client, fields: { userId, limit, filters } }) {
		return await client.numberedPages(
			{
				...endpoints.listOperatorStateHistory({ id: userId }),
				query: filters,
				subject: `User ${userId}`,
			},
			{ limit },
		);
	},
});
