import type { IDataObject } from 'n8n-workflow';
import { tryToParseDateTime, UserError } from 'n8n-workflow';
import { shorten, toText } from '../base/text';
import { isObject } from '../base/records';
import type { Batching } from './operation';

/*
 * Checks of what users enter. Each takes the value and the field's name as the user sees it, and throws
 * a UserError that names the field, says what is expected, and gives an example.
 */

/** Text with something in it, trimmed. */
export function text(value: unknown, label: string): string {
	const result = optionalText(value, label);
	if (result === '') {
		throw new UserError(`${label} is empty`, {
			description: `Fill in ${label}. If it comes from an expression, check that the earlier step has that value for this item.`,
		});
	}
	return result;
}

/** Text, trimmed; empty for null and undefined. */
export function optionalText(value: unknown, label: string): string {
	if (typeof value === 'object' && value !== null) {
		throw new UserError(`${label} must be text, but it is ${kindOf(value)}`);
	}
	return toText(value).trim();
}

/** A record's number, as a number or as digits; from 1 to the largest number that JSON carries safely. */
export function id(value: unknown, label: string): number {
	const digits = text(value, label);
	const number = Number(digits);
	if (!/^\d+$/.test(digits) || number < 1) {
		throw new UserError(`${label} must be a number, but it is "${shorten(digits)}"`, {
			description: 'An ID consists of digits only, for example 7635642.',
		});
	}
	if (!Number.isSafeInteger(number)) {
		throw new UserError(`${label} "${shorten(digits)}" is too large to be an ID`, {
			description: `IDs go up to ${Number.MAX_SAFE_INTEGER}.`,
		});
	}
	return number;
}

/** A record's number; undefined if it was left empty. */
export function optionalId(value: unknown, label: string): number | undefined {
	return optionalText(value, label) === '' ? undefined : id(value, label);
}

/** A whole number of at least 1. */
export function positiveInteger(value: unknown, label: string): number {
	const number = numberOf(value);
	if (!Number.isSafeInteger(number) || number < 1) {
		throw new UserError(`${label} must be a whole number of at least 1`);
	}
	return number;
}

/** How many records to ask for at once; pages of one record could not be put together safely. */
export function pageSize(value: unknown, label: string): number {
	return Math.max(2, positiveInteger(value, label));
}

/** An e-mail address, as far as a slip can be seen; whether it exists is for the service to say. */
export function email(value: unknown, label: string): string {
	const address = text(value, label);
	if (!/^[^\s@,;<>]+@[^\s@,;<>]+$/.test(address)) {
		throw new UserError(`${label} "${shorten(address)}" is not an e-mail address`, {
			description: 'Enter one address, such as nora@example.com.',
		});
	}
	return address;
}

/**
 * Several values, from a list, from JSON text such as ["a", "b"], or from text with commas; blanks and empty
 * parts are dropped.
 */
export function list(value: unknown, label: string): string[] {
	return partsOf(value, label)
		.map((part) => optionalText(part, label))
		.filter((part) => part !== '');
}

/** Like `list`, with something in it. */
export function filledList(value: unknown, label: string): string[] {
	const values = list(value, label);
	return values.length > 0 ? values : [text('', label)];
}

/** Like `list`, but empty parts keep their places; empty if all of it is. */
export function listWithGaps(value: unknown, label: string): string[] {
	const parts = partsOf(value, label).map((part) => optionalText(part, label));
	return parts.every((part) => part === '') ? [] : parts;
}

function partsOf(value: unknown, label: string): unknown[] {
	if (Array.isArray(value)) return value;
	const entered = optionalText(value, label);
	return entered.startsWith('[') ? (json(entered, label) as unknown[]) : entered.split(',');
}

/** A yes or no, as switches, spreadsheets and language models write it. */
const YES_NO = new Map([
	['true', true],
	['yes', true],
	['1', true],
	['false', false],
	['no', false],
	['0', false],
]);

/** A yes or no in any of its usual spellings, as a value or as text in any case. */
export function yesNo(value: unknown, label: string): boolean {
	const entered = text(value, label);
	const answer = YES_NO.get(entered.toLowerCase());
	if (answer !== undefined) return answer;
	throw new UserError(`${label} must be true or false, but it is "${shorten(entered)}"`, {
		description: 'Also accepted are yes and no, and 1 and 0.',
	});
}

/** Whether records are looked up in batches: automatic, or a yes or no for always or never. */
export function batching(value: unknown, label: string): Batching {
	const entered = text(value, label).toLowerCase();
	const answer = entered === 'automatic' ? entered : YES_NO.get(entered);
	if (answer !== undefined) return answer;
	throw new UserError(
		`${label} must be automatic, true or false, but it is "${shorten(toText(value))}"`,
		{ description: 'True stands for Always, and false for Never.' },
	);
}

/** The rows of a form; an expression can give anything in their place. */
export function rows(value: unknown, label: string): IDataObject[] {
	const entries = value ?? [];
	if (Array.isArray(entries) && entries.every(isObject)) return entries as IDataObject[];
	throw new UserError(`${label} must be a list of entries, each with its fields`);
}

/** The entries of a collection; an expression can give anything in their place. */
export function entries(value: unknown, label: string): IDataObject {
	if (value === undefined || value === null || value === '') return {};
	if (isObject(value) && !Array.isArray(value)) return value as IDataObject;
	throw new UserError(`${label} must be an object with fields, such as {"name": "value"}`);
}

/** Several record numbers, given like a `list`. */
export function ids(value: unknown, label: string): number[] {
	return list(value, label).map((part) => id(part, label));
}

/** Like `ids`, with something in it. */
export function filledIds(value: unknown, label: string): number[] {
	return filledList(value, label).map((part) => id(part, label));
}

/** One of a list's values; an expression can give anything in its place. */
export function oneOf<Value extends string>(
	value: unknown,
	label: string,
	known: readonly Value[],
): Value {
	const entered = text(value, label);
	const found = known.find((one) => one === entered);
	if (found !== undefined) return found;
	throw new UserError(`${label} has no "${shorten(entered)}"`, {
		description: `Choose one of ${known.join(', ')}.`,
	});
}

/**
 * A point in time.
 *
 * @param timezone where a date without a zone is meant
 * @returns ISO 8601 in UTC with milliseconds, such as 2024-05-02T14:05:24.454Z
 */
export function pointInTime(value: unknown, label: string, timezone: string): string {
	if (typeof value !== 'object' || value === null) text(value, label);
	const time = attempt(() => tryToParseDateTime(value, timezone));
	if (time.failed || (typeof value !== 'object' && !isCalendarDate(toText(value)))) {
		throw new UserError(`${label} is not a date: "${shorten(toText(value))}"`, {
			description: 'Enter a date such as 2024-05-02 or 2024-05-02T16:05:00+02:00.',
		});
	}
	return new Date(time.result.toMillis()).toISOString();
}

/**
 * The part of an address after the host, encoded. A token is only sent to the host in the credential, so
 * everything that could lead elsewhere is refused.
 */
export function relativePath(value: unknown, label: string): string {
	const entered = text(value, label);
	const path = entered.startsWith('/') ? entered : `/${entered}`;
	if (
		/^[a-z][a-z0-9+.-]*:/i.test(entered) ||
		path.startsWith('//') ||
		/[\\\s?#\p{Cc}]/u.test(path) ||
		hasDotSegment(path)
	) {
		throw new UserError(`${label} must be the part of the address after the host`, {
			description: `Enter it like /api/v1/Sessions: without https:// and host name, blanks, or "..". It is "${shorten(entered)}".`,
		});
	}
	return new URL(path, 'https://host.invalid').pathname;
}

/** One part of an address, such as a name in it. */
export function pathPart(value: unknown, label: string): string {
	const part = text(value, label);
	if (/[\p{Cc}\p{Cs}]/u.test(part) || hasDotSegment(part)) {
		throw new UserError(`${label} "${shorten(part)}" cannot be part of an address`);
	}
	return part;
}

/** Whether a server may go up from a part of the path, however the ".." is written. */
function hasDotSegment(path: string): boolean {
	const read = path.replace(/%2e/gi, '.');
	return read.split(/[/\\]|%2f|%5c/i).some((part) => part === '.' || part === '..');
}

/** The name of a time zone, such as Europe/Madrid. */
export function timeZone(value: unknown, label: string): string {
	const zone = text(value, label);
	if (attempt(() => Intl.DateTimeFormat('en', { timeZone: zone })).failed) {
		throw new UserError(`${label} "${shorten(zone)}" is not a time zone`, {
			description: 'Enter its name from the IANA list, such as Europe/Madrid or UTC.',
		});
	}
	return zone;
}

/** Headers that say where a request goes and where it ends, which is not for its sender to choose. */
const FIXED_HEADERS =
	/^(host|connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*)$/i;
/** n8n's HTTP client silently leaves out what is called so. */
const UNSENDABLE = ['__proto__', 'constructor', 'prototype'];

/** The name of a header or query parameter. */
export function sendableName(name: string, label: string): string {
	if (UNSENDABLE.includes(name)) {
		throw new UserError(`${label} "${name}" is a name that n8n cannot send`);
	}
	return name;
}

/** The name of an HTTP header. */
export function headerName(value: unknown, label: string): string {
	const name = sendableName(text(value, label), label);
	if (FIXED_HEADERS.test(name)) {
		throw new UserError(`${label} "${name}" cannot be chosen`, {
			description: 'The header follows from the address in the credential and from the body.',
		});
	}
	if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
		throw new UserError(`${label} "${shorten(name)}" cannot be the name of a header`, {
			description: 'It may have letters, digits and hyphens, such as X-Request-ID.',
		});
	}
	return name;
}

/** The value of an HTTP header: one line, in characters that headers can carry. */
export function headerValue(value: unknown, label: string): string {
	const entered = optionalText(value, label);
	if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(entered)) {
		throw new UserError(`${label} has characters that a header cannot carry`, {
			description:
				'Use one line without emoji; other letters have to be encoded as the service expects.',
		});
	}
	return entered;
}

/** A length of time in seconds, as a .NET TimeSpan: [d.]hh:mm:ss. */
export function timeSpan(value: unknown, label: string): string {
	const seconds = numberOf(value);
	if (!Number.isSafeInteger(seconds) || seconds < 0) {
		throw new UserError(`${label} must be a whole number of seconds`);
	}
	const days = Math.floor(seconds / 86_400);
	const clock = new Date((seconds % 86_400) * 1000).toISOString().slice(11, 19);
	return days > 0 ? `${days}.${clock}` : clock;
}

/** JSON from a field: an object or array as it is, text parsed; undefined if left empty. */
export function json(value: unknown, label: string): unknown {
	if (typeof value !== 'string') return value ?? undefined;
	if (value.trim() === '') return undefined;
	const parsed = attempt(() => JSON.parse(value) as unknown);
	if (parsed.failed) {
		throw new UserError(`${label} is not valid JSON`, {
			description: `${parsed.reason}. Names and texts need double quotes, and the last entry takes no comma.`,
		});
	}
	return parsed.result;
}

/** A JSON object from a field; empty if left empty. */
export function jsonObject(value: unknown, label: string): IDataObject {
	const parsed = json(value, label) ?? {};
	if (typeof parsed !== 'object' || Array.isArray(parsed)) {
		throw new UserError(`${label} must be a JSON object, such as {"name": "value"}`);
	}
	return parsed as IDataObject;
}

/** n8n's parser also takes numbers and days such as February 30; a slip should not become a filter. */
function isCalendarDate(entered: string): boolean {
	const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]|$)/.exec(entered.trim()) ?? [];
	const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
	// A day too many is in another month.
	return date.getUTCMonth() === Number(month) - 1;
}

function attempt<T>(
	parse: () => T,
): { failed: false; result: T } | { failed: true; reason: string } {
	try {
		return { failed: false, result: parse() };
	} catch (error) {
		return { failed: true, reason: (error as Error).message };
	}
}

/** NaN for what is no number, nothing and objects included. */
function numberOf(value: unknown): number {
	return ['string', 'number'].includes(typeof value) && toText(value).trim() !== ''
		? Number(value)
		: NaN;
}

function kindOf(value: object): string {
	return Array.isArray(value) ? 'a list' : 'an object';
}
