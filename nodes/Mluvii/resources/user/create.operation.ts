import { email, openChoice, text } from '../../../shared/operation/fields';
import { enumOptions } from '../../enums';
import { companyId } from '../../fields/company';
import * as endpoints from '../../generated/endpoints';
import { OPEN_ID_PROVIDER } from '../../generated/lists';
import { itemOperation } from '../../operation';

export const create = itemOperation({
	value: 'create',
	name: 'Create',
	action: 'Create a user, who is emailed an activation link',
	description: 'Create a user, who is sent a link for activation by e-mail',
	effect: 'write',
	fields: {
		companyId,
		firstName: text({
			displayName: 'First Name',
			required: true,
			placeholder: 'e.g. Nora',
			description: 'The first name, as guests may see it',
		}),
		lastName: text({
			displayName: 'Last Name',
			required: true,
			placeholder: 'e.g. Novák',
			description: 'The last name, as guests may see it',
		}),
		username: text({
			displayName: 'Username',
			required: true,
			placeholder: 'e.g. nora.novak',
			description: 'The name to log in with',
		}),
		email: email({
			displayName: 'Email',
			required: true,
			placeholder: 'name@email.com',
			description: 'Where Mluvii sends the link for activation',
		}),
	},
	options: {
		openIDProvider: openChoice({
			displayName: 'OpenID Provider',
			options: enumOptions(OPEN_ID_PROVIDER),
			default: 'Google',
			description:
				'The user logs in there instead of with a password, and is sent no link for activation',
		}),
	},
	async execute({ client, fields: { companyId, ...fields }, options }) {
		const user = { ...fields, ...options };
		const created = await client.change({
			...endpoints.createUser(),
			query: { companyId },
			body: user,
			subject: `Company ${companyId}`,
		});
		return { ...user, ...created };
	},
});
