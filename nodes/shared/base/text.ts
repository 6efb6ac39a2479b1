/** A value of unknown kind as text for people: nothing becomes '', and an object its JSON. */
export function toText(value: unknown): string {
	if (typeof value === 'string') return value;
	if (value === undefined || value === null) return '';
	return JSON.stringify(value);
}

/** A number of things in words, such as "1 item" and "1,000 items". */
export function countOf(number: number, thing: string): string {
	return `${number.toLocaleString('en-US')} ${thing}${number === 1 ? '' : 's'}`;
}

/** Longer times are told in minutes. */
const MAX_SECONDS = 120;

/** A length of time in words, such as "1 second" and "5 minutes". */
export function durationOf(milliseconds: number): string {
	const seconds = Math.round(milliseconds / 1000);
	return seconds > MAX_SECONDS
		? countOf(Math.round(seconds / 60), 'minute')
		: countOf(seconds, 'second');
}

const MAX_MESSAGE = 2000;

/** A message as one line of readable text: without control characters, and not endless. */
export function sanitizeMessage(message: string): string {
	const line = message.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
	return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line;
}

/** A value as messages repeat it: not endless. */
export function shorten(value: string): string {
	return value.length > 60 ? `${value.slice(0, 60)}…` : value;
}
