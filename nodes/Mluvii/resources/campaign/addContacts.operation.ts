import type { IDataObject } from 'n8n-workflow';
import type { BulkOperation } from '../../../shared/operation';
import type { ItemParameters } from '../../../shared/parameters';
import { path } from '../../../shared/service';
import * as validate from '../../../shared/validate';
import { CONTACT_PHONE, CONTACTS_PER_REQUEST } from '../../contactFields';
import { campaignLocator } from '../../locators';
import type { MluviiClient } from '../../transport';

/** What the contacts of one request have in common. */
interface Target {
	campaignId: number;
	/** The rest of the body. */
	settings: IDataObject;
}

/** POST /api/v1/Campaigns/{id}/identities with many contacts (mluvii-api.md, section 6, CLI). */
export const addContacts: BulkOperation<MluviiClient, number[]> = {
	value: 'addContacts',
	name: 'Add Contacts',
	action: 'Add contacts to a campaign',
	description: 'Put contacts into a campaign; many input items go out in few requests',
	effect: 'write',
	properties: [
		campaignLocator,
		{
			displayName: 'Contact IDs',
			name: 'contactIds',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 500123, 500124',
			description: 'The number of the contact, or several separated by commas',
		},
		{
			displayName: 'Contact Info Field',
			name: 'contactInfoField',
			type: 'string',
			default: CONTACT_PHONE,
			required: true,
			placeholder: `e.g. ${CONTACT_PHONE}`,
			description: 'The field of the contact that holds the phone number to use',
		},
	],
	options: [
		{
			displayName: 'WhatsApp Contact Fields',
			name: 'whatsAppFormContactFields',
			type: 'string',
			default: '',
			placeholder: 'e.g. oo1_guest_ident, order_number',
			description:
				'For WhatsApp campaigns: contact fields for the gaps of the template, in order, separated by commas',
		},
		{
			displayName: 'WhatsApp Default Values',
			name: 'whatsAppFormDefaultValues',
			type: 'string',
			default: '',
			placeholder: 'e.g. customer, your order',
			description:
				'For WhatsApp campaigns: what to use where a contact field is empty, in the same order, separated by commas',
		},
	],
	batchSize: CONTACTS_PER_REQUEST,
	read({ parameters }) {
		return {
			key: JSON.stringify(readTarget(parameters)),
			entry: parameters.ids('contactIds'),
		};
	},
	async send(client, key, contacts) {
		const { campaignId, settings } = JSON.parse(key) as Target;
		await client.request({
			method: 'POST',
			path: path`/api/v1/Campaigns/${campaignId}/identities`,
			// A contact that comes twice would be called twice.
			body: { ids: [...new Set(contacts.flat())], ...settings },
			subject: `Campaign ${campaignId}`,
		});
		return contacts.map((contactIds) => ({ campaignId, contactIds, success: true }));
	},
};

function readTarget(parameters: ItemParameters): Target {
	const { whatsAppFormContactFields, whatsAppFormDefaultValues } = parameters.collection('options');
	const contactFields = validate.list(whatsAppFormContactFields ?? '', 'WhatsApp Contact Fields');
	const defaultValues = validate.list(whatsAppFormDefaultValues ?? '', 'WhatsApp Default Values');
	return {
		campaignId: parameters.id('campaignId'),
		settings: {
			contactInfoField: parameters.text('contactInfoField'),
			...(contactFields.length > 0 ? { whatsAppFormContactFields: contactFields } : {}),
			...(defaultValues.length > 0 ? { whatsAppFormDefaultValues: defaultValues } : {}),
		},
	};
}
