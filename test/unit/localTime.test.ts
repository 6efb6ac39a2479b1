import fc from 'fast-check';
import { DateTime } from 'luxon';
import { gapAround, instantsOf, offsetAt, writeOffset } from '../../nodes/shared/base/localTime';
import * as validate from '../../nodes/shared/operation/validate';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ZONES = [
	'Europe/Prague',
	'Europe/Madrid',
	// Changed its clocks at midnight, until 2019.
	'America/Sao_Paulo',
	// By half an hour.
	'Australia/Lord_Howe',
	'Asia/Kathmandu',
	// Twice a year for Ramadan.
	'Africa/Casablanca',
];
const [FIRST, LAST] = [Date.UTC(2000, 0, 1), Date.UTC(2038, 0, 1)];

/** The instants from 2000 to 2037 at which a zone's clocks are changed, to the minute, as luxon knows them. */
function changesOf(zone: string): number[] {
	const offset = (instant: number): number => DateTime.fromMillis(instant, { zone }).offset;
	const changes: number[] = [];
	for (let day = FIRST; day < LAST; day += DAY_MS) {
		if (offset(day) === offset(day + DAY_MS)) continue;
		let [before, after] = [day, day + DAY_MS];
		while (after - before > MINUTE_MS) {
			const middle = before + Math.floor((after - before) / 2 / MINUTE_MS) * MINUTE_MS;
			if (offset(middle) === offset(before)) before = middle;
			else after = middle;
		}
		changes.push(after);
	}
	return changes;
}

/** The instants that luxon knows for a local time. */
function instantsByLuxon(local: number, zone: string): number[] {
	const read = DateTime.fromISO(new Date(local).toISOString().slice(0, -1), { zone });
	const shown = read.toMillis() + read.offset * MINUTE_MS;
	if (shown !== local) return [];
	return read
		.getPossibleOffsets()
		.map((one) => one.toMillis())
		.sort((a, b) => a - b);
}

describe.each(ZONES)('a local time in %s', (zone) => {
	const changes = changesOf(zone);

	it('has the instants that luxon gives it, around all changes of clocks and between them', () => {
		const around = fc
			.tuple(fc.constantFrom(...(changes.length > 0 ? changes : [FIRST])), fc.integer(RANGE))
			.map(([change, distance]) => change + offsetAt(change, zone) + distance);
		const anywhere = fc.integer({ min: FIRST, max: LAST });
		fc.assert(
			fc.property(fc.oneof({ weight: 4, arbitrary: around }, anywhere), (local) => {
				expect(instantsOf(local, zone)).toEqual(instantsByLuxon(local, zone));
			}),
			{ numRuns: 1_000 },
		);
	});

	it('is in the gap or in the doubled time of every change', () => {
		for (const change of changes) {
			const [before, after] = [offsetAt(change - 1, zone), offsetAt(change, zone)];
			const [from, to] = [change + before, change + after];
			const middle = Math.floor((from + to) / 2);
			if (from < to) {
				expect([from, middle, to - 1].map((local) => instantsOf(local, zone))).toEqual([
					[],
					[],
					[],
				]);
				expect(gapAround(middle, zone)).toEqual({ from, to });
			} else {
				expect(instantsOf(middle, zone)).toEqual([middle - before, middle - after]);
			}
			const outside = [Math.min(from, to) - 1, Math.max(from, to)];
			expect(outside.map((local) => instantsOf(local, zone).length)).toEqual([1, 1]);
		}
	});
});

/** Three hours to both sides of a change. */
const RANGE = { min: -3 * 60 * MINUTE_MS, max: 3 * 60 * MINUTE_MS };

it('the zones change their clocks as often as they did, so that there is something to compare', () => {
	expect(changesOf('Europe/Prague')).toHaveLength(76);
	expect(changesOf('America/Sao_Paulo').length).toBeGreaterThan(35);
	// Fewer with the zones that newer versions of Node.js know.
	expect(changesOf('Africa/Casablanca').length).toBeGreaterThan(35);
});

it.each([
	['Asia/Kathmandu', '+05:45'],
	['America/St_Johns', '-03:30'],
	['UTC', '+00:00'],
	['Asia/Calcutta', '+05:30'],
])('the offset of %s is %s', (zone, written) => {
	expect(writeOffset(offsetAt(Date.UTC(2026, 0, 1), zone))).toBe(written);
});

describe('exactTime', () => {
	const read = (value: unknown, zone: string) => validate.exactTime(value, 'Start', () => zone);

	it.each([
		['2026-03-29T01:59', 'Europe/Prague', '2026-03-29T00:59:00.000Z'],
		['2026-03-29T03:00', 'Europe/Prague', '2026-03-29T01:00:00.000Z'],
		['2026-10-25T02:30+01:00', 'Europe/Prague', '2026-10-25T01:30:00.000Z'],
		['2026-10-25T02:30+02:00[Europe/Prague]', 'UTC', '2026-10-25T00:30:00.000Z'],
		['2026-07-01T12:00[Europe/Prague]', 'UTC', '2026-07-01T10:00:00.000Z'],
		['2026-07-01T12:00', 'asia/calcutta', '2026-07-01T06:30:00.000Z'],
		['2026-03-28T24:00', 'Europe/Prague', '2026-03-28T23:00:00.000Z'],
		['2026-07-01', 'America/Sao_Paulo', '2026-07-01T03:00:00.000Z'],
		[DateTime.fromISO('2026-10-25T01:30:00Z'), 'Europe/Prague', '2026-10-25T01:30:00.000Z'],
		[new Date(0), 'Europe/Prague', '1970-01-01T00:00:00.000Z'],
	])('reads %s in %s', (value, zone, expected) => {
		expect(read(value, zone)).toBe(expected);
	});

	it.each([
		[
			'2026-03-29T02:30',
			'Europe/Prague',
			'Start "2026-03-29T02:30" does not exist in Europe/Prague: clocks go from 02:00 to 03:00 on 2026-03-29',
			'Enter a time before or after that.',
		],
		[
			'2018-11-04',
			'America/Sao_Paulo',
			'Start "2018-11-04" does not exist in America/Sao_Paulo: clocks go from 00:00 to 01:00 on 2018-11-04',
			'Enter a time before or after that.',
		],
		[
			'2026-10-25 02:30[Europe/Prague]',
			'UTC',
			'Start "2026-10-25 02:30[Europe/Prague]" comes twice in Europe/Prague, as clocks go back: at 2026-10-25 00:30 UTC and at 2026-10-25 01:30 UTC',
			'Enter it with its offset: 2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00.',
		],
		[
			'2026-04-05T01:45',
			'Australia/Lord_Howe',
			'Start "2026-04-05T01:45" comes twice in Australia/Lord_Howe, as clocks go back: at 2026-04-04 14:45 UTC and at 2026-04-04 15:15 UTC',
			'Enter it with its offset: 2026-04-05T01:45:00+11:00 or 2026-04-05T01:45:00+10:30.',
		],
	])('refuses %s in %s', (value, zone, message, description) => {
		expect(() => read(value, zone)).toThrow(
			expect.objectContaining({ message, description }) as Error,
		);
	});

	it('does not ask for a zone where the date needs none', () => {
		const never = (): string => {
			throw new Error('asked');
		};
		for (const value of ['2026-07-01T12:00Z', '2026-07-01T12:00[Europe/Prague]', new Date(0)]) {
			validate.exactTime(value, 'Start', never);
		}
		expect(() => validate.exactTime('soon', 'Start', never)).toThrow('Start is not a date');
		expect(() => validate.exactTime('2026-07-01', 'Start', never)).toThrow('asked');
	});
});
