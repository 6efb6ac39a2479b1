/** A value of unknown kind as text for people: nothing becomes '', and an object its JSON. */
export function textOf(value: unknown): string {
	if (typeof value === 'string') return value;
	if (value === undefined || value === null) return '';
	return JSON.stringify(value);
}
