import { offsetAt } from '../shared/base/localTime';
import { CALLING_CODES } from './generated/callingCodes';

/*
 * What the clocks show where a phone number is from. A number tells its country, and not where the person is who
 * carries it.
 */

/** Better known than those of their countries that have the same time, and come before them in the alphabet. */
const WELL_KNOWN = [
	'America/Buenos_Aires',
	'America/Santiago',
	'Australia/Sydney',
	'Europe/Madrid',
];

/** A point in time as clocks in a time zone show it, such as "2030-12-25 10:30 (Europe/Madrid)". */
export function timeIn(zone: string, time: Date): string {
	return `${clockIn(zone, time)} (${zone})`;
}

/**
 * A point in time as clocks show it in the country of a phone number; in a country with several times, the
 * earliest and the latest one.
 *
 * @param number international, digits only
 * @returns undefined where the calling code, or the time zones of its country, are not known
 */
export function timeOf(number: string, time: Date): string | undefined {
	const zones = countriesOf(number).flatMap(zonesOf);
	// The same clock twice is one time, under the name that comes first.
	const times = new Map<string, string>();
	for (const zone of [...WELL_KNOWN.filter((one) => zones.includes(one)), ...zones]) {
		const clock = clockIn(zone, time);
		if (!times.has(clock)) times.set(clock, timeIn(zone, time));
	}
	const sorted = [...times].sort().map(([, shown]) => shown);
	const [earliest, latest] = [sorted[0], sorted.at(-1)];
	return earliest === latest ? earliest : `${earliest ?? ''} to ${latest ?? ''}`;
}

/** The countries in which a number can be: those whose numbers go on like this, or else those without a rule. */
function countriesOf(number: string): string[] {
	const code = Object.keys(CALLING_CODES).find((one) => number.startsWith(one));
	if (code === undefined) return [];
	const rest = number.slice(code.length);
	const countries = Object.entries(CALLING_CODES[code] ?? {});
	const fitting = countries.filter(
		([, digits]) => digits !== '' && new RegExp(`^(?:${digits})`).test(rest),
	);
	const others = countries.filter(([, digits]) => digits === '');
	const [likely = []] = [fitting, others, countries].filter(({ length }) => length > 0);
	return likely.map(([country]) => country);
}

/** The time zones of a country; engines offer them as a method or, before that, as a property. */
function zonesOf(country: string): string[] {
	const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
		timeZones?: string[];
		getTimeZones?: () => string[] | undefined;
	};
	return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

function clockIn(zone: string, time: Date): string {
	const local = time.getTime() + offsetAt(time.getTime(), zone);
	return new Date(local).toISOString().slice(0, 16).replace('T', ' ');
}
