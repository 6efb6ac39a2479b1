import type { IDataObject } from 'n8n-workflow';
import { pick, recordsIn } from '../../../shared/base/records';
import { toText } from '../../../shared/base/text';
import { EMAIL_THREAD_SUMMARY } from '../../generated/lists';

/** What is mostly needed of an e-mail thread: with whom, about what, and in which state it is. */
export function simplifyEmailThread(thread: IDataObject): IDataObject {
	const tags = recordsIn(thread.tags).map(({ name }) => toText(name));
	return { ...pick(thread, EMAIL_THREAD_SUMMARY), tags };
}
