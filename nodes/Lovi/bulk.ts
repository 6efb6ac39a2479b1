import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { toText } from '../shared/base/text';
import type { OptionalValues } from '../shared/operation/field';
import type { BatchEntry } from '../shared/operation/operation';
import type { MessageValues } from './fields/notification';
import {
	batchSendingOptions,
	notificationBody,
	templateCheck,
	templateOptions,
} from './fields/notification';
import { isMedia } from './fields/templateComponents';
import * as endpoints from './generated/endpoints';
import type { Notification } from './notifications';
import type { Components } from './placeholders';

/*
 * How messages to many contacts go out together. Template components stand once in a request, so what differs
 * from contact to contact goes into the contact, and a placeholder in its place. Lovi documents placeholders for
 * one contact; that they work for each of many is an inference (lovi-api.md, section 4).
 */

/** How items are put together; Lovi takes no more contacts in a request (lovi-api.md, section 4). */
export const BULK = { batchSize: 100, mergesEqual: true };

/** One recipient with the fields that placeholders can use. */
export type Contact = { number: string } & Record<string, string>;

/** The options of messages that go out together. */
export const bulkOptions = { ...batchSendingOptions, ...templateOptions };

/** What contacts have in common that go out with one request. */
export interface BulkKey extends Pick<
	Notification,
	'company' | 'perMinute' | 'requests' | 'check'
> {
	/** Texts for single contacts stand with them, and placeholders in their place. */
	message: IDataObject;
}

/**
 * A contact, and what it has in common with others.
 *
 * @param count how many items there are
 * @throws UserError where it cannot go out with others
 */
export function bulkEntry(
	fields: MessageValues,
	options: OptionalValues<typeof bulkOptions>,
	count: number,
): BatchEntry<BulkKey, Contact> {
	const { contact, message } = personalize(
		{ number: fields.number, ...fields.contactFields },
		{ ...fields.message.body, ...notificationBody(fields, options) },
	);
	const { company } = fields;
	const { requestsPerMinute: perMinute } = options;
	const requests = Math.ceil(count / BULK.batchSize);
	const check = templateCheck(fields, options);
	return { key: { company, message, perMinute, requests, check }, entry: contact };
}

/** The request for contacts that go out together. */
export function bulkNotification(
	{ message, ...request }: BulkKey,
	contacts: Contact[],
): Notification {
	return {
		...request,
		endpoint: endpoints.notifyWhatsApp(),
		body: withoutNeedlessPlaceholders(contacts, message),
		numbers: contacts.map(({ number }) => number),
		isFlat: false,
		subject: `The template "${toText(message.name_template)}"`,
	};
}

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
