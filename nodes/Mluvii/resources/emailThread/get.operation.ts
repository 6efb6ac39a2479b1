import { simplify } from '../../../shared/operation/fields';
import { emailThreadId } from '../../fields/emailThread';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';
import { simplifyEmailThread } from './simplify';

export const get = itemOperation({
	value: 'get',
	name: 'Get',
	action: 'Get an email thread with its state and people',
	description: 'Read one e-mail thread with its state, people and messages',
	effect: 'read',
	fields: { emailThreadId, simplify },
	async execute({ client, fields: { emailThreadId, simplify } }) {
		const thread = await client.record({
			...endpoints.getEmailThread({ id: emailThreadId }),
			subject: `E-mail thread ${emailThreadId}`,
		});
		return simplify ? simplifyEmailThread(thread) : thread;
	},
});
