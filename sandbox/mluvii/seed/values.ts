/** The member of a list that an index falls on, going round. */
export function pick<T>(list: readonly T[], index: number): T {
	return list[Math.floor(index) % list.length] as T;
}

/** Milliseconds since 1970 as Mluvii writes them: with microseconds, and an offset, never `Z`. */
export function timestamp(milliseconds: number): string {
	return new Date(milliseconds).toISOString().replace('Z', '306+00:00');
}

/** Seconds as Mluvii writes them: with microseconds, and without units that are zero. */
export function duration(seconds: number): string {
	const units = [
		{ count: Math.floor(seconds / 3600), letter: 'H' },
		{ count: Math.floor(seconds / 60) % 60, letter: 'M' },
	];
	const whole = units
		.filter(({ count }) => count > 0)
		.map(({ count, letter }) => `${count}${letter}`);
	return `PT${whole.join('')}${(seconds % 60).toFixed(6)}S`;
}
