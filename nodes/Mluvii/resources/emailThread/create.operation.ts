import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import {
	id,
	optionalId,
	optionalText,
	optionalTexts,
	rawText,
	text,
} from '../../../shared/operation/fields';
import * as validate from '../../../shared/operation/validate';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';

const CLIENT_EMAIL = 'Client Email';
const ADDITIONAL = 'Additional Client Emails';
const CONTACT_ID = 'Contact ID';

/**
 * Write an e-mail. The addresses go out as `clientEmails`: that is what was seen on the wire, an older Mluvii
 * knows nothing else, and a newer one still takes it (mluvii-api.md, section 18.3).
 */
export const create = itemOperation({
	value: 'create',
	name: 'Create',
	action: 'Create an email thread and send it to a customer',
	description: 'Write an e-mail to a client; it is sent at once unless an operator is given',
	effect: 'write',
	sends: true,
	fields: {
		inboxId: id({
			displayName: 'Inbox ID',
			required: true,
			placeholder: 'e.g. 21',
			description: 'The number of the inbox to send from, as the administration of Mluvii shows it',
		}),
		clientEmail: optionalText({
			displayName: CLIENT_EMAIL,
			placeholder: 'name@email.com',
			description: `The e-mail address to write to; may be left empty if the option ${CONTACT_ID} is given`,
		}),
		subject: text({
			displayName: 'Subject',
			required: true,
			placeholder: 'e.g. Your order 10452 has been shipped',
			description: 'The subject of the e-mail',
		}),
		body: rawText({
			displayName: 'Body',
			typeOptions: { rows: 6 },
			required: true,
			placeholder: 'e.g. <p>Good morning, your order is on its way.</p>',
			description: 'The text of the e-mail, as HTML',
		}),
	},
	options: {
		clientAdditionalEmails: optionalTexts({
			displayName: ADDITIONAL,
			placeholder: 'e.g. nora@example.com, jan@example.com',
			description: 'Further e-mail addresses of the client, separated by commas',
		}),
		contactId: optionalId({
			displayName: CONTACT_ID,
			placeholder: 'e.g. 500123',
			description: 'The number of the contact in the directory that the thread belongs to',
		}),
		// Without the operator who was to finish it, the e-mail would be sent at once.
		operatorUserId: id({
			displayName: 'Operator User ID',
			placeholder: 'e.g. 501',
			description:
				'The number of the operator who gets the e-mail to finish and send it; without one it is sent at once',
		}),
	},
	async execute({ client, fields: { clientEmail, ...fields }, options }) {
		const { clientAdditionalEmails = [], contactId, operatorUserId } = options;
		const clientEmails = [
			...(clientEmail === '' ? [] : [validate.email(clientEmail, CLIENT_EMAIL)]),
			...clientAdditionalEmails.map((address) => validate.email(address, ADDITIONAL)),
		];
		if (clientEmail === '' && contactId === undefined) {
			throw new UserError(`${CLIENT_EMAIL} is empty`, {
				description: `Fill it in, or give a contact with the option ${CONTACT_ID}.`,
			});
		}
		const thread: IDataObject = {
			...fields,
			...(clientEmails.length > 0 ? { clientEmails } : {}),
			...(contactId === undefined ? {} : { contactId }),
			...(operatorUserId === undefined ? {} : { operatorUserId }),
		};
		const created = await client.change({
			...endpoints.createEmailThread(),
			body: thread,
			subject: 'The inbox, operator or contact',
		});
		return { ...thread, ...created };
	},
});
