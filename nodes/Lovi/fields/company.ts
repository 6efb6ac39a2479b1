import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { locator } from '../../shared/operation/fields';
import { companyKeys } from '../companies';
import { readInPanel } from './search';

/** The company that an operation acts for. */
export const company = locator({
	displayName: 'Company',
	description:
		'The company to act for, by its ID, its name or its API key. The key is looked up once per run.',
	placeholder: 'Choose a company',
	search: { searchCompanies },
	modes: [
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 5f0c2a9e-3b7d-4d53-9a51-0a8f5f1f7c11',
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Acme Ltd' },
		{
			displayName: 'By Key',
			name: 'key',
			type: 'string',
			hint: 'The company API key from an earlier step, as an expression',
			placeholder: 'e.g. {{ $json.key }}',
		},
	],
});

/** The companies with an active key, by name. */
async function searchCompanies(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const keys = await readInPanel(this, companyKeys);
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
