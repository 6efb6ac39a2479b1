import { limitOf } from '../../../shared/operation/fields';
import { newest } from '../../conversation';
import { sessionId } from '../../fields/session';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';
import { messagesOf } from './messages';

/** Read what was said in a session, out of its activities: there is no call for them alone. */
export const getMessages = itemOperation({
	value: 'getMessages',
	name: 'Get Messages',
	action: 'Get the messages of a session',
	description:
		'Read the conversation of a session: who wrote what, when, and what else happened. The newest messages come last, and a limit keeps those.',
	effect: 'read',
	newestLast: true,
	fields: { sessionId, limit: limitOf({ inTools: 50 }) },
	async execute({ client, fields: { sessionId, limit } }) {
		const session = await client.record({
			...endpoints.getSession({ id: sessionId }),
			subject: `Session ${sessionId}`,
		});
		return newest(messagesOf(sessionId, session), limit);
	},
});
