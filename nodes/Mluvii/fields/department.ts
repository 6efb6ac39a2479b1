import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { Field } from '../../shared/operation/field';
import { field, recordId } from '../../shared/operation/fields';
import * as validate from '../../shared/operation/validate';
import * as endpoints from '../generated/endpoints';
import { named, searchWholeList } from './search';

const searchDepartments = searchWholeList(
	{ ...endpoints.listDepartments(), subject: 'The list of departments' },
	named,
);

export const departmentId = recordId({
	displayName: 'Department ID',
	description: 'The number of the department, which Mluvii also calls tenant',
	placeholder: 'Choose a department',
	exampleId: 62,
	search: { searchDepartments },
});

/** Departments, several of them; their numbers. */
export const departments: Field<number[]> = {
	...field(
		{
			displayName: 'Department Names or IDs',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getDepartments' },
			default: [],
			required: true,
			description:
				'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		},
		validate.filledIds,
	),
	methods: { loadOptions: { getDepartments } },
};

async function getDepartments(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { results } = await searchDepartments.call(this);
	return results;
}
