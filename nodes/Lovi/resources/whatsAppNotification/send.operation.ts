import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ItemParameters } from '../../../shared/parameters';
import { textOf } from '../../../shared/textOf';
import * as validate from '../../../shared/validate';
import { companyLocator } from '../../locators';
import {
	COMPONENT_TYPES,
	componentsFromJson,
	componentsFromRows,
	contactFields,
	flatten,
	phoneNumber,
	schedule,
} from '../../notification';
import type { LoviOperation } from '../../transport';

const typeFields: INodeProperties[] = Object.entries(COMPONENT_TYPES).map(([position, types]) => ({
	displayName: 'Type',
	name: 'type',
	type: 'options',
	displayOptions: { show: { position: [position] } },
	options: types.map((type) => ({ name: titleOf(type), value: type })),
	default: '',
	description: 'What the template expects at this place',
}));

const templateParameters: INodeProperties[] = [
	{
		displayName: 'Specify Template Parameters',
		name: 'templateParametersMode',
		type: 'options',
		options: [
			{ name: 'Using Fields Below', value: 'fields' },
			{ name: 'Using JSON', value: 'json' },
		],
		default: 'fields',
		description: 'How to fill in the gaps of the template',
	},
	{
		displayName: 'Template Parameters',
		name: 'templateParameters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		displayOptions: { show: { templateParametersMode: ['fields'] } },
		placeholder: 'Add parameter',
		default: {},
		description: 'One entry for each gap of the template; none if it has no gaps',
		options: [
			{
				displayName: 'Parameters',
				name: 'parameters',
				values: [
					{
						displayName: 'Position',
						name: 'position',
						type: 'options',
						options: Object.keys(COMPONENT_TYPES).map((position) => ({
							name: titleOf(position),
							value: position,
						})),
						default: 'body',
						description: 'The part of the template in which the gap is',
					},
					...typeFields,
					{
						displayName: 'Number',
						name: 'number',
						type: 'number',
						typeOptions: { minValue: 0 },
						default: 0,
						description:
							'Which gap of that part: Lovi counts body texts from 0, and shows header media with 1',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. Nora',
						description:
							'Fixed text, a link to a file that is open to everyone, or one placeholder such as {{name}} that names a contact field',
					},
				],
			},
		],
	},
	{
		displayName: 'Template Parameters (JSON)',
		name: 'templateParametersJson',
		type: 'json',
		displayOptions: { show: { templateParametersMode: ['json'] } },
		default: '{}',
		placeholder: 'e.g. {"body_text_0": "Nora"}',
		description: 'The gaps in the form of the Lovi API: position, type and number, and the value',
	},
];

const contactFieldList: INodeProperties = {
	displayName: 'Contact Fields',
	name: 'contactFields',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add field',
	default: {},
	description:
		'What else Lovi should know of the recipient. Each field can be used as a placeholder.',
	options: [
		{
			displayName: 'Fields',
			name: 'fields',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. name',
					description: 'The name of the field, as placeholders use it',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. Nora Novak',
					description: 'The value for this recipient',
				},
			],
		},
	],
};

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
	options: [
		{
			displayName: 'Event Name',
			name: 'nameEvent',
			type: 'string',
			default: '',
			placeholder: 'e.g. order-shipped',
			description: 'Event that starts a conversation flow in Lovi',
		},
		{
			displayName: 'Flat Body',
			name: 'flatBody',
			type: 'boolean',
			default: false,
			description: 'Whether to send the fields without nesting, for accounts that need that form',
		},
		{
			displayName: 'Scheduled Time',
			name: 'scheduledTime',
			type: 'dateTime',
			default: '',
			description: 'When to send; now if left out',
		},
		{
			displayName: 'Time Zone',
			name: 'timezone',
			type: 'string',
			default: '',
			placeholder: 'e.g. Europe/Madrid',
			description:
				"The zone in which Scheduled Time is meant if it names none itself; the workflow's if left out",
		},
	],
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
	if (validate.optionalText(options.scheduledTime, 'Scheduled Time') !== '') {
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

function titleOf(word: string): string {
	return word === 'url' ? 'URL' : word.charAt(0).toUpperCase() + word.slice(1);
}
