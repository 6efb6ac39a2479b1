import type { IDataObject } from 'n8n-workflow';
import { pick, recordsIn } from '../../../shared/base/records';
import { toText } from '../../../shared/base/text';
import { personName } from '../../conversation';
import { SESSION_SUMMARY } from '../../generated/lists';

/** What is mostly needed of a session: who talked with whom, when, how, and what it was tagged with. */
export function simplifySession(session: IDataObject): IDataObject {
	const { callParams } = (session.guest ?? {}) as IDataObject;
	return {
		...pick(session, SESSION_SUMMARY),
		callParams: callParams ?? {},
		operators: recordsIn(session.operators).map(personName),
		tags: recordsIn(session.tags).map(({ name }) => toText(name)),
	};
}
