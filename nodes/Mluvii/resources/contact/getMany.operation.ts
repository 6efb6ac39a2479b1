import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { returnAllFields } from '../../../shared/operation/fields';
import type { ItemParameters } from '../../../shared/operation/parameters';
import * as validate from '../../../shared/operation/validate';
import { CONTACT_EMAIL } from '../../contactFields';
import { idFilter } from '../../fields';
import type { MluviiOperation } from '../../client';

const PAIR = { filterField: 'Field Key', filterValue: 'Field Value' };

/** GET /api/v1/Contacts (mluvii-api.md, section 5, CLI). */
export const getMany: MluviiOperation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many contacts',
	description: 'Read many contacts of the directory, or find those with a certain value',
	effect: 'read',
	properties: [
		...returnAllFields,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			description: 'Only contacts that meet all of these are returned',
			options: [
				{
					displayName: 'Department ID',
					name: 'departmentId',
					type: 'string',
					default: '',
					placeholder: 'e.g. 62',
					description: 'Only contacts of this department',
				},
				{
					displayName: PAIR.filterField,
					name: 'filterField',
					type: 'string',
					default: CONTACT_EMAIL,
					placeholder: `e.g. ${CONTACT_EMAIL}`,
					description: 'The field in which to look for Field Value',
				},
				{
					displayName: PAIR.filterValue,
					name: 'filterValue',
					type: 'string',
					default: '',
					placeholder: 'e.g. nora@example.com',
					description: 'What the field given as Field Key must hold',
				},
			],
		},
	],
	async execute({ client, parameters }) {
		return await client.pagedRecords(
			{
				path: '/api/v1/Contacts',
				query: contactQuery(parameters),
				subject: 'The list of contacts',
			},
			{ limit: parameters.limit() },
		);
	},
};

/** @throws UserError when only one of field and value is given: all contacts would come back */
function contactQuery(parameters: ItemParameters): IDataObject {
	const department = idFilter(parameters, 'departmentId', 'Department ID');
	const filters = parameters.filledIn('filters');
	if (!('filterField' in filters) && !('filterValue' in filters)) return department;
	for (const [name, label] of Object.entries(PAIR)) {
		if (name in filters) continue;
		throw new UserError(`${label} is empty`, {
			description:
				'Field Key and Field Value belong together: fill in the other one under Filters, or remove both.',
		});
	}
	return {
		...department,
		filterField: validate.text(filters.filterField, PAIR.filterField),
		filterValue: validate.text(filters.filterValue, PAIR.filterValue),
	};
}
