import type { IDataObject } from 'n8n-workflow';
import { htmlToText } from '../../../shared/base/html';
import { recordsIn } from '../../../shared/base/records';
import { toText } from '../../../shared/base/text';
import { inOrder, nameIn } from '../../conversation';
import { inWords } from '../../enums';

/** What types of activity mean that have no text; the others say it by their names. */
const EVENTS = new Map([
	['AutoIgnore', 'Ignored automatically'],
	['Forward', 'Forwarded'],
	['ForwardToOperators', 'Forwarded to operators'],
	['Mail', 'E-mail without text'],
	['Note', 'Note without text'],
	['Open', 'Opened'],
]);

/** The conversation of an e-mail thread, oldest first: its activities (mluvii-api.md, section 7). */
export function messagesOf(emailThreadId: number, thread: IDataObject): IDataObject[] {
	const activities = inOrder(recordsIn(thread.activities), 'created', 'id');
	const firstMail = activities.find(({ type }) => type === 'Mail');
	return activities.map((activity) => {
		const isOurs = activity === firstMail && thread.initiator === 'Operator';
		const from = senderOf(activity, isOurs);
		const type = toText(activity.type);
		const name = nameOf(from, activity, thread);
		return {
			emailThreadId,
			time: activity.created,
			from,
			...(name !== undefined && { name }),
			type,
			text: htmlToText(toText(activity.body)) || (EVENTS.get(type) ?? inWords(type)),
		};
	});
}

/** A mail without a user is the client's, unless a thread was begun with it on this side without an operator. */
function senderOf({ type, userId }: IDataObject, isOurs: boolean): string {
	if (userId !== null && userId !== undefined) return 'operator';
	return type === 'Mail' && !isOurs ? 'client' : 'system';
}

function nameOf(
	from: string,
	{ userId }: IDataObject,
	{ operators, clientNames }: IDataObject,
): string | undefined {
	if (from === 'operator') return nameIn(operators, 'userId', userId);
	// With several clients, nothing says which of them wrote.
	const isOne = from === 'client' && Array.isArray(clientNames) && clientNames.length === 1;
	return isOne ? toText(clientNames[0]) || undefined : undefined;
}
