import type { INodeProperties } from 'n8n-workflow';

/** An e-mail thread; Mluvii documents no list of them. */
export const emailThreadId: INodeProperties = {
	displayName: 'Email Thread ID',
	name: 'emailThreadId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 482013',
	description: 'The number of the e-mail thread, as Mluvii or the trigger shows it',
};
