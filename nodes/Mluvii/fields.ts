import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ItemParameters } from '../shared/operation/parameters';
import * as validate from '../shared/operation/validate';

/** A chatbot; Mluvii documents no list of them. */
export const chatbotId: INodeProperties = {
	displayName: 'Chatbot ID',
	name: 'chatbotId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 4',
	description: 'The number of the chatbot, as its page in the administration of Mluvii shows it',
};

/** Departments, several of them. */
export const departmentsField: INodeProperties = {
	displayName: 'Department Names or IDs',
	name: 'departments',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getDepartments' },
	default: [],
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

/** Where a webhook or a chatbot is called. */
export const callbackUrl: INodeProperties = {
	displayName: 'Callback URL',
	name: 'callbackUrl',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. https://example.com/mluvii',
	description:
		'The address that Mluvii calls. With user:password@ before the host, Mluvii logs in there with them.',
};

/** The query parameter for an ID under Filters, if it was filled in. @throws UserError when it is no ID */
export function idFilter(parameters: ItemParameters, name: string, label: string): IDataObject {
	const filters = parameters.filledIn('filters');
	return name in filters ? { [name]: validate.id(filters[name], label) } : {};
}
