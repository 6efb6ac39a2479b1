import { recordId } from '../../shared/operation/fields';
import * as endpoints from '../generated/endpoints';
import { named, searchWholeList } from './search';

/** In Mluvii's own order, which may be that in which they were created. */
const searchCampaigns = searchWholeList(
	{ ...endpoints.listCampaigns(), subject: 'The list of campaigns' },
	named,
	{ isSorted: false },
);

export const campaignId = recordId({
	displayName: 'Campaign ID',
	description: 'The number of the phone or WhatsApp campaign, as Campaign: Get Many returns it',
	placeholder: 'Choose a campaign',
	exampleId: 41,
	search: { searchCampaigns },
});
