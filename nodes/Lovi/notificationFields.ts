import type { INodeProperties } from 'n8n-workflow';
import { COMPONENT_TYPES } from './notification';

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
export const templateParameters: INodeProperties[] = [
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

/** When to send, and in which form. */
export const sendingOptions: INodeProperties[] = [
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
];

function titleOf(word: string): string {
	return word === 'url' ? 'URL' : word.charAt(0).toUpperCase() + word.slice(1);
}
