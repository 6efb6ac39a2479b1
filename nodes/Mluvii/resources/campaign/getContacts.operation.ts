import { returnAllFields } from '../../../shared/operation/fields';
import { campaignLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

/** GET /api/v1/Campaigns/{id}/identities (mluvii-api.md, section 6, CLI). */
export const getContacts: MluviiOperation = {
	value: 'getContacts',
	name: 'Get Contacts',
	action: 'Get the contacts of a campaign',
	description: 'Read the contacts in a campaign with how far each one has come',
	effect: 'read',
	properties: [campaignLocator, ...returnAllFields],
	async execute({ client, parameters }) {
		const campaignId = parameters.id('campaignId');
		const contacts = await client.pagedRecords(
			{
				path: path`/api/v1/Campaigns/${campaignId}/identities`,
				subject: `Campaign ${campaignId}`,
			},
			// Nothing says that a contact is in a campaign only once.
			{ limit: parameters.limit(), mayRepeatIds: true },
		);
		return contacts.map((contact) => ({ campaignId, ...contact }));
	},
};
