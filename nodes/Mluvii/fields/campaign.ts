import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { recordId } from '../../shared/operation/fields';
import * as endpoints from '../generated/endpoints';
import { matching, named, readInPanel } from './search';

/** A campaign. */
export const campaignId = recordId({
	displayName: 'Campaign',
	description: 'The phone or WhatsApp campaign to work with',
	placeholder: 'Choose a campaign',
	exampleId: 41,
	search: { searchCampaigns },
});

/** In Mluvii's own order, which may be that in which they were created. */
async function searchCampaigns(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const request = { ...endpoints.listCampaigns(), subject: 'The list of campaigns' };
	const campaigns = await readInPanel(
		this,
		async (client) => await client.pagedRecords(request, { mayBeUnpaged: true }),
	);
	return { results: matching(campaigns.map(named), filter) };
}
