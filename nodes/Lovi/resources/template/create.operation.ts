import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { shorten } from '../../../shared/base/text';
import { combined, mapped, shownWith } from '../../../shared/operation/field';
import {
	anything,
	choice,
	choicesFor,
	line,
	optionalText,
	rawText,
	rows,
	text,
} from '../../../shared/operation/fields';
import * as validate from '../../../shared/operation/validate';
import { findCompany } from '../../companies';
import { company } from '../../fields/company';
import * as endpoints from '../../generated/endpoints';
import {
	TEMPLATE_BUTTON_TYPE,
	TEMPLATE_CATEGORY,
	TEMPLATE_HEADER_FORMAT,
} from '../../generated/lists';
import { itemOperation } from '../../operation';
import { recordIn } from '../../templates';

/** WhatsApp's own rule (lovi-api.md, section 16); Lovi's page does not mention digits. */
const TEMPLATE_NAME = /^[a-z0-9_]{1,512}$/;

/** What stands above the text; undefined for nothing. */
const header = combined(
	{
		headerFormat: choice({
			displayName: 'Header',
			options: choicesFor([...TEMPLATE_HEADER_FORMAT, ''], {
				DOCUMENT: { name: 'Document' },
				IMAGE: { name: 'Image' },
				TEXT: { name: 'Text' },
				VIDEO: { name: 'Video' },
				'': { name: 'None' },
			}),
			default: '',
			description: 'What stands above the text',
		}),
		headerText: shownWith(
			{ headerFormat: ['TEXT'] },
			text({
				displayName: 'Header Text',
				placeholder: 'e.g. Your order',
				description: 'The text above the message',
			}),
		),
	},
	(fields): IDataObject | undefined => {
		const { headerFormat: format } = fields;
		if (format === '') return undefined;
		return format === 'TEXT' ? { format, text: fields.headerText } : { format };
	},
);

const buttons = mapped(
	rows(
		{
			displayName: 'Buttons',
			placeholder: 'Add button',
			description: 'What the recipient can tap below the message',
			group: { displayName: 'Buttons', name: 'buttons' },
		},
		{
			type: anything({
				displayName: 'Type',
				type: 'options',
				options: choicesFor(TEMPLATE_BUTTON_TYPE, {
					QUICK_REPLY: { name: 'Quick Reply', description: 'Answers with its text' },
					URL: { name: 'URL', description: 'Opens a web page' },
				}),
				default: 'QUICK_REPLY',
				description: 'What the button does',
			}),
			text: anything({
				displayName: 'Text',
				placeholder: 'e.g. Talk to an agent',
				description: 'What stands on the button',
			}),
			url: shownWith(
				{ type: ['URL'] },
				anything({
					displayName: 'URL',
					placeholder: 'e.g. https://example.com/orders',
					description: 'The address of the page that the button opens, with https://',
				}),
			),
		},
	),
	(entered) => entered.map(readButton),
);

/** Create a template; the address of the call may have changed. */
export const create = itemOperation({
	value: 'create',
	name: 'Create',
	action: 'Create a WhatsApp template and submit it for approval',
	description: 'Create a WhatsApp template and submit it for approval; Lovi allows 5 an hour',
	effect: 'write',
	fields: {
		company,
		wabaId: text({
			displayName: 'WhatsApp Business Account ID',
			required: true,
			placeholder: 'e.g. 123456789',
			description:
				'The number of the account at WhatsApp that the template belongs to, as Meta shows it',
		}),
		name: line(templateName)({
			displayName: 'Name',
			required: true,
			placeholder: 'e.g. order_confirmation',
			description: 'Lower-case letters, digits and underscores only, at most 512 of them',
		}),
		language: text({
			displayName: 'Language',
			required: true,
			placeholder: 'e.g. en_US',
			description: 'The language code of the template, such as en_US or es',
		}),
		category: choice({
			displayName: 'Category',
			options: choicesFor(TEMPLATE_CATEGORY, {
				AUTHENTICATION: { name: 'Authentication', description: 'Codes to log in with' },
				MARKETING: { name: 'Marketing', description: 'Offers and news' },
				UTILITY: { name: 'Utility', description: 'About an order or a request' },
			}),
			default: 'UTILITY',
			description: 'What the template is for; WhatsApp charges by it',
		}),
		body: rawText({
			displayName: 'Body',
			typeOptions: { rows: 4 },
			required: true,
			placeholder: 'e.g. Hello {{1}}, your order {{2}} is ready!',
			description: 'The text of the message, with {{1}}, {{2}} and so on where values come in',
		}),
		header,
		footer: optionalText({
			displayName: 'Footer',
			placeholder: 'e.g. Thank you for choosing us!',
			description:
				'The text below the message. Lovi does not document footers of new templates; it is sent like the body.',
		}),
		buttons,
	},
	async execute({ client, fields }) {
		const { body, header, footer, buttons } = fields;
		const template = {
			waba_id: fields.wabaId,
			name_template: fields.name,
			language_template: fields.language,
			category_template: fields.category,
			components_template: {
				BODY: { text: body },
				...(header && { HEADER: header }),
				...(footer === '' ? {} : { FOOTER: { text: footer } }),
				...(buttons.length === 0 ? {} : { BUTTONS: buttons }),
			},
		};
		const { company_id } = await findCompany(client, fields.company);
		const answer = await client.asUser({
			...endpoints.createTemplate(),
			body: { company_id, ...template },
			subject: 'The call for new templates',
		});
		// It was created, whatever Lovi says of it.
		const { template: created, ...more } = recordIn(answer);
		return { name: template.name_template, ...more, ...recordIn(created) };
	},
});

function templateName(value: unknown, label: string): string {
	const name = validate.text(value, label);
	if (!TEMPLATE_NAME.test(name)) {
		throw new UserError(`${label} "${shorten(name)}" is not a name that a template can have`, {
			description:
				'Use lower-case letters, digits and underscores only, at most 512, such as order_confirmation.',
		});
	}
	return name;
}

function readButton(
	{ type, text, url }: Record<'type' | 'text' | 'url', unknown>,
	index: number,
): IDataObject {
	const label = `Buttons: ${index + 1}`;
	const kind = validate.oneOf(type ?? 'QUICK_REPLY', `${label}: Type`, TEMPLATE_BUTTON_TYPE);
	const shown = validate.text(text, `${label}: Text`);
	if (kind !== 'URL') return { type: kind, text: shown };
	const address = validate.text(url, `${label}: URL`);
	if (!/^https?:\/\/\S+$/i.test(address)) {
		throw new UserError(`${label}: URL must begin with https://`);
	}
	return { type: kind, text: shown, url: address };
}
