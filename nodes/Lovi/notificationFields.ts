import type { INodeProperties } from 'n8n-workflow';
import { linePhoneNumber, templateLocator } from './locators';
import { COMPONENT_TYPES, REQUESTS_PER_MINUTE } from './notification';

const typeFields: INodeProperties[] = Object.entries(COMPONENT_TYPES).map(([position, types]) => ({
	displayName: 'Type',
	name: 'type',
	type: 'options',
	displayOptions: { show: { position: [position] } },
	options: types.map((type) => ({ name: titleOf(type), value: type })),
	default: '',
	description: 'What the template expects at this place',
}));

/** How the gaps of a template are filled in. */
const templateParameters: INodeProperties[] = [
	{
		displayName: 'Specify Template Parameters',
		name: 'templateParametersMode',
		type: 'options',
		options: [
			{
				name: 'Using Fields Below',
				value: 'fields',
				description: 'Enter position, type and number of each gap yourself',
			},
			{ name: 'Using JSON', value: 'json', description: 'Enter them as the Lovi API takes them' },
			{
				name: 'Using the Fields of the Template',
				value: 'template',
				description: 'Fill in a form with one field for each gap of the template',
			},
		],
		default: 'template',
		description: 'How to fill in the gaps of the template',
	},
	{
		displayName: 'Template Fields',
		name: 'templateFields',
		type: 'resourceMapper',
		noDataExpression: true,
		displayOptions: { show: { templateParametersMode: ['template'] } },
		default: { mappingMode: 'defineBelow', value: null },
		required: true,
		typeOptions: {
			loadOptionsDependsOn: [
				'company.value',
				'template.value',
				'language',
				'linePhoneNumber',
				'recipientId',
			],
			resourceMapper: {
				resourceMapperMethod: 'getTemplateFields',
				mode: 'add',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: true,
				supportAutoMap: false,
				noFieldsError: 'Choose a company and a template first.',
			},
		},
		description:
			'Fixed text, a link to a file that is open to everyone, or one placeholder such as {{name}} that names a contact field',
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

/** Who gets the message, and which line it belongs to. */
export const recipientFields: INodeProperties[] = [
	{
		displayName: 'Recipient Phone Number',
		name: 'number',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. +34 666 033 135',
		description: 'Who is contacted: international, beginning with the country code',
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
];

/** Which template to send, and how its gaps are filled in. */
export const templateChoice: INodeProperties[] = [
	linePhoneNumber,
	templateLocator,
	{
		displayName: 'Template Language',
		name: 'language',
		type: 'string',
		default: '',
		placeholder: 'e.g. en_US',
		description:
			'The language code with which the template was created. Needed if the template is not chosen from the list; if it is, a language that is filled in here wins.',
	},
	...templateParameters,
];

/** How Lovi counts what is sent. */
export const analyticsFields: INodeProperties[] = [
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
];

/** What Lovi is told of a recipient beside the number. */
export const contactFieldList: INodeProperties = {
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

const flatBody: INodeProperties = {
	displayName: 'Flat Body',
	name: 'flatBody',
	type: 'boolean',
	default: false,
	description: 'Whether to send the fields without nesting, for accounts that need that form',
};

/** When to send, how fast, and what follows. */
export const bulkSendingOptions: INodeProperties[] = [
	{
		displayName: 'Event Name',
		name: 'nameEvent',
		type: 'string',
		default: '',
		placeholder: 'e.g. order-shipped',
		description: 'Event that starts a conversation flow in Lovi',
	},
	{
		displayName: 'Requests per Minute',
		name: 'requestsPerMinute',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: REQUESTS_PER_MINUTE,
		description:
			'The most requests that go out in any minute, of all runs with the same number here; Lovi allows 100. More items than that take longer, and are not refused.',
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
			'The zone in which Scheduled Time is meant; needed if the time does not name its offset itself',
	},
];

/** The same, where each message is a request of its own. */
export const sendingOptions: INodeProperties[] = [...bulkSendingOptions, flatBody];

function titleOf(word: string): string {
	return word === 'url' ? 'URL' : word.charAt(0).toUpperCase() + word.slice(1);
}
