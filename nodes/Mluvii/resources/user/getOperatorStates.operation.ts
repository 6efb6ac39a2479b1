import { returnAllFields } from '../../../shared/operation/fields';
import type { MluviiOperation } from '../../client';

/** GET /api/v1/Users/operatorStates, not paged (mluvii-api.md, section 4, CLI). */
export const getOperatorStates: MluviiOperation = {
	value: 'getOperatorStates',
	name: 'Get Operator States',
	action: 'Get the current operator states',
	description:
		'Read what every operator does at the moment, such as online, on a call, or on a break',
	effect: 'read',
	properties: [...returnAllFields],
	async execute({ client, parameters }) {
		return await client.unpagedRecords(
			{ path: '/api/v1/Users/operatorStates', subject: 'The list of operator states' },
			{ limit: parameters.limit() },
		);
	},
};
