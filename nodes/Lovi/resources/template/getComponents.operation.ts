import { companyLocator, linePhoneNumber, templateLocator } from '../../locators';
import { readTemplateValue, templateComponents } from '../../templates';
import type { LoviOperation } from '../../client';
import { companyKey } from '../../companies';

/** GET /functions/v1/notify/template/components (lovi-api.md, section 7). */
export const getComponents: LoviOperation = {
	value: 'getComponents',
	name: 'Get Components',
	action: 'Get the components of a template',
	description: 'Read one WhatsApp template with its header, body, footer and buttons',
	effect: 'read',
	properties: [
		companyLocator,
		linePhoneNumber,
		{ ...templateLocator, description: 'The template, from the list or by its name or ID' },
	],
	async execute({ client, parameters }) {
		const { name } = readTemplateValue(parameters.locator('template').value);
		const company = await companyKey(client, parameters.locator('company'));
		return await templateComponents(client, company, name);
	},
};
