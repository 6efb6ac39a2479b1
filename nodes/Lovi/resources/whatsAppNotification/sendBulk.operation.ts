import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { toText } from '../../../shared/base/text';
import {
	batchSendingOptions,
	message,
	notificationBody,
	notificationFields,
	recipientFields,
	requestsPerMinute,
} from '../../fields/notification';
import type { Components } from '../../fields/templateComponents';
import { isMedia } from '../../fields/templateComponents';
import { companyKey } from '../../companies';
import * as endpoints from '../../generated/endpoints';
import { announce, notify } from '../../notifications';
import { batchOperation } from '../../operation';

/** Lovi takes no more (lovi-api.md, section 4). */
const CONTACTS_PER_REQUEST = 100;

/** One recipient with the fields that placeholders can use. */
type Contact = { number: string } & Record<string, string>;

/**
 * Send a message to up to 100 contacts with one request. Template components stand once in a request, so what
 * differs from contact to contact goes into the contact, and a placeholder in its place. Lovi documents
 * placeholders for one contact; that they work for each of many is an inference (lovi-api.md, section 4).
 */
export const sendBulk = batchOperation({
	value: 'sendBulk',
	name: 'Send Bulk',
	action: 'Send WhatsApp notifications in bulk',
	description:
		'Send a WhatsApp message from an approved template to many people: input items with the same template and settings go out together, up to 100 in a request. A contact that comes twice with the same values gets one message.',
	effect: 'write',
	fields: { ...recipientFields, message, ...notificationFields },
	options: batchSendingOptions,
	batchSize: CONTACTS_PER_REQUEST,
	mergesEqual: true,
	read({ client, fields, options, index, count }) {
		const { contact, message } = personalize(
			{ number: fields.number, ...fields.contactFields },
			{ ...fields.message, ...notificationBody(fields, options) },
		);
		const perMinute = requestsPerMinute(options);
		if (index === 0) announce(client, Math.ceil(count / CONTACTS_PER_REQUEST), perMinute);
		return { key: { company: fields.company, message, perMinute }, entry: contact };
	},
	async send(client, { company, message, perMinute }, contacts, hint) {
		return await notify(client, await companyKey(client, company), {
			endpoint: endpoints.notifyWhatsApp(),
			body: withoutNeedlessPlaceholders(contacts, message),
			numbers: contacts.map(({ number }) => number),
			isFlat: false,
			perMinute,
			subject: `The template "${toText(message.name_template)}"`,
			hint,
		});
	},
});

/** Moves the texts for this contact into the contact, where placeholders find them. */
function personalize(
	contact: Contact,
	message: IDataObject,
): { contact: Contact; message: IDataObject } {
	const components = (message.components_push ?? {}) as Components;
	const own: Record<string, string> = {};
	const common: Record<string, string> = {};
	for (const [name, value] of Object.entries(components)) {
		const isShared = isMedia(name) || value.trim().startsWith('{{');
		if (!isShared && name in contact) {
			throw new UserError(`Contact Fields: "${name}" is the name of a template component`);
		}
		if (!isShared) own[name] = value;
		common[name] = isShared ? value : `{{${name}}}`;
	}
	return {
		contact: { ...contact, ...own },
		message: Object.keys(common).length > 0 ? { ...message, components_push: common } : message,
	};
}

/** The body of a request, in which texts that are the same for all its contacts stand as they are. */
function withoutNeedlessPlaceholders(contacts: Contact[], message: IDataObject): IDataObject {
	const components = { ...((message.components_push ?? {}) as Components) };
	const common = new Set<string>();
	for (const name of Object.keys(components)) {
		const [value, ...others] = new Set(contacts.map((contact) => contact[name]));
		if (components[name] !== `{{${name}}}` || value === undefined || others.length > 0) continue;
		components[name] = value;
		common.add(name);
	}
	const own = contacts.map((contact) =>
		Object.fromEntries(Object.entries(contact).filter(([name]) => !common.has(name))),
	);
	return {
		contacts: own,
		...message,
		...(Object.keys(components).length > 0 ? { components_push: components } : {}),
	};
}
