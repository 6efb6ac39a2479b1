import type { IDataObject } from 'n8n-workflow';
import type { ItemParameters } from '../../../shared/parameters';
import { textOf } from '../../../shared/textOf';
import * as validate from '../../../shared/validate';
import { companyLocator } from '../../locators';
import {
	componentsFromJson,
	componentsFromRows,
	contactFields,
	flatten,
	phoneNumber,
	schedule,
} from '../../notification';
import { contactFieldList, sendingOptions, templateParameters } from '../../notificationFields';
import type { LoviOperation } from '../../transport';

/** POST /functions/v1/notify with one contact (lovi-api.md, section 4). */
export const send: LoviOperation = {
	value: 'send',
	name: 'Send',
	action: 'Send a WhatsApp notification',
	description: 'Send a WhatsApp message from an approved template to one person',
	effect: 'write',
	properties: [
		companyLocator,
		{
			displayName: 'Recipient Phone Number',
			name: 'number',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. +34 666 033 135',
			description: 'Who gets the message: international, beginning with the country code',
		},
		{
			displayName: 'Recipient ID',
			name: 'recipientId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 34911670470',
			description:
				"Lovi's documentation calls it the ID or phone number of the recipient; its examples give the company's own line. Ask Lovi which one your account needs.",
		},
		{
			displayName: 'Template',
			name: 'template',
			type: 'resourceLocator',
			default: { mode: 'name', value: '' },
			required: true,
			description: 'The WhatsApp template to send. WhatsApp must have approved it.',
			modes: [
				{
					displayName: 'By Name',
					name: 'name',
					type: 'string',
					placeholder: 'e.g. order_confirmation',
				},
			],
		},
		{
			displayName: 'Template Language',
			name: 'language',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. en_US',
			description: 'The language code with which the template was created',
		},
		...templateParameters,
		contactFieldList,
		{
			displayName: 'Notification Type',
			name: 'notificationType',
			type: 'options',
			options: [
				{ name: 'Marketing', value: 'marketing', description: 'Offers and news' },
				{
					name: 'Transactional',
					value: 'transactional',
					description: 'About an order or a request',
				},
			],
			default: 'transactional',
			description: 'How Lovi counts the message in its analytics',
		},
		{
			displayName: 'Campaign Name',
			name: 'campaignName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Order updates',
			description: 'The name under which Lovi groups these messages in its analytics',
		},
	],
	options: sendingOptions,
	async execute({ client, parameters }) {
		const options = parameters.collection('options');
		const body = notification(parameters, options);
		const { key } = await client.companyKey(parameters.locator('company'));
		const answer = await client.asCompany(
			{ key },
			{
				method: 'POST',
				path: '/functions/v1/notify',
				query: options.flatBody === true ? { unflatten: true } : {},
				body: options.flatBody === true ? flatten(body) : body,
				subject: `The template "${textOf(body.name_template)}"`,
			},
		);
		return { number: (body.contact as IDataObject).number, ...(answer as IDataObject | undefined) };
	},
};

function notification(parameters: ItemParameters, options: IDataObject): IDataObject {
	const components = readComponents(parameters);
	const body: IDataObject = {
		contact: {
			number: phoneNumber(parameters.text('number'), 'Recipient Phone Number'),
			...contactFields(parameters.rows('contactFields', 'fields'), 'Contact Fields'),
		},
		recipient_id: parameters.text('recipientId'),
		name_template: parameters.locator('template').value,
		language_template: parameters.text('language'),
		notification_type: parameters.text('notificationType'),
		campaign_name: parameters.text('campaignName'),
	};
	if (Object.keys(components).length > 0) body.components_push = components;
	const event = validate.optionalText(options.nameEvent, 'Event Name');
	if (event !== '') body.name_event = event;
	if (options.scheduledTime) {
		const zone = validate.optionalText(options.timezone, 'Time Zone') || parameters.timezone;
		Object.assign(
			body,
			schedule(options.scheduledTime, 'Scheduled Time', validate.timeZone(zone, 'Time Zone')),
		);
	}
	return body;
}

function readComponents(parameters: ItemParameters): Record<string, string> {
	return parameters.choice('templateParametersMode') === 'json'
		? componentsFromJson(parameters.json('templateParametersJson'), 'Template Parameters (JSON)')
		: componentsFromRows(
				parameters.rows('templateParameters', 'parameters'),
				'Template Parameters',
			);
}
