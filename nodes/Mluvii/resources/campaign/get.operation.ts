import { simplify } from '../../../shared/operation/fields';
import { campaignId } from '../../fields/campaign';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';
import { simplifyCampaign } from './simplify';

export const get = itemOperation({
	value: 'get',
	name: 'Get',
	action: 'Get a phone or WhatsApp campaign',
	description: 'Read one phone or WhatsApp campaign',
	effect: 'read',
	fields: { campaignId, simplify },
	async execute({ client, fields: { campaignId: id, simplify } }) {
		const campaign = await client.record({
			...endpoints.getCampaign({ id }),
			subject: `Campaign ${id}`,
		});
		return simplify ? simplifyCampaign(campaign) : campaign;
	},
});
