import type { INodeProperties } from 'n8n-workflow';

/*
 * The fields by which an operation is told which record it is about. Their lists are searched by the
 * functions in listSearch.ts.
 */

/** The field by which an operation is told for which company it acts. */
export const companyLocator: INodeProperties = {
	displayName: 'Company',
	name: 'company',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The company to act for. Its API key is looked up once per run.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a company',
			typeOptions: { searchListMethod: 'searchCompanies', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 5f0c2a9e-3b7d-4d53-9a51-0a8f5f1f7c11',
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Acme Ltd',
		},
		{
			displayName: 'By Key',
			name: 'key',
			type: 'string',
			hint: 'The company API key from an earlier step, as an expression',
			placeholder: 'e.g. {{ $json.key }}',
		},
	],
};

/** The company's WhatsApp number, by which Lovi lists templates (lovi-api.md, section 6). */
export const linePhoneNumber: INodeProperties = {
	displayName: 'Company WhatsApp Number',
	name: 'linePhoneNumber',
	type: 'string',
	default: '',
	placeholder: 'e.g. +34 911 670 470',
	description:
		'The number from which the company writes. Lovi lists templates by it; Recipient ID is used if it is left empty.',
};

/** A template, from the approved ones of the company or by name. */
export const templateLocator: INodeProperties = {
	displayName: 'Template',
	name: 'template',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The WhatsApp template to send. WhatsApp must have approved it.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a template',
			typeOptions: { searchListMethod: 'searchTemplates', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. order_confirmation',
		},
	],
};
