import type { MluviiResource } from '../../operation';
import { create } from './create.operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import { getOperatorStateHistory } from './getOperatorStateHistory.operation';
import { getOperatorStates } from './getOperatorStates.operation';
import { setDepartments } from './setDepartments.operation';
import { setEnabled } from './setEnabled.operation';

export const user: MluviiResource = {
	value: 'user',
	name: 'User',
	description:
		'People who log in to Mluvii, such as operators, with their departments and what they do at the moment',
	operations: [
		create,
		get,
		getMany,
		getOperatorStateHistory,
		getOperatorStates,
		setDepartments,
		setEnabled,
	],
};
