/*
 * Time as clocks in a time zone show it. A local time is given in milliseconds, as if the zone were UTC.
 */

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** By zone; making one takes a hundred times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
export function offsetAt(instant: number, zone: string): number {
	const [, sign = '+', hours = 0, minutes = 0, seconds = 0] =
		/([+-])(\d+):(\d+)(?::(\d+))?$/.exec(longOffset(instant, zone)) ?? [];
	const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS + Number(seconds) * 1000;
	return sign === '-' ? -offset : offset;
}

/** An offset as ISO 8601 writes it, such as "+05:45"; of seconds, which zones had until about 1900, only minutes. */
export function writeOffset(offset: number): string {
	const clock = new Date(Math.abs(offset)).toISOString().slice(11, 16);
	return `${offset < 0 ? '-' : '+'}${clock}`;
}

/**
 * The instants at which clocks in a zone show a local time: none if they skip it, and two if they show it
 * twice, the earlier one first. It is assumed that they are changed no more than once within two days.
 */
export function instantsOf(local: number, zone: string): number[] {
	const offsets = new Set([-DAY_MS, DAY_MS].map((distance) => offsetAt(local + distance, zone)));
	const [offset, ...others] = offsets;
	if (offset !== undefined && others.length === 0) return [local - offset];
	return [...offsets]
		.map((one) => local - one)
		.filter((instant) => instant + offsetAt(instant, zone) === local)
		.sort((a, b) => a - b);
}

/**
 * Where clocks in a zone are put when they skip a local time.
 *
 * @param local a time that has no instant
 * @returns the local times at which the gap begins and ends
 */
export function gapAround(local: number, zone: string): { from: number; to: number } {
	let [before, after] = [local - DAY_MS, local + DAY_MS];
	const offset = offsetAt(before, zone);
	while (after - before > 1) {
		const middle = Math.floor((before + after) / 2);
		if (offsetAt(middle, zone) === offset) before = middle;
		else after = middle;
	}
	return { from: after + offset, to: after + offsetAt(after, zone) };
}

function longOffset(instant: number, zone: string): string {
	let format = formats.get(zone);
	if (!format) {
		format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
		formats.set(zone, format);
	}
	return format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}
