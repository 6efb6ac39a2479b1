import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { ItemParameters } from '../shared/operation/parameters';
import { toText } from '../shared/base/text';
import * as validate from '../shared/operation/validate';
import { readTemplateValue } from './templates';

/** Which values may go into which part of a template (lovi-api.md, section 4, components_push). */
export const COMPONENT_TYPES: Record<string, string[]> = {
	header: ['text', 'document', 'image', 'video'],
	body: ['text'],
	footer: ['text'],
	button: ['url', 'payload'],
};

/** Lovi's published limit (lovi-api.md, section 12). */
export const REQUESTS_PER_MINUTE = 100;

/** More would be no contact's data any more. */
const MAX_CONTACT_FIELDS = 100;

const PARAMETER_MODES = ['fields', 'json', 'template'] as const;
const MEDIA = ['document', 'image', 'video'];
const PLACEHOLDER = /\{\{[^{}]*\}\}/g;

/**
 * A phone number in the form that Lovi takes: international, digits only (lovi-api.md, section 4). A
 * leading + and blanks are dropped; anything else is refused rather than guessed.
 */
export function phoneNumber(value: unknown, label: string): string {
	const entered = validate.text(value, label);
	const digits = entered.replace(/^\+/, '').replace(/\s/g, '');
	if (!/^[1-9]\d{9,14}$/.test(digits)) {
		throw new UserError(`${label} "${entered}" is not an international phone number`, {
			description:
				'Enter 10 to 15 digits that begin with the country code, without 00 in front, such as 34666033135 or +34 666 033 135.',
		});
	}
	return digits;
}

/**
 * The template parameters that a form describes, in Lovi's form: {position}_{type}_{number} to value.
 *
 * @param rows each with `position`, `type`, `number` and `value`
 */
function componentsFromRows(rows: IDataObject[], label: string): Record<string, string> {
	const components = new Map<string, string>();
	for (const { position, type, number, value } of rows) {
		const key = `${toText(position)}_${toText(type)}_${toText(number)}`;
		if (components.has(key)) throw new UserError(`${label}: ${key} is given twice`);
		components.set(key, validate.optionalText(value, `${label}: ${key}`));
	}
	return checkComponents(Object.fromEntries(components), label);
}

/** Template parameters that are already in Lovi's form. */
function componentsFromJson(value: unknown, label: string): Record<string, string> {
	const entries = Object.entries(validate.jsonObject(value, label));
	return checkComponents(
		Object.fromEntries(
			entries.map(([key, entry]) => [key, validate.optionalText(entry, `${label}: ${key}`)]),
		),
		label,
	);
}

function checkComponents(
	components: Record<string, string>,
	label: string,
): Record<string, string> {
	for (const [key, value] of Object.entries(components)) {
		const [, position = '', type = ''] = /^([a-z]+)_([a-z]+)_\d+$/.exec(key) ?? [];
		if (!Object.hasOwn(COMPONENT_TYPES, position) || !COMPONENT_TYPES[position]?.includes(type)) {
			throw new UserError(`${label}: "${key}" is not a parameter that a template can have`, {
				description: `It is made of position, type and number, such as body_text_0. Possible are: ${possibleTypes()}.`,
			});
		}
		checkValue(key, type, value, label);
	}
	return components;
}

function checkValue(key: string, type: string, value: string, label: string): void {
	if (value.trim() === '') {
		throw new UserError(`${label}: ${key} is empty`, {
			description:
				'WhatsApp refuses a message with an empty parameter. Fill it in, or leave the row out.',
		});
	}
	const [placeholder, ...more] = value.match(PLACEHOLDER) ?? [];
	if (placeholder !== undefined && (more.length > 0 || value.trim() !== placeholder)) {
		throw new UserError(`${label}: ${key} mixes text and placeholders`, {
			description:
				'Lovi takes either fixed text or exactly one placeholder such as {{name}} in a parameter. Put the text together in an expression instead.',
		});
	}
	if (MEDIA.includes(type) && placeholder === undefined && !/^https:\/\/\S+$/i.test(value.trim())) {
		throw new UserError(`${label}: ${key} must be a link that begins with https://`, {
			description: 'WhatsApp fetches the file from there, so it must be open to everyone.',
		});
	}
}

/** Whether a template parameter is a link to a file. */
export function isMedia(parameter: string): boolean {
	return MEDIA.some((type) => parameter.includes(`_${type}_`));
}

function possibleTypes(): string {
	return Object.entries(COMPONENT_TYPES)
		.map(([position, types]) => `${position} with ${types.join(', ')}`)
		.join('; ');
}

/** The contact's own fields from a list of names and values; they can be used as placeholders. */
function contactFields(rows: IDataObject[], label: string): Record<string, string> {
	if (rows.length > MAX_CONTACT_FIELDS) {
		throw new UserError(`${label} has ${rows.length} fields, more than ${MAX_CONTACT_FIELDS}`);
	}
	const fields = new Map<string, string>();
	for (const { name, value } of rows) {
		const key = validate.text(name, `${label}: Name`);
		if (key === 'number') {
			throw new UserError(`${label}: "number" is already the recipient's phone number`);
		}
		fields.set(key, validate.optionalText(value, `${label}: ${key}`));
	}
	return Object.fromEntries(fields);
}

/**
 * When to send, as UTC: Lovi does not say how a date's own offset and a time zone go together, and UTC
 * means the same either way (lovi-api.md, section 4a).
 *
 * @param zone where a date without a zone is meant; empty if none was given
 * @throws UserError when the date has no zone and none was given: a message in the night is real harm
 */
function schedule(
	value: unknown,
	label: string,
	zone: string,
): { datetime_sending: string; timezone: string } {
	validate.pointInTime(value, label, 'UTC');
	const hasZone = typeof value !== 'string' || /(Z|[+-]\d{2}:?\d{2})$/i.test(value.trim());
	if (!hasZone && zone === '') {
		throw new UserError(`${label} "${value}" has no time zone`, {
			description:
				'Fill in the option Time Zone, such as Europe/Madrid, or enter the time with its offset, such as 2030-12-25T10:30:00+01:00.',
		});
	}
	const timezone = zone === '' ? 'UTC' : validate.timeZone(zone, 'Time Zone');
	const time = validate.pointInTime(value, label, timezone);
	if (Date.parse(time) <= Date.now()) {
		throw new UserError(`${label} is in the past: ${time}`, {
			description: 'Enter a later time, or leave it out to send now.',
		});
	}
	return { datetime_sending: time, timezone: 'UTC' };
}

/** One recipient with the fields that placeholders can use. */
export type Contact = { number: string } & Record<string, string>;

/** The recipient of an item. */
export function readContact(parameters: ItemParameters): Contact {
	return {
		number: phoneNumber(parameters.text('number'), 'Recipient Phone Number'),
		...contactFields(parameters.rows('contactFields', 'fields'), 'Contact Fields'),
	};
}

/** What a message says, to whomever it goes, and when (lovi-api.md, section 4). */
export function readMessage(parameters: ItemParameters): IDataObject {
	const { name, language } = readTemplate(parameters);
	const components = readComponents(parameters);
	return {
		recipient_id: parameters.text('recipientId'),
		name_template: name,
		language_template: language,
		...readAnalytics(parameters),
		...(Object.keys(components).length > 0 ? { components_push: components } : {}),
		...readSending(parameters),
	};
}

/** How Lovi counts a message or a call. */
export function readAnalytics(parameters: ItemParameters): IDataObject {
	return {
		notification_type: parameters.text('notificationType'),
		campaign_name: parameters.text('campaignName'),
	};
}

/** When a message or a call goes out, and what follows it. */
export function readSending(parameters: ItemParameters): IDataObject {
	const options = parameters.collection('options');
	const event = validate.optionalText(options.nameEvent, 'Event Name');
	const zone = validate.optionalText(options.timezone, 'Time Zone');
	const time = options.scheduledTime;
	return {
		...(event === '' ? {} : { name_event: event }),
		...(time === undefined || time === null || time === ''
			? {}
			: schedule(time, 'Scheduled Time', zone)),
	};
}

/** How many requests may go out in a minute. */
export function readPace(parameters: ItemParameters): number {
	const { requestsPerMinute } = parameters.collection('options');
	return requestsPerMinute === undefined
		? REQUESTS_PER_MINUTE
		: validate.positiveInteger(requestsPerMinute, 'Requests per Minute');
}

function readTemplate(parameters: ItemParameters): { name: string; language: string } {
	const { name, language } = readTemplateValue(parameters.locator('template').value);
	return {
		name,
		language: parameters.optionalText('language') || language || parameters.text('language'),
	};
}

function readComponents(parameters: ItemParameters): Record<string, string> {
	const mode = parameters.choice('templateParametersMode');
	switch (validate.oneOf(mode, 'Specify Template Parameters', PARAMETER_MODES)) {
		case 'json':
			return componentsFromJson(
				parameters.json('templateParametersJson'),
				'Template Parameters (JSON)',
			);
		case 'fields':
			return componentsFromRows(
				parameters.rows('templateParameters', 'parameters'),
				'Template Parameters',
			);
		case 'template':
			return componentsFromForm(parameters.collection('templateFields'), 'Template Fields');
	}
}

/** What was filled in for the fields of a template; the form knows which of them the template needs. */
function componentsFromForm(form: IDataObject, label: string): Record<string, string> {
	const values = (form.value ?? {}) as IDataObject;
	const fields = (form.schema ?? []) as Array<{
		id: string;
		displayName: string;
		removed?: boolean;
	}>;
	for (const { id, displayName, removed } of fields) {
		if (removed !== true) validate.text(values[id], `${label}: ${displayName}`);
	}
	return componentsFromJson(values, label);
}

/** A body without nested objects, for the `unflatten` form: {a: {b: 1}} becomes {"a.b": 1}. */
export function flatten(body: IDataObject): IDataObject {
	const flat: IDataObject = {};
	for (const [key, value] of Object.entries(body)) {
		if (typeof value !== 'object' || value === null) flat[key] = value;
		else
			for (const [inner, part] of Object.entries(value)) flat[`${key}.${inner}`] = part as string;
	}
	return flat;
}
