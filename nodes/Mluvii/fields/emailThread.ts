import { id } from '../../shared/operation/fields';

/** An e-mail thread; Mluvii documents no list of them. */
export const emailThreadId = id({
	displayName: 'Email Thread ID',
	required: true,
	placeholder: 'e.g. 482013',
	description: 'The number of the e-mail thread, as Mluvii or the trigger shows it',
});
