/** The member of a list that an index falls on, going round. */
export function pick<T>(list: readonly T[], index: number): T {
	return list[Math.floor(index) % list.length] as T;
}

/** Milliseconds since 1970 as Mluvii writes them: with an offset, never with `Z`. */
export function timestamp(milliseconds: number): string {
	return new Date(milliseconds).toISOString().replace('Z', '+00:00');
}

/** Seconds as Mluvii writes them. */
export function duration(seconds: number): string {
	return `PT${Math.floor(seconds / 60)}M${seconds % 60}S`;
}
