import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { recordsIn } from '../../shared/base/records';
import { recordId } from '../../shared/operation/fields';
import * as endpoints from '../generated/endpoints';
import { matching, named, readInPanel } from './search';

export const companyId = recordId({
	displayName: 'Company ID',
	description: 'The number of the company; usually the one that the API key belongs to',
	placeholder: 'Choose a company',
	exampleId: 12,
	search: { searchCompanies },
});

/** The companies that the key may read; an ordinary key reads its own (mluvii-api.md, section 9). */
async function searchCompanies(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const answer = await readInPanel(
		this,
		async (client) => await client.request(endpoints.getOwnCompany()),
	);
	return { results: matching(recordsIn([answer].flat()).map(named), filter) };
}
