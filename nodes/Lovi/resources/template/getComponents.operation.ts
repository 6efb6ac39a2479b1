import { adjusted, combined } from '../../../shared/operation/field';
import { companyKey } from '../../companies';
import { company } from '../../fields/company';
import { linePhoneNumber, template } from '../../fields/template';
import { itemOperation } from '../../operation';
import { templateComponents } from '../../templates';

export const getComponents = itemOperation({
	value: 'getComponents',
	name: 'Get Components',
	action: 'Get the components of a WhatsApp template',
	description: 'Read one WhatsApp template with its header, body, footer and buttons',
	effect: 'read',
	fields: {
		company,
		// The number is only there for the list.
		template: combined(
			{
				linePhoneNumber,
				template: adjusted(template, {
					description: 'The template, from the list or by its name or ID',
				}),
			},
			(fields) => fields.template,
		),
	},
	async execute({ client, fields: { company, template } }) {
		return await templateComponents(client, await companyKey(client, company), template.name);
	},
});
