import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import type { Field } from '../../shared/operation/field';
import { combined, shownWith } from '../../shared/operation/field';
import { anything, choice, field, json, rows } from '../../shared/operation/fields';
import { checkEach } from '../../shared/operation/problems';
import * as validate from '../../shared/operation/validate';
import type { Components } from '../placeholders';
import { getTemplateFields } from './template';

/** Which values may go into which part of a template (lovi-api.md, section 4, components_push). */
const COMPONENT_TYPES: Record<string, string[]> = {
	header: ['text', 'document', 'image', 'video'],
	body: ['text'],
	footer: ['text'],
	button: ['url', 'payload'],
};

const MEDIA = ['document', 'image', 'video'];
const PLACEHOLDER = /\{\{[^{}]*\}\}/g;
const FORM = 'Template Fields';
const ROWS = 'Template Components';
const JSON_LABEL = 'Template Components (JSON)';

const VALUE_DESCRIPTION =
	'Fixed text, a link to a file that is open to everyone, or one placeholder such as {{name}} that names a contact field';

/** What was filled in in the form of a template, with the fields that the template needs. */
interface Form {
	value?: IDataObject | null;
	schema?: Array<{ id: string; displayName: string; removed?: boolean }>;
}

/** The form that a chosen template needs. */
const templateFields: Field<Form> = {
	...field(
		{
			displayName: FORM,
			type: 'resourceMapper',
			noDataExpression: true,
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
			description: VALUE_DESCRIPTION,
		},
		(value) => (value ?? {}) as Form,
	),
	methods: { resourceMapping: { getTemplateFields } },
};

/** A list of types for each position, of which the chosen one is shown. */
const type: Field<unknown> = {
	properties: (name) =>
		Object.entries(COMPONENT_TYPES).map(([position, types]): INodeProperties => ({
			displayName: 'Type',
			name,
			type: 'options',
			displayOptions: { show: { position: [position] } },
			options: types.map((value) => ({ name: titleOf(value), value })),
			default: '',
			description: 'What the template expects at this place',
		})),
	read: (source, name) => source.value(name),
};

/** What fills the placeholders of a template, by a form, row by row, or as JSON; and the field that it is from. */
export const templateComponents = combined(
	{
		templateParametersMode: choice({
			displayName: 'Specify Template Components',
			options: [
				{
					name: 'Using Fields Below',
					value: 'fields',
					description: 'Enter position, type and number of each component yourself',
				},
				{ name: 'Using JSON', value: 'json', description: 'Enter them as the Lovi API takes them' },
				{
					name: 'Using the Fields of the Template',
					value: 'template',
					description: 'Fill in a form with one field for each placeholder of the template',
				},
			],
			default: 'template',
			description: 'How to fill in the placeholders of the template',
			builderHint: {
				propertyHint:
					'Use \'json\' with templateParametersJson, such as {"body_text_0": "Nora"}, as the form of \'template\' is made in the editor when a person chooses the template. Read the template first to know its placeholders.',
			},
		}),
		templateFields: shownWith({ templateParametersMode: ['template'] }, templateFields),
		templateParameters: shownWith(
			{ templateParametersMode: ['fields'] },
			rows(
				{
					displayName: ROWS,
					placeholder: 'Add component',
					description: 'One entry for each placeholder of the template; none if it has none',
					group: { displayName: 'Components', name: 'parameters' },
				},
				{
					position: anything({
						displayName: 'Position',
						type: 'options',
						options: Object.keys(COMPONENT_TYPES).map((value) => ({
							name: titleOf(value),
							value,
						})),
						default: 'body',
						description: 'The part of the template in which the placeholder is',
					}),
					type,
					number: anything({
						type: 'number',
						displayName: 'Number',
						typeOptions: { minValue: 0 },
						default: 0,
						description:
							'Which placeholder of that part: Lovi counts body texts from 0, and shows header media with 1',
					}),
					value: anything({
						displayName: 'Value',
						placeholder: 'e.g. Nora',
						description: VALUE_DESCRIPTION,
					}),
				},
			),
		),
		templateParametersJson: shownWith(
			{ templateParametersMode: ['json'] },
			json({
				displayName: JSON_LABEL,
				default: '{}',
				placeholder: 'e.g. {"body_text_0": "Nora"}',
				description:
					'The components in the form of the Lovi API: position, type and number, and the value',
			}),
		),
	},
	(fields): { components: Components; label: string } => {
		switch (fields.templateParametersMode) {
			case 'json': {
				const entered = validate.jsonObject(fields.templateParametersJson, JSON_LABEL);
				return { components: fromJson(entered), label: JSON_LABEL };
			}
			case 'fields':
				return { components: fromRows(fields.templateParameters), label: ROWS };
			case 'template':
				return { components: fromForm(fields.templateFields), label: FORM };
		}
	},
);

function fromRows(
	entered: Array<Record<'position' | 'type' | 'number' | 'value', unknown>>,
): Components {
	const known = new Set<string>();
	const components = checkEach(entered, ({ position, type, number, value }) => {
		const key = `${toText(position)}_${toText(type)}_${toText(number)}`;
		if (known.has(key)) throw new UserError(`${ROWS}: ${key} is given twice`);
		known.add(key);
		return component(key, value, ROWS);
	});
	return Object.fromEntries(components);
}

/** What was filled in for the fields of a template; the form knows which of them the template needs. */
function fromForm({ value, schema = [] }: Form): Components {
	const values = value ?? {};
	const needed = schema.filter(({ removed }) => removed !== true);
	const labels = new Map(needed.map(({ id, displayName }) => [id, displayName]));
	const keys = [...new Set([...labels.keys(), ...Object.keys(values)])];
	const components = checkEach(keys, (key) => {
		if (labels.has(key)) validate.text(values[key], `${FORM}: ${labels.get(key) ?? ''}`);
		return component(key, values[key], FORM);
	});
	return Object.fromEntries(components);
}

/** Components that are already in Lovi's form. */
function fromJson(values: IDataObject): Components {
	const components = checkEach(Object.entries(values), ([key, value]) =>
		component(key, value, JSON_LABEL),
	);
	return Object.fromEntries(components);
}

/** A component with its value, checked. */
function component(key: string, entered: unknown, label: string): [key: string, value: string] {
	const value = validate.optionalText(entered, `${label}: ${key}`);
	const [, position = '', type = ''] = /^([a-z]+)_([a-z]+)_\d+$/.exec(key) ?? [];
	if (!Object.hasOwn(COMPONENT_TYPES, position) || !COMPONENT_TYPES[position]?.includes(type)) {
		throw new UserError(`${label}: "${key}" is not a component that a template can have`, {
			description: `It is made of position, type and number, such as body_text_0. Possible are: ${possibleTypes()}.`,
		});
	}
	checkValue(key, type, value, label);
	return [key, value];
}

function checkValue(key: string, type: string, value: string, label: string): void {
	if (value.trim() === '') {
		throw new UserError(`${label}: ${key} is empty`, {
			description:
				'WhatsApp refuses a message with an empty component. Fill it in, or leave the row out.',
		});
	}
	const [placeholder, ...more] = value.match(PLACEHOLDER) ?? [];
	if (placeholder !== undefined && (more.length > 0 || value.trim() !== placeholder)) {
		throw new UserError(`${label}: ${key} mixes text and placeholders`, {
			description:
				'Lovi takes either fixed text or exactly one placeholder such as {{name}} in a component. Put the text together in an expression instead.',
		});
	}
	if (MEDIA.includes(type) && placeholder === undefined && !/^https:\/\/\S+$/i.test(value.trim())) {
		throw new UserError(`${label}: ${key} must be a link that begins with https://`, {
			description: 'WhatsApp fetches the file from there, so it must be open to everyone.',
		});
	}
}

/** Whether a component is a link to a file, by its name. */
export function isMedia(component: string): boolean {
	return MEDIA.some((type) => component.includes(`_${type}_`));
}

function possibleTypes(): string {
	return Object.entries(COMPONENT_TYPES)
		.map(([position, types]) => `${position} with ${types.join(', ')}`)
		.join('; ');
}

function titleOf(word: string): string {
	return word === 'url' ? 'URL' : word.charAt(0).toUpperCase() + word.slice(1);
}
