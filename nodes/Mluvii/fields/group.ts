import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { Field } from '../../shared/operation/field';
import { field, recordId } from '../../shared/operation/fields';
import * as validate from '../../shared/operation/validate';
import * as endpoints from '../generated/endpoints';
import { named, searchWholeList } from './search';

const searchGroups = searchWholeList(
	{ ...endpoints.listGroups(), subject: 'The list of groups' },
	named,
);

export const groupId = recordId({
	displayName: 'Group ID',
	description: 'The number of the group of operators, as Group: Get Many returns it',
	placeholder: 'Choose a group',
	exampleId: 7299,
	search: { searchGroups },
});

/** Groups, several of them; their numbers. */
export const groups: Field<number[]> = {
	...field(
		{
			displayName: 'Group Names or IDs',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getGroups' },
			default: [],
			description:
				'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		},
		validate.filledIds,
	),
	methods: { loadOptions: { getGroups } },
};

async function getGroups(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { results } = await searchGroups.call(this);
	return results;
}
