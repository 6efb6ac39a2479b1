import { userId } from '../../fields/user';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

export const get = itemOperation({
	value: 'get',
	name: 'Get',
	action: 'Get a user with departments, groups and roles',
	description: 'Read one user with departments, groups and roles',
	effect: 'read',
	fields: { userId },
	async execute({ client, fields: { userId } }) {
		return await client.record({ ...endpoints.getUser({ id: userId }), subject: `User ${userId}` });
	},
});
