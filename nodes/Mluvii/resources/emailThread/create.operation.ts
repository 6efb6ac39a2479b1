import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import * as validate from '../../../shared/operation/validate';
import type { MluviiOperation } from '../../client';

/**
 * POST /api/v1/EmailThreads (mluvii-api.md, sections 7 and 18.3, CLI). The addresses go out as `clientEmails`:
 * that is what was seen on the wire, an older Mluvii knows nothing else, and a newer one still takes it.
 */
export const create: MluviiOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create an email thread',
	description: 'Write an e-mail to a client; it is sent at once unless an operator is given',
	effect: 'write',
	properties: [
		{
			displayName: 'Inbox ID',
			name: 'inboxId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 21',
			description: 'The number of the inbox to send from, as the administration of Mluvii shows it',
		},
		{
			displayName: 'Client Email',
			name: 'clientEmail',
			type: 'string',
			default: '',
			placeholder: 'name@email.com',
			description: 'Whom to write to; may be left empty if the option Contact ID is given',
		},
		{
			displayName: 'Subject',
			name: 'subject',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Your order 10452 has been shipped',
			description: 'The subject of the e-mail',
		},
		{
			displayName: 'Body',
			name: 'body',
			type: 'string',
			typeOptions: { rows: 6 },
			default: '',
			required: true,
			placeholder: 'e.g. <p>Good morning, your order is on its way.</p>',
			description: 'The text of the e-mail, as HTML',
		},
	],
	options: [
		{
			displayName: 'Additional Client Emails',
			name: 'clientAdditionalEmails',
			type: 'string',
			default: '',
			placeholder: 'e.g. nora@example.com, jan@example.com',
			description: 'Further addresses of the client, separated by commas',
		},
		{
			displayName: 'Contact ID',
			name: 'contactId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 500123',
			description: 'The contact of the directory that the thread belongs to',
		},
		{
			displayName: 'Operator User ID',
			name: 'operatorUserId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 501',
			description:
				'The operator who gets the e-mail to finish and send it; without one it is sent at once',
		},
	],
	async execute({ client, parameters }) {
		const options = parameters.collection('options');
		const filledIn = parameters.filledIn('options');
		const clientEmail = parameters.optionalText('clientEmail');
		const additional = validate.list(
			options.clientAdditionalEmails ?? '',
			'Additional Client Emails',
		);
		const thread: IDataObject = {
			inboxId: parameters.id('inboxId'),
			subject: parameters.text('subject'),
			body: parameters.rawText('body'),
		};
		const clientEmails = [
			...(clientEmail === '' ? [] : [validate.email(clientEmail, 'Client Email')]),
			...additional.map((address) => validate.email(address, 'Additional Client Emails')),
		];
		if (clientEmails.length > 0) thread.clientEmails = clientEmails;
		const contactId = validate.optionalId(options.contactId, 'Contact ID');
		if (contactId !== undefined) thread.contactId = contactId;
		// Without the operator who was to finish it, the e-mail would be sent at once.
		if ('operatorUserId' in filledIn) {
			thread.operatorUserId = validate.id(filledIn.operatorUserId, 'Operator User ID');
		}
		if (clientEmail === '' && thread.contactId === undefined) {
			throw new UserError('Client Email is empty', {
				description: 'Fill it in, or give a contact with the option Contact ID.',
			});
		}
		const created = await client.change({
			method: 'POST',
			path: '/api/v1/EmailThreads',
			body: thread,
			subject: 'The inbox, operator or contact',
		});
		return { ...thread, ...created };
	},
};
