import { simplifyField } from '../../../shared/operation/fields';
import { campaignLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { simplifyCampaign } from './simplify';
import { path } from '../../../shared/http/path';

/** GET /api/v1/Campaigns/{id} (mluvii-api.md, section 6; the path is a convention). */
export const get: MluviiOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get a campaign',
	description: 'Read one phone or WhatsApp campaign',
	effect: 'read',
	properties: [campaignLocator, simplifyField],
	async execute({ client, parameters }) {
		const isSimple = parameters.simplify;
		const id = parameters.id('campaignId');
		const campaign = await client.record({
			method: 'GET',
			path: path`/api/v1/Campaigns/${id}`,
			subject: `Campaign ${id}`,
			isUnconfirmed: true,
		});
		return isSimple ? simplifyCampaign(campaign) : campaign;
	},
};
