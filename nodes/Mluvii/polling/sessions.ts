import type { IDataObject } from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import type { MluviiClient } from '../client';
import { momentOf } from '../conversation';
import * as endpoints from '../generated/endpoints';
import type { Entry, Extent, Feed, Reading } from './feed';

/*
 * Sessions by the time at which they were created or ended. Mluvii's list has filters for both, and no
 * documented order (mluvii-api.md, section 3), so that a part of it says nothing unless it is a whole window
 * of time.
 */

const MS = 1000;
const MINUTE = 60_000 * MS;
/** Before there was Mluvii; asked for instead of no time at all, as only sessions that have the time are wanted. */
const BEGINNING = Date.UTC(2000) * MS;
/** Beyond it, no window is tried. */
const END = Date.UTC(2200) * MS;
/** How many sessions a look for the newest one asks for. */
const SAMPLE = 50;

/** The times by which sessions can be watched, with the keys of their filters. */
const KEYS = { created: 'Created', ended: 'Ended' } as const;

/** Sessions that were created or that ended. */
export class SessionFeed implements Feed {
	readonly beginning = BEGINNING;
	readonly overlap = 10 * MINUTE;
	private readonly key: string;

	/**
	 * @param time which time counts
	 * @param filters further filters of the list, by their keys on the wire
	 */
	constructor(
		private readonly client: MluviiClient,
		private readonly time: keyof typeof KEYS,
		private readonly filters: IDataObject,
	) {
		this.key = KEYS[time];
	}

	get present(): number | undefined {
		const { serverTime } = this.client;
		return serverTime === undefined ? undefined : serverTime * MS;
	}

	/**
	 * Looks for the newest session without knowing the order of the list, or what time it is in Mluvii: further
	 * and further behind the newest one that was found, and then closer and closer to it.
	 */
	async newest(): Promise<number | undefined> {
		let newest = await this.newestFrom(BEGINNING);
		if (newest === undefined) return undefined;
		// From here on there is nothing.
		let none = Infinity;
		let step = MS;
		while (newest + MS < none) {
			const from = nextMillisecond(newest + step);
			if (from >= none) break;
			const found: number | undefined = await this.newestFrom(from);
			if (found === undefined) none = from;
			else newest = Math.max(newest, found);
			if (none === Infinity) step = Math.max(step * 2, this.overlap);
			else step = Math.max(MS, Math.floor((none - newest) / 2));
		}
		return newest;
	}

	async read({ after, most, isLong = false }: Extent): Promise<Reading> {
		if (!isLong || !(await this.exceeds(after, undefined, most))) {
			const sessions = await this.between(after, undefined, most + 1);
			if (sessions.length <= most) return { entries: this.entries(sessions, after), isWhole: true };
		}
		const end = await this.windowEnd(after, most);
		const sessions = await this.between(after, end);
		return { entries: this.entries(sessions, after, end), isWhole: end === undefined };
	}

	name(place: number): string {
		return new Date(Math.floor(place / MS)).toISOString();
	}

	/** The newest of some sessions from a time on; undefined where there is none. */
	private async newestFrom(place: number): Promise<number | undefined> {
		const query = this.window(place, undefined);
		const sessions = await this.client.records({
			...endpoints.listSessions(),
			query: { ...query, limit: SAMPLE, offset: 0 },
			subject: 'The list of sessions',
		});
		const places = sessions.map((session) => this.placeOf(session)).filter((one) => one >= place);
		return places.length === 0 ? undefined : Math.max(...places);
	}

	/**
	 * The end of a window that has no more than so many sessions, and at least half as many, so that it brings
	 * something new; undefined where everything is in it.
	 */
	private async windowEnd(after: number, most: number): Promise<number | undefined> {
		let low = after;
		let high = Infinity;
		let width = 2 * this.overlap;
		while (high - low > MS) {
			const middle = high === Infinity ? after + width : low + Math.floor((high - low) / 2);
			if (middle > END) return undefined;
			if (await this.exceeds(after, middle, most)) high = middle;
			else if (await this.exceeds(after, middle, Math.floor(most / 2))) return middle;
			else low = middle;
			width *= 2;
		}
		// More sessions in one millisecond than wanted: they are taken all the same.
		return high;
	}

	/** Whether there are more than so many sessions in a window. */
	private async exceeds(after: number, end: number | undefined, count: number): Promise<boolean> {
		const sessions = await this.client.records({
			...endpoints.listSessions(),
			query: { ...this.window(after, end), limit: 1, offset: count },
			subject: 'The list of sessions',
		});
		return sessions.length > 0;
	}

	/** The sessions of a window, and perhaps others of the milliseconds at its ends. */
	private async between(
		after: number,
		end: number | undefined,
		limit?: number,
	): Promise<IDataObject[]> {
		return await this.client.pagedRecords(
			{
				...endpoints.listSessions(),
				query: this.window(after, end),
				subject: 'The list of sessions',
			},
			{ limit },
		);
	}

	private entries(sessions: IDataObject[], after: number, end = Infinity): Entry[] {
		return sessions
			.map((record) => ({ id: toText(record.id), place: this.placeOf(record), record }))
			.filter(({ place }) => place > after && place <= end);
	}

	/** A window of time as a query, in milliseconds as Mluvii's own clients send it; a little wider than asked for. */
	private window(after: number, end: number | undefined): IDataObject {
		return {
			...this.filters,
			[`${this.key}.Min`]: this.name(after),
			[`${this.key}.Max`]: end === undefined ? undefined : this.name(end + MS - 1),
		};
	}

	/** 0 for a session that has no such time. */
	private placeOf(session: IDataObject): number {
		return momentOf(toText(session[this.time]));
	}
}

/** Mluvii is asked in milliseconds: an earlier time would be asked for instead. */
function nextMillisecond(place: number): number {
	return Math.ceil(place / MS) * MS;
}
