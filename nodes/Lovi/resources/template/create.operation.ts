import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { ItemParameters } from '../../../shared/operation/parameters';
import { shorten } from '../../../shared/base/text';
import * as validate from '../../../shared/operation/validate';
import { companyLocator } from '../../locators';
import { recordIn } from '../../templates';
import type { LoviOperation } from '../../client';
import { findCompany } from '../../companies';

const CATEGORIES = ['AUTHENTICATION', 'MARKETING', 'UTILITY'];
const HEADER_FORMATS = ['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT'];
const BUTTON_TYPES = ['QUICK_REPLY', 'URL'];
/** WhatsApp's own rule (lovi-api.md, section 16); Lovi's page does not mention digits. */
const TEMPLATE_NAME = /^[a-z0-9_]{1,512}$/;

const buttons: INodeProperties = {
	displayName: 'Buttons',
	name: 'buttons',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add button',
	default: {},
	description: 'What the recipient can tap below the message',
	options: [
		{
			displayName: 'Buttons',
			name: 'buttons',
			values: [
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					options: [
						{ name: 'Quick Reply', value: 'QUICK_REPLY', description: 'Answers with its text' },
						{ name: 'URL', value: 'URL', description: 'Opens a web page' },
					],
					default: 'QUICK_REPLY',
					description: 'What the button does',
				},
				{
					displayName: 'Text',
					name: 'text',
					type: 'string',
					default: '',
					placeholder: 'e.g. Talk to an agent',
					description: 'What stands on the button',
				},
				{
					displayName: 'URL',
					name: 'url',
					type: 'string',
					displayOptions: { show: { type: ['URL'] } },
					default: '',
					placeholder: 'e.g. https://example.com/orders',
					description: 'The page that the button opens',
				},
			],
		},
	],
};

/** POST /functions/v1/admin/whatsapp/create/template (lovi-api.md, section 8); its address may have changed. */
export const create: LoviOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create a template',
	description: 'Create a WhatsApp template and submit it for approval; Lovi allows 5 an hour',
	effect: 'write',
	properties: [
		companyLocator,
		{
			displayName: 'WhatsApp Business Account ID',
			name: 'wabaId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 123456789',
			description: 'The account at WhatsApp that the template belongs to, as Meta shows it',
		},
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. order_confirmation',
			description: 'Lower-case letters, digits and underscores only, at most 512 of them',
		},
		{
			displayName: 'Language',
			name: 'language',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. en_US',
			description: 'The language code of the template',
		},
		{
			displayName: 'Category',
			name: 'category',
			type: 'options',
			options: [
				{ name: 'Authentication', value: 'AUTHENTICATION', description: 'Codes to log in with' },
				{ name: 'Marketing', value: 'MARKETING', description: 'Offers and news' },
				{ name: 'Utility', value: 'UTILITY', description: 'About an order or a request' },
			],
			default: 'UTILITY',
			description: 'What the template is for; WhatsApp charges by it',
		},
		{
			displayName: 'Body',
			name: 'body',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			required: true,
			placeholder: 'e.g. Hello {{1}}, your order {{2}} is ready!',
			description: 'The text of the message, with {{1}}, {{2}} and so on where values come in',
		},
		{
			displayName: 'Header',
			name: 'headerFormat',
			type: 'options',
			options: [
				{ name: 'Document', value: 'DOCUMENT' },
				{ name: 'Image', value: 'IMAGE' },
				{ name: 'None', value: '' },
				{ name: 'Text', value: 'TEXT' },
				{ name: 'Video', value: 'VIDEO' },
			],
			default: '',
			description: 'What stands above the text',
		},
		{
			displayName: 'Header Text',
			name: 'headerText',
			type: 'string',
			displayOptions: { show: { headerFormat: ['TEXT'] } },
			default: '',
			placeholder: 'e.g. Your order',
			description: 'The text above the message',
		},
		{
			displayName: 'Footer',
			name: 'footer',
			type: 'string',
			default: '',
			placeholder: 'e.g. Thank you for choosing us!',
			description:
				'The text below the message. Lovi does not document footers of new templates; it is sent like the body.',
		},
		buttons,
	],
	async execute({ client, parameters }) {
		const template = {
			waba_id: parameters.text('wabaId'),
			name_template: templateName(parameters),
			language_template: parameters.text('language'),
			category_template: validate.oneOf(parameters.text('category'), 'Category', CATEGORIES),
			components_template: components(parameters),
		};
		const { company_id } = await findCompany(client, parameters.locator('company'));
		const answer = await client.asUser({
			method: 'POST',
			path: '/functions/v1/admin/whatsapp/create/template',
			body: { company_id, ...template },
			subject: 'The call for new templates',
			isUnconfirmed: true,
		});
		// It was created, whatever Lovi says of it.
		const { template: created, ...more } = recordIn(answer);
		return { name: template.name_template, ...more, ...recordIn(created) };
	},
};

function templateName(parameters: ItemParameters): string {
	const name = parameters.text('name');
	if (!TEMPLATE_NAME.test(name)) {
		throw new UserError(`Name "${shorten(name)}" is not a name that a template can have`, {
			description:
				'Use lower-case letters, digits and underscores only, at most 512, such as order_confirmation.',
		});
	}
	return name;
}

function components(parameters: ItemParameters): IDataObject {
	const format = parameters.choice('headerFormat');
	const footer = parameters.optionalText('footer');
	const rows = parameters.rows('buttons', 'buttons').map(button);
	return {
		BODY: { text: parameters.rawText('body') },
		...(format === '' ? {} : { HEADER: header(parameters, format) }),
		...(footer === '' ? {} : { FOOTER: { text: footer } }),
		...(rows.length === 0 ? {} : { BUTTONS: rows }),
	};
}

function header(parameters: ItemParameters, format: string): IDataObject {
	validate.oneOf(format, 'Header', HEADER_FORMATS);
	return format === 'TEXT' ? { format, text: parameters.text('headerText') } : { format };
}

function button({ type, text, url }: IDataObject, index: number): IDataObject {
	const label = `Buttons: ${index + 1}`;
	const kind = validate.oneOf(type ?? 'QUICK_REPLY', `${label}: Type`, BUTTON_TYPES);
	const shown = validate.text(text, `${label}: Text`);
	if (kind !== 'URL') return { type: kind, text: shown };
	const address = validate.text(url, `${label}: URL`);
	if (!/^https?:\/\/\S+$/i.test(address)) {
		throw new UserError(`${label}: URL must begin with https://`);
	}
	return { type: kind, text: shown, url: address };
}
