import { returnAllFields } from '../../../shared/operation/fields';
import { companyLocator } from '../../locators';
import { phoneNumber } from '../../notification';
import { isApproved, listTemplates } from '../../templates';
import type { LoviOperation } from '../../client';
import { companyKey } from '../../companies';

/** GET /functions/v1/notify/templates, not paged (lovi-api.md, section 6). */
export const getMany: LoviOperation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many templates',
	description: 'Read many WhatsApp templates of a company with their components',
	effect: 'read',
	properties: [
		companyLocator,
		{
			displayName: 'Company WhatsApp Number',
			name: 'phoneNumber',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. +34 911 670 470',
			description: 'The number from which the company writes; Lovi lists templates by it',
		},
		...returnAllFields,
	],
	options: [
		{
			displayName: 'Only Approved',
			name: 'onlyApproved',
			type: 'boolean',
			default: true,
			description: 'Whether to leave out templates that WhatsApp has not approved',
		},
	],
	async execute({ client, parameters }) {
		const phone = phoneNumber(parameters.text('phoneNumber'), 'Company WhatsApp Number');
		const isWanted = parameters.optionFlag('onlyApproved', true) ? isApproved : () => true;
		const limit = parameters.limit();
		const company = await companyKey(client, parameters.locator('company'));
		const templates = await listTemplates(client, company, phone);
		return templates.filter(isWanted).slice(0, limit);
	},
};
