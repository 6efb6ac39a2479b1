import { limitOf } from '../../../shared/operation/fields';
import { newest } from '../../conversation';
import { emailThreadId } from '../../fields/emailThread';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';
import { messagesOf } from './messages';

/** Read what was written in an e-mail thread, out of its activities. */
export const getMessages = itemOperation({
	value: 'getMessages',
	name: 'Get Messages',
	action: 'Get the messages of an email thread',
	description:
		'Read the e-mails and internal notes of an e-mail thread, and what else happened. The newest messages come last, and a limit keeps those.',
	effect: 'read',
	newestLast: true,
	fields: { emailThreadId, limit: limitOf({ inTools: 50 }) },
	async execute({ client, fields: { emailThreadId, limit } }) {
		const thread = await client.record({
			...endpoints.getEmailThread({ id: emailThreadId }),
			subject: `E-mail thread ${emailThreadId}`,
		});
		return newest(messagesOf(emailThreadId, thread), limit);
	},
});
