import { enumOptions } from '../../enums';
import { OPEN_ID_PROVIDER } from '../../generated/enums';
import { companyLocator } from '../../locators';
import type { MluviiOperation } from '../../client';
import * as validate from '../../../shared/operation/validate';

/** POST /api/v1/Users?companyId={id} (mluvii-api.md, section 4, CLI). */
export const create: MluviiOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create a user',
	description: 'Create a user, who is sent a link for activation by e-mail',
	effect: 'write',
	properties: [
		companyLocator,
		{
			displayName: 'First Name',
			name: 'firstName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Nora',
			description: 'The first name, as guests may see it',
		},
		{
			displayName: 'Last Name',
			name: 'lastName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Novák',
			description: 'The last name, as guests may see it',
		},
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. nora.novak',
			description: 'The name to log in with',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'name@email.com',
			description: 'Where Mluvii sends the link for activation',
		},
	],
	options: [
		{
			displayName: 'OpenID Provider',
			name: 'openIDProvider',
			type: 'options',
			options: enumOptions(OPEN_ID_PROVIDER),
			default: 'Google',
			description:
				'The user logs in there instead of with a password, and is sent no link for activation',
		},
	],
	async execute({ client, parameters }) {
		const companyId = parameters.id('companyId');
		const options = parameters.filledIn('options');
		const user = {
			firstName: parameters.text('firstName'),
			lastName: parameters.text('lastName'),
			username: parameters.text('username'),
			email: validate.email(parameters.text('email'), 'Email'),
			...('openIDProvider' in options
				? { openIDProvider: validate.text(options.openIDProvider, 'OpenID Provider') }
				: {}),
		};
		const created = await client.change({
			method: 'POST',
			path: '/api/v1/Users',
			query: { companyId },
			body: user,
			subject: `Company ${companyId}`,
		});
		return { ...user, ...created };
	},
};
