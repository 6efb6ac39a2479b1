import { line, limit, yesNo } from '../../../shared/operation/fields';
import { companyKey } from '../../companies';
import { company } from '../../fields/company';
import { phoneNumber } from '../../fields/phoneNumber';
import { itemOperation } from '../../operation';
import { isApproved, listTemplates } from '../../templates';

/** List templates; the list is not paged. */
export const getMany = itemOperation({
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many WhatsApp templates of a company',
	description: 'Read many WhatsApp templates of a company with their components',
	effect: 'read',
	fields: {
		company,
		phoneNumber: line(phoneNumber)({
			displayName: 'Company WhatsApp Number',
			required: true,
			placeholder: 'e.g. +34 911 670 470',
			description:
				'The number from which the company writes, beginning with the country code; Lovi lists templates by it',
		}),
		limit,
	},
	options: {
		onlyApproved: yesNo({
			displayName: 'Only Approved',
			default: true,
			description: 'Whether to leave out templates that WhatsApp has not approved',
		}),
	},
	async execute({ client, fields: { company, phoneNumber, limit }, options }) {
		const { onlyApproved = true } = options;
		const templates = await listTemplates(client, await companyKey(client, company), phoneNumber);
		return templates.filter((template) => !onlyApproved || isApproved(template)).slice(0, limit);
	},
});
