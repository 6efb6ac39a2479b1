/** A value of unknown kind as text for people: nothing becomes '', and an object its JSON. */
export function toText(value: unknown): string {
	if (typeof value === 'string') return value;
	if (value === undefined || value === null) return '';
	return JSON.stringify(value);
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
