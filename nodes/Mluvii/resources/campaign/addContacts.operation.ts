import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { BatchOperation } from '../../../shared/operation/operation';
import type { ItemParameters } from '../../../shared/operation/parameters';
import * as validate from '../../../shared/operation/validate';
import { CONTACT_PHONE, CONTACTS_PER_REQUEST } from '../../contactFields';
import { campaignLocator } from '../../locators';
import type { MluviiClient } from '../../client';
import { path } from '../../../shared/http/path';

const WHATSAPP = {
	rows: 'WhatsApp Fields',
	contactFields: 'WhatsApp Contact Fields',
	defaultValues: 'WhatsApp Default Values',
};

/** What the contacts of one request have in common. */
interface Target {
	campaignId: number;
	/** The rest of the body. */
	settings: IDataObject;
}

/** POST /api/v1/Campaigns/{id}/identities with many contacts (mluvii-api.md, section 6, CLI). */
export const addContacts: BatchOperation<MluviiClient, number[]> = {
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
			displayName: WHATSAPP.rows,
			name: 'whatsAppFields',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			placeholder: 'Add field',
			default: {},
			description:
				'For WhatsApp campaigns: what goes into the gaps of the template, in their order',
			options: [
				{
					displayName: 'Fields',
					name: 'rows',
					values: [
						{
							displayName: 'Contact Field',
							name: 'contactField',
							type: 'string',
							default: '',
							placeholder: 'e.g. oo1_guest_ident',
							description: 'The key of the contact field that fills the gap',
						},
						{
							displayName: 'Default Value',
							name: 'defaultValue',
							type: 'string',
							default: '',
							placeholder: 'e.g. Dear customer',
							description: 'What to use for contacts whose field is empty',
						},
					],
				},
			],
		},
		{
			displayName: WHATSAPP.contactFields,
			name: 'whatsAppFormContactFields',
			type: 'string',
			default: '',
			placeholder: 'e.g. oo1_guest_ident, order_number',
			description: `The contact fields separated by commas, as older workflows have them; ${WHATSAPP.rows} is easier`,
		},
		{
			displayName: WHATSAPP.defaultValues,
			name: 'whatsAppFormDefaultValues',
			type: 'string',
			default: '',
			placeholder: 'e.g. customer, your order',
			description: `The default values separated by commas, one for each of ${WHATSAPP.contactFields}; an empty one keeps its place`,
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
	return {
		campaignId: parameters.id('campaignId'),
		settings: {
			contactInfoField: parameters.text('contactInfoField'),
			...readWhatsApp(parameters.collection('options')),
		},
	};
}

/** Fields and default values belong together by their places (mluvii-api.md, section 6). */
function readWhatsApp(options: IDataObject): IDataObject {
	const { whatsAppFields, whatsAppFormContactFields, whatsAppFormDefaultValues } = options;
	const { rows: entered } = (whatsAppFields ?? {}) as IDataObject;
	const rows = validate.rows(entered, WHATSAPP.rows);
	const fields = validate.listWithGaps(whatsAppFormContactFields, WHATSAPP.contactFields);
	const defaults = validate.listWithGaps(whatsAppFormDefaultValues, WHATSAPP.defaultValues);
	if (rows.length > 0) {
		if (fields.length + defaults.length > 0) {
			const other = fields.length > 0 ? WHATSAPP.contactFields : WHATSAPP.defaultValues;
			throw new UserError(`${WHATSAPP.rows} and ${other} are both filled in`, {
				description: `Keep ${WHATSAPP.rows} only.`,
			});
		}
		return {
			whatsAppFormContactFields: rows.map(({ contactField }) =>
				validate.text(contactField, `${WHATSAPP.rows}: Contact Field`),
			),
			whatsAppFormDefaultValues: rows.map(({ defaultValue }) =>
				validate.optionalText(defaultValue, `${WHATSAPP.rows}: Default Value`),
			),
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
