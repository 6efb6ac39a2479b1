import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { tryToParseDateTime, UserError } from 'n8n-workflow';
import { gapAround, instantsOf, writeOffset } from '../base/localTime';
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
		throw new UserError(`${label} must be text, but it is ${kindOf(value)}`, {
			description: 'Enter one value, such as one field of a record instead of all of it.',
		});
	}
	return toText(value).trim();
}

/**
 * A record's number, as a number or as digits, also as our lists show it (#7635642) and as programs write
 * numbers (7635642.0); from 1 to the largest number that JSON carries safely.
 */
export function id(value: unknown, label: string): number {
	const entered = text(value, label);
	const [, digits] = /^#?(\d+)(?:\.0+)?$/.exec(entered) ?? [];
	const number = Number(digits);
	if (digits === undefined || number < 1) {
		throw new UserError(`${label} must be a number, but it is "${shorten(entered)}"`, {
			description: 'An ID consists of digits only, for example 7635642.',
		});
	}
	if (!Number.isSafeInteger(number)) {
		throw new UserError(`${label} "${shorten(entered)}" is too large to be an ID`, {
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
		throw new UserError(`${label} must be a whole number of at least 1`, noNumber(value));
	}
	return number;
}

/** A check for a whole number of at least 1 that is not too large. */
export function integerUpTo(most: number): (value: unknown, label: string) => number {
	return (value, label) => {
		const number = positiveInteger(value, label);
		if (number <= most) return number;
		throw new UserError(`${label} must be at most ${most}, but it is ${number}`);
	};
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
	return /^(\[|```)/.test(entered) ? [json(entered, label)].flat() : entered.split(',');
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

/** The same, and the names of the choices. */
const BATCHING = new Map<string, Batching>([
	...YES_NO,
	['always', true],
	['automatic', 'automatic'],
	['never', false],
]);

/** Whether records are looked up in batches: automatic, or a yes or no for always or never. */
export function batching(value: unknown, label: string): Batching {
	const answer = BATCHING.get(text(value, label).toLowerCase());
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

/** A value that can be chosen, with the name that lists show for it. */
export interface Choice<Value = INodePropertyOptions['value']> {
	name: string;
	value: Value;
}

/**
 * One of a list's values, by value or by name, in any case, with or without blanks, hyphens and underscores;
 * an expression can give anything in its place.
 */
export function oneOf<Value extends string>(
	value: unknown,
	label: string,
	known: ReadonlyArray<Value | Choice<Value>>,
): Value {
	const choices = known.map((one) => (typeof one === 'string' ? { name: one, value: one } : one));
	const entered = text(value, label);
	const found = findChoice(entered, label, choices);
	if (found) return found.value;
	throw new UserError(`${label} has no "${shorten(entered)}"`, { description: advise(choices) });
}

/** Like `oneOf`, but what is not in the list is taken as it is: a service can have more. */
export function oneOfOrOther(value: unknown, label: string, known: readonly Choice[]): string {
	const entered = text(value, label);
	return toText(findChoice(entered, label, known)?.value ?? entered);
}

/** @throws UserError when several choices are meant as likely */
function findChoice<One extends Choice>(
	entered: string,
	label: string,
	choices: readonly One[],
): One | undefined {
	const exact = choices.find(({ value }) => value === entered);
	if (exact) return exact;
	const wanted = plain(entered);
	const alike = choices.filter((choice) => wanted !== '' && spellingsOf(choice).includes(wanted));
	if (alike.length > 1) {
		throw new UserError(`${label} "${shorten(entered)}" can mean several values`, {
			description: advise(alike),
		});
	}
	return alike[0];
}

function spellingsOf({ name, value }: Choice): string[] {
	return [plain(toText(value)), plain(name)];
}

function plain(words: string): string {
	return words.toLowerCase().replace(/[\s_-]+/g, '');
}

/** The most choices that a message lists. */
const MAX_LISTED = 30;

/** Lists choices by value, with their names where those say something else. */
function advise(choices: readonly Choice[]): string {
	const words = choices.slice(0, MAX_LISTED).map((choice) => {
		const { name, value } = choice;
		const [byValue, byName] = spellingsOf(choice);
		if (value === '') return name;
		return byValue === byName ? toText(value) : `${toText(value)} (${name})`;
	});
	const more = choices.length > MAX_LISTED ? ` and ${choices.length - MAX_LISTED} more` : '';
	return `Choose one of ${words.join(', ')}${more}.`;
}

/**
 * A point in time: ISO 8601 from a year to parts of a second, and the objects that n8n has for dates.
 *
 * @param timezone where a date without a zone is meant
 * @returns ISO 8601 in UTC with milliseconds, such as 2024-05-02T14:05:24.454Z
 */
export function pointInTime(value: unknown, label: string, timezone: string): string {
	if (typeof value !== 'object' || value === null) text(value, label);
	const time = isObject(value) ? dateOf(value, timezone) : readIso(toText(value).trim(), timezone);
	if (time) return new Date(time.toMillis()).toISOString();
	throw new UserError(`${label} is not a date: "${shorten(toText(value))}"`, {
		description:
			'Enter a day that exists, with or without a time, such as 2024-05-02, 2024-05-02T16:05 or 2024-05-02T16:05:00+02:00. Seconds since 1970 are not accepted.',
	});
}

/**
 * Like `pointInTime`, for what is to happen then, so that there must be no doubt: a time that clocks skip, or show
 * twice, is refused.
 *
 * @param zoneOf where a date is meant that names neither offset nor zone; asked for only then
 */
export function exactTime(value: unknown, label: string, zoneOf: () => string): string {
	const time = pointInTime(value, label, 'UTC');
	const entered = isObject(value) ? '' : toText(value).trim();
	const [, day, clock, offset, named] = ISO.exec(entered) ?? [];
	if (day === undefined || offset !== undefined) return time;
	const zone = named ?? zoneOf();
	const written = clock === undefined ? day : `${day}T${clock}`;
	const local = Date.parse(pointInTime(written, label, 'UTC'));
	const [instant, later] = instantsOf(local, zone);
	if (instant === undefined) {
		const { from, to } = gapAround(local, zone);
		const [date, before, after] = [isoDay(from), isoClock(from), isoClock(to)];
		throw new UserError(
			`${label} "${entered}" does not exist in ${zone}: clocks go from ${before} to ${after} on ${date}`,
			{ description: 'Enter a time before or after that.' },
		);
	}
	if (later !== undefined) {
		const [first, second] = [instant, later].map((one) => `${isoDay(one)} ${isoClock(one)} UTC`);
		const [early, late] = [instant, later].map(
			(one) => `${new Date(local).toISOString().slice(0, 19)}${writeOffset(local - one)}`,
		);
		throw new UserError(
			`${label} "${entered}" comes twice in ${zone}, as clocks go back: at ${first} and at ${second}`,
			{ description: `Enter it with its offset: ${early} or ${late}.` },
		);
	}
	return new Date(instant).toISOString();
}

function isoDay(instant: number): string {
	return new Date(instant).toISOString().slice(0, 10);
}

function isoClock(instant: number): string {
	return new Date(instant).toISOString().slice(11, 16);
}

type Time = ReturnType<typeof tryToParseDateTime>;

const CLOCK = '(?:[01]\\d|2[0-4])(?::?[0-5]\\d(?::?[0-5]\\d(?:[.,]\\d+)?)?)?';
const OFFSET = 'Z|[+-](?:0\\d|1[0-4])(?::?[0-5]\\d)?';
/** Names such as Europe/Prague; three letters can stand for several zones. */
const ZONE = '(?:UTC|GMT|[A-Z]\\w+(?:/[\\w+-]+)+)';
/** The day; then, after T or a blank, the clock, and the zone as an offset, which counts, or by name. */
const ISO = new RegExp(
	`^([\\dW-]+)(?:[T ](${CLOCK}) ?(?:(${OFFSET})(?:\\[${ZONE}\\])?|\\[?(${ZONE})\\]?)?)?$`,
	'i',
);
/** How days are written (luxon's tokens): in the calendar, by number in the year, and in a week. */
const DAYS = ['yyyy-MM-dd', 'yyyyMMdd', 'yyyy-ooo', "kkkk-'W'WW-c", "kkkk'W'WWc"];
/** Times that are longer than a day stand for their beginning. */
const PERIODS = ['yyyy', 'yyyy-MM', "kkkk-'W'WW", "kkkk'W'WW"];
/** Digits only are a date if they begin with a year of our time; others may be an ID, or seconds. */
const OTHER_DIGITS = /^(?!19|20)\d+$|^\d{5}$/;

function readIso(entered: string, timezone: string): Time | undefined {
	const [, written = '', clock, offset = '', zone] = ISO.exec(entered) ?? [];
	const day = written.toUpperCase();
	const forms = clock === undefined ? [...DAYS, ...PERIODS] : DAYS;
	const date = parse(day, timezone);
	// n8n's parser takes February 30 for March 1, and numbers for days of this month.
	const exists = date && forms.some((form) => date.toFormat(form) === day);
	if (!exists || OTHER_DIGITS.test(day)) return undefined;
	if (clock === undefined) return date;
	// The parser takes no more than 30 digits.
	const time = clock.replace(/([.,]\d{3})\d+$/, '$1');
	return parse(
		`${day}T${time}${offset.toUpperCase()}${zone === undefined ? '' : `[${zone}]`}`,
		timezone,
	);
}

/** A date as JavaScript or n8n has it; other objects are none. */
function dateOf(value: object, timezone: string): Time | undefined {
	const time = parse(value, timezone);
	return value instanceof Date || time === value ? time : undefined;
}

function parse(value: unknown, timezone: string): Time | undefined {
	const time = attempt(() => tryToParseDateTime(value, timezone));
	return time.failed ? undefined : time.result;
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
	if (!isTimeZone(zone)) {
		throw new UserError(`${label} "${shorten(zone)}" is not a time zone`, {
			description: 'Enter its name from the IANA list, such as Europe/Madrid or UTC.',
		});
	}
	return zone;
}

/** Whether a time zone has this name, or had it once. */
export function isTimeZone(name: string): boolean {
	return !attempt(() => Intl.DateTimeFormat('en', { timeZone: name })).failed;
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
		throw new UserError(`${label} must be a whole number of seconds`, noNumber(value));
	}
	const days = Math.floor(seconds / 86_400);
	const clock = new Date((seconds % 86_400) * 1000).toISOString().slice(11, 19);
	return days > 0 ? `${days}.${clock}` : clock;
}

/** The fence that models put around JSON, as in Markdown. */
const FENCED = /^```(?:json)?([^]*)```$/i;

/** JSON from a field: an object or array as it is, text parsed; undefined if left empty. */
export function json(value: unknown, label: string): unknown {
	if (typeof value !== 'string') return value ?? undefined;
	const entered = value.trim();
	if (entered === '') return undefined;
	const [, written = entered] = FENCED.exec(entered) ?? [];
	const parsed = attempt(() => JSON.parse(written) as unknown);
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

/** What something gives, or why it failed. */
export function attempt<T>(
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
	const entered = ['string', 'number'].includes(typeof value) ? toText(value).trim() : '';
	return /^[+-]?\d+(?:\.\d+)?$/.test(entered) ? Number(entered) : NaN;
}

function noNumber(value: unknown): { description: string } {
	return {
		description: `Enter digits only, such as 50, without separators. It is "${shorten(toText(value))}".`,
	};
}

function kindOf(value: object): string {
	return Array.isArray(value) ? 'a list' : 'an object';
}
