import type { IDataObject } from 'n8n-workflow';
import { pick } from '../../../shared/base/records';
import { CAMPAIGN_SUMMARY } from '../../generated/lists';

/** What is mostly needed of a campaign, without its settings and the list of its contacts. */
export function simplifyCampaign(campaign: IDataObject): IDataObject {
	return pick(campaign, CAMPAIGN_SUMMARY);
}
