import type { IDataObject } from 'n8n-workflow';
import * as validate from '../../../shared/operation/validate';
import { departmentLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import { path } from '../../../shared/http/path';

const OPTIONAL = {
	backgroundArgb: 'Background Color (ARGB)',
	label: 'Label',
	textArgb: 'Text Color (ARGB)',
};

/** POST /api/v1/Tags/departments/{departmentId} (mluvii-api.md, section 8, CLI). */
export const create: MluviiOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create a tag',
	description: 'Create a tag in a department',
	effect: 'write',
	properties: [
		departmentLocator,
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. complaint',
			description: 'The name of the tag; it cannot be changed later',
		},
	],
	options: [
		{
			displayName: OPTIONAL.backgroundArgb,
			name: 'backgroundArgb',
			type: 'string',
			default: '',
			placeholder: 'e.g. #ffd32f2f',
			description:
				'The colour behind the tag. Mluvii does not document its form; copy it from an existing tag.',
		},
		{
			displayName: OPTIONAL.label,
			name: 'label',
			type: 'string',
			default: '',
			placeholder: 'e.g. Complaint',
			description: 'What is shown instead of the name',
		},
		{
			displayName: OPTIONAL.textArgb,
			name: 'textArgb',
			type: 'string',
			default: '',
			placeholder: 'e.g. #ffffffff',
			description:
				'The colour of the text. Mluvii does not document its form; copy it from an existing tag.',
		},
	],
	async execute({ client, parameters }) {
		const departmentId = parameters.id('departmentId');
		const options = parameters.collection('options');
		const tag: IDataObject = { name: parameters.text('name') };
		for (const [name, label] of Object.entries(OPTIONAL)) {
			const text = validate.optionalText(options[name], label);
			if (text !== '') tag[name] = text;
		}
		const created = await client.change({
			method: 'POST',
			path: path`/api/v1/Tags/departments/${departmentId}`,
			body: tag,
			subject: `Department ${departmentId}`,
		});
		return { departmentId, ...tag, ...created };
	},
};
