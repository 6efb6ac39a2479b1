import { limit } from '../../../shared/operation/fields';
import { campaignId } from '../../fields/campaign';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

export const getContacts = itemOperation({
	value: 'getContacts',
	name: 'Get Contacts',
	action: 'Get the contacts of a campaign with their progress',
	description: 'Read the contacts in a campaign with how far each one has come',
	effect: 'read',
	fields: { campaignId, limit },
	async execute({ client, fields: { campaignId, limit } }) {
		const contacts = await client.pagedRecords(
			{ ...endpoints.listCampaignContacts({ id: campaignId }), subject: `Campaign ${campaignId}` },
			// Nothing says that a contact is in a campaign only once.
			{ limit, mayRepeatIds: true },
		);
		return contacts.map((contact) => ({ campaignId, ...contact }));
	},
});
