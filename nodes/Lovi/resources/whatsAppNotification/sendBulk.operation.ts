import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { BatchOperation } from '../../../shared/operation/operation';
import type { LocatorValue } from '../../../shared/operation/parameters';
import { toText } from '../../../shared/base/text';
import { companyLocator } from '../../locators';
import type { Contact } from '../../notification';
import { isMedia, readContact, readMessage, readPace } from '../../notification';
import {
	analyticsFields,
	bulkSendingOptions,
	contactFieldList,
	recipientFields,
	templateChoice,
} from '../../notificationFields';
import type { LoviClient } from '../../client';
import { announce, notify } from '../../notifications';
import { companyKey } from '../../companies';

/** Lovi takes no more (lovi-api.md, section 4). */
const CONTACTS_PER_REQUEST = 100;

/** What the contacts of one request have in common. */
interface Shared {
	company: LocatorValue;
	message: IDataObject;
	perMinute: number;
}

/**
 * POST /functions/v1/notify with up to 100 contacts (lovi-api.md, section 4). Template parameters stand once
 * in a request, so what differs from contact to contact goes into the contact, and a placeholder in its
 * place. Lovi documents placeholders for one contact; that they work for each of many is an inference.
 */
export const sendBulk: BatchOperation<LoviClient, Contact> = {
	value: 'sendBulk',
	name: 'Send Bulk',
	action: 'Send WhatsApp notifications in bulk',
	description:
		'Send a WhatsApp message from an approved template to many people: input items with the same template and settings go out together, up to 100 in a request. A contact that comes twice with the same values gets one message.',
	effect: 'write',
	properties: [
		companyLocator,
		...recipientFields,
		...templateChoice,
		contactFieldList,
		...analyticsFields,
	],
	options: bulkSendingOptions,
	batchSize: CONTACTS_PER_REQUEST,
	mergesEqual: true,
	read({ client, parameters, index, count }) {
		const { contact, message } = personalize(readContact(parameters), readMessage(parameters));
		const shared: Shared = {
			company: parameters.locator('company'),
			message,
			perMinute: readPace(parameters),
		};
		if (index === 0) announce(client, Math.ceil(count / CONTACTS_PER_REQUEST), shared.perMinute);
		return { key: JSON.stringify(shared), entry: contact };
	},
	async send(client, key, contacts, hint) {
		const { company, message, perMinute } = JSON.parse(key) as Shared;
		return await notify(client, await companyKey(client, company), {
			path: '/functions/v1/notify',
			body: withoutNeedlessPlaceholders(contacts, message),
			numbers: contacts.map(({ number }) => number),
			isFlat: false,
			perMinute,
			subject: `The template "${toText(message.name_template)}"`,
			hint,
		});
	},
};

/** Moves the texts for this contact into the contact, where placeholders find them. */
function personalize(
	contact: Contact,
	message: IDataObject,
): { contact: Contact; message: IDataObject } {
	const components = (message.components_push ?? {}) as Record<string, string>;
	const own: Record<string, string> = {};
	const common: Record<string, string> = {};
	for (const [name, value] of Object.entries(components)) {
		const isShared = isMedia(name) || value.trim().startsWith('{{');
		if (!isShared && name in contact) {
			throw new UserError(`Contact Fields: "${name}" is the name of a template parameter`);
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
	const components = { ...((message.components_push ?? {}) as Record<string, string>) };
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
