import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { OptionalValues } from '../../../shared/operation/field';
import {
	ids,
	optionalText,
	optionalTextsWithGaps,
	rows,
	text,
} from '../../../shared/operation/fields';
import * as validate from '../../../shared/operation/validate';
import { campaignId } from '../../fields/campaign';
import { CONTACT_PHONE, CONTACTS_PER_REQUEST } from '../../fields/contactData';
import * as endpoints from '../../generated/endpoints';
import { batchOperation } from '../../operation';

const WHATSAPP = {
	rows: 'WhatsApp Fields',
	contactFields: 'WhatsApp Contact Fields',
	defaultValues: 'WhatsApp Default Values',
};

const whatsAppOptions = {
	whatsAppFields: rows(
		{
			displayName: WHATSAPP.rows,
			typeOptions: { multipleValues: true, sortable: true },
			placeholder: 'Add field',
			description:
				'For WhatsApp campaigns: what goes into the placeholders of the template, in their order',
			group: { displayName: 'Fields', name: 'rows' },
		},
		{
			contactField: text({
				displayName: 'Contact Field',
				placeholder: 'e.g. oo1_guest_ident',
				description: 'The key of the contact field that fills the placeholder',
			}),
			defaultValue: optionalText({
				displayName: 'Default Value',
				placeholder: 'e.g. Dear customer',
				description: 'What to use for contacts whose field is empty',
			}),
		},
	),
	whatsAppFormContactFields: optionalTextsWithGaps({
		displayName: WHATSAPP.contactFields,
		placeholder: 'e.g. oo1_guest_ident, order_number',
		description: `The contact fields separated by commas, as older workflows have them; ${WHATSAPP.rows} is easier`,
	}),
	whatsAppFormDefaultValues: optionalTextsWithGaps({
		displayName: WHATSAPP.defaultValues,
		placeholder: 'e.g. customer, your order',
		description: `The default values separated by commas, one for each of ${WHATSAPP.contactFields}; an empty one keeps its place`,
	}),
};

export const addContacts = batchOperation({
	value: 'addContacts',
	name: 'Add Contacts',
	action: 'Add contacts to a campaign to be called or messaged',
	description: 'Put contacts into a campaign; many input items go out in few requests',
	effect: 'write',
	sends: true,
	fields: {
		campaignId,
		contactIds: ids({
			displayName: 'Contact IDs',
			required: true,
			placeholder: 'e.g. 500123, 500124',
			description: 'The number of the contact, or several separated by commas',
		}),
		contactInfoField: text({
			displayName: 'Contact Info Field',
			default: CONTACT_PHONE,
			required: true,
			placeholder: `e.g. ${CONTACT_PHONE}`,
			description: 'The key of the contact field that holds the phone number to use',
		}),
	},
	options: whatsAppOptions,
	batchSize: CONTACTS_PER_REQUEST,
	read: ({ fields: { campaignId, contactIds, contactInfoField }, options }) => ({
		key: { campaignId, settings: { contactInfoField, ...whatsAppSettings(options) } },
		entry: contactIds,
	}),
	async send(client, { campaignId, settings }, contacts) {
		await client.request({
			...endpoints.addCampaignContacts({ id: campaignId }),
			// A contact that comes twice would be called twice.
			body: { ids: [...new Set(contacts.flat())], ...settings },
			subject: `Campaign ${campaignId}`,
		});
		return contacts.map((contactIds) => ({ campaignId, contactIds, success: true }));
	},
});

/** Fields and default values belong together by their places (mluvii-api.md, section 6). */
function whatsAppSettings({
	whatsAppFields: rows = [],
	whatsAppFormContactFields: fields = [],
	whatsAppFormDefaultValues: defaults = [],
}: OptionalValues<typeof whatsAppOptions>): IDataObject {
	if (rows.length > 0) {
		if (fields.length + defaults.length > 0) {
			const other = fields.length > 0 ? WHATSAPP.contactFields : WHATSAPP.defaultValues;
			throw new UserError(`${WHATSAPP.rows} and ${other} are both filled in`, {
				description: `Keep ${WHATSAPP.rows} only.`,
			});
		}
		return {
			whatsAppFormContactFields: rows.map(({ contactField }) => contactField),
			whatsAppFormDefaultValues: rows.map(({ defaultValue }) => defaultValue),
		};
	}
	if (defaults.length > 0 && defaults.length !== fields.length) {
		throw new UserError(
			`${WHATSAPP.contactFields} has ${fields.length} entries, but ${WHATSAPP.defaultValues} has ${defaults.length}`,
			{
				description: `Each field needs its default value, which may be empty. A value with a comma in it can be given in ${WHATSAPP.rows}.`,
			},
		);
	}
	if (fields.length === 0) return {};
	return {
		whatsAppFormContactFields: fields.map((field) => validate.text(field, WHATSAPP.contactFields)),
		...(defaults.length > 0 ? { whatsAppFormDefaultValues: defaults } : {}),
	};
}
