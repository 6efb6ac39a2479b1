import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { textOf } from '../shared/textOf';
import * as validate from '../shared/validate';

/** Which values may go into which part of a template (lovi-api.md, section 4, components_push). */
export const COMPONENT_TYPES: Record<string, string[]> = {
	header: ['text', 'document', 'image', 'video'],
	body: ['text'],
	footer: ['text'],
	button: ['url', 'payload'],
};

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
export function componentsFromRows(rows: IDataObject[], label: string): Record<string, string> {
	const components: Record<string, string> = {};
	for (const { position, type, number, value } of rows) {
		const key = `${textOf(position)}_${textOf(type)}_${textOf(number)}`;
		if (key in components) throw new UserError(`${label}: ${key} is given twice`);
		components[key] = textOf(value);
	}
	return checkComponents(components, label);
}

/** Template parameters that are already in Lovi's form. */
export function componentsFromJson(value: unknown, label: string): Record<string, string> {
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
		if (!COMPONENT_TYPES[position]?.includes(type)) {
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

function possibleTypes(): string {
	return Object.entries(COMPONENT_TYPES)
		.map(([position, types]) => `${position} with ${types.join(', ')}`)
		.join('; ');
}

/** The contact's own fields from a list of names and values; they can be used as placeholders. */
export function contactFields(rows: IDataObject[], label: string): Record<string, string> {
	const fields: Record<string, string> = {};
	for (const { name, value } of rows) {
		const key = validate.text(name, `${label}: Name`);
		if (key === 'number') {
			throw new UserError(`${label}: "number" is already the recipient's phone number`);
		}
		fields[key] = validate.optionalText(value, `${label}: ${key}`);
	}
	return fields;
}

/**
 * When to send, as UTC: Lovi does not say how a date's own offset and a time zone go together, and UTC
 * means the same either way (lovi-api.md, section 4a).
 *
 * @param timezone where a date without a zone is meant
 */
export function schedule(
	value: unknown,
	label: string,
	timezone: string,
): { datetime_sending: string; timezone: string } {
	const time = validate.pointInTime(value, label, timezone);
	if (Date.parse(time) <= Date.now()) {
		throw new UserError(`${label} is in the past: ${time}`, {
			description: 'Enter a later time, or leave it out to send now.',
		});
	}
	return { datetime_sending: time, timezone: 'UTC' };
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
