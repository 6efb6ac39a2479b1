import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';
import { toNodeError } from '../shared/errors';
import { LoviClient } from './transport';

/** The field by which an operation is told for which company it acts. */
export const companyLocator: INodeProperties = {
	displayName: 'Company',
	name: 'company',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The company to act for. Its API key is looked up once per run.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a company',
			typeOptions: { searchListMethod: 'searchCompanies', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 5f0c2a9e-3b7d-4d53-9a51-0a8f5f1f7c11',
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Acme Ltd',
		},
		{
			displayName: 'By Key',
			name: 'key',
			type: 'string',
			hint: 'The company API key from an earlier step, as an expression',
			placeholder: 'e.g. {{ $json.key }}',
		},
	],
};

/** List searches by the names that the locators use. */
export const listSearch = { searchCompanies };

/** The companies with an active key, by name. */
async function searchCompanies(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const keys = await new LoviClient(this, 1).companyKeys().catch((error: unknown) => {
		throw toNodeError(this.getNode(), error, 0);
	});
	const wanted = filter.trim().toLowerCase();
	return {
		results: keys
			.filter((company) => company.is_active && company.company_name.toLowerCase().includes(wanted))
			.map((company) => ({
				name: company.company_name || company.company_id,
				value: company.company_id,
			}))
			.sort((a, b) => a.name.localeCompare(b.name)),
	};
}
