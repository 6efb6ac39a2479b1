import type { IDataObject } from 'n8n-workflow';
import { toText } from '../../../shared/base/text';
import { recordsIn } from '../../../shared/base/records';

/** What is mostly needed of a session: who talked with whom, when, how, and what it was tagged with. */
export function simplifySession(session: IDataObject): IDataObject {
	const { id, departmentId, channel, source, status, created, ended } = session;
	const { callParams } = (session.guest ?? {}) as IDataObject;
	return {
		id,
		departmentId,
		channel,
		source,
		status,
		created,
		ended,
		callParams: callParams ?? {},
		operators: recordsIn(session.operators).map(nameOf),
		tags: recordsIn(session.tags).map(({ name }) => toText(name)),
	};
}

function nameOf({ firstName, lastName, userName }: IDataObject): string {
	return [firstName, lastName].map(toText).join(' ').trim() || toText(userName);
}
