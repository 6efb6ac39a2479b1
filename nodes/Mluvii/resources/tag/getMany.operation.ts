import { limit } from '../../../shared/operation/fields';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

/** List tags. Whether the list is paged is not documented. */
export const getMany = itemOperation({
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many tags with their departments',
	description: 'Read many tags with their departments and colours',
	effect: 'read',
	fields: { limit },
	async execute({ client, fields: { limit } }) {
		return await client.pagedRecords(
			{ ...endpoints.listTags(), subject: 'The list of tags' },
			{ limit, mayBeUnpaged: true },
		);
	},
});
