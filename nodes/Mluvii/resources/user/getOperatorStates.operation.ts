import { limit } from '../../../shared/operation/fields';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** List what operators do now; the list is not paged. */
export const getOperatorStates = itemOperation({
	value: 'getOperatorStates',
	name: 'Get Operator States',
	action: 'Get the current states of all operators',
	description:
		'Read what every operator does at the moment, such as online, on a call, or on a break',
	effect: 'read',
	fields: { limit },
	async execute({ client, fields: { limit } }) {
		return await client.unpagedRecords(
			{ ...endpoints.listOperatorStates(), subject: 'The list of operator states' },
			{ limit },
		);
	},
});
