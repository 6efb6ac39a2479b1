import type { IDataObject } from 'n8n-workflow';
import { toText } from '../../../shared/base/text';
import { recordsIn } from '../../../shared/base/records';

/** What is mostly needed of an e-mail thread: with whom, about what, and in which state it is. */
export function simplifyEmailThread(thread: IDataObject): IDataObject {
	const { id, departmentId, state, subject, clientEmails, inboxAddress } = thread;
	const { created, lastClientMessage, messageCount, tags } = thread;
	return {
		id,
		departmentId,
		state,
		subject,
		clientEmails,
		inboxAddress,
		created,
		lastClientMessage,
		messageCount,
		tags: recordsIn(tags).map(({ name }) => toText(name)),
	};
}
