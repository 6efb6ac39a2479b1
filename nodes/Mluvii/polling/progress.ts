import type { Entry, Feed, Reading } from './feed';

/*
 * What was given out of a feed, and what comes next. Nothing in here knows a clock: places are only compared
 * with each other.
 */

/** How far a feed was given out, as n8n stores it between polls. */
export interface Progress {
	/** The place up to which everything was given out; null where there was nothing yet. */
	newest: number | null;
	/** Records up to this place are not looked at again. */
	floor: number;
	/** What was given out behind that, or was there at the start: IDs and places. */
	seen: Array<[id: string, place: number]>;
	/** Whether there is more than one poll gives out. */
	isBehind?: boolean;
	/** What makes the next reading of the feed faster. */
	hint?: number;
}

/** What a poll brings. */
export interface Step {
	/** What is to be given out, oldest first. */
	entries: Entry[];
	/** How far that goes. */
	progress: Progress;
}

/** So many records may come while the newest one is looked for. */
const NEAR_NEWEST = 1000;

/** How much there is at once. */
export interface Limits {
	/** The most records that a poll hands on. */
	most: number;
	/** The most records that are remembered; where more come within the overlap, it becomes as much shorter. */
	remembered: number;
	/** More than that at once, after nothing at all was shown before, are not new: they come with a right given later. */
	credible: number;
}

/** Where a trigger begins: everything that is there counts as given out. */
export async function baselineOf(feed: Feed, limits: Limits): Promise<Progress> {
	const found = await feed.newest();
	if (found === undefined) {
		// What is there already, but not shown yet, is not new.
		const floor = feed.present === undefined ? feed.beginning : feed.present - feed.overlap;
		return { newest: null, floor, seen: [] };
	}
	const newest = notToCome(feed, found);
	const most = readAtOnce(limits);
	let floor = newest - feed.overlap;
	let reading = await feed.read({ after: floor, most });
	if (!reading.isWhole) {
		floor = newest - 1;
		reading = await feed.read({ after: floor, most });
	}
	const { entries, hint } = reading;
	return forget(feed, limits, {
		newest: notToCome(feed, Math.max(newest, ...entries.map(({ place }) => place))),
		floor,
		seen: entries.map(({ id, place }) => [id, place]),
		hint,
	});
}

/** The next records that were not given out yet, the oldest of them first. */
export async function advance(feed: Feed, before: Progress, limits: Limits): Promise<Step> {
	const known = new Set(before.seen.map(([id, place]) => keyOf(id, place)));
	const size = Math.max(readAtOnce(limits), 2 * before.seen.length + 1);
	for (let most = size; ; most *= 2) {
		const { floor: after, hint, isBehind: isLong } = before;
		const reading = await feed.read({ after, most, isLong, hint });
		const unseen = inOrder(reading.entries.filter(({ id, place }) => !known.has(keyOf(id, place))));
		if (isFirst(feed, before) && unseen.length > limits.credible) {
			return { entries: [], progress: await baselineOf(feed, limits) };
		}
		if (unseen.length > 0) return step(feed, before, { ...reading, unseen }, limits);
		if (reading.isWhole) return { entries: [], progress: { ...before, isBehind: false } };
	}
}

/** The newest record of a feed; undefined where there is none. */
export async function newestOf(feed: Feed): Promise<Entry | undefined> {
	const newest = await feed.newest();
	if (newest === undefined) return undefined;
	const { entries } = await feed.read({ after: newest - 1, most: NEAR_NEWEST });
	return inOrder(entries).at(-1);
}

/** More than twice as many as are remembered, so that each poll that is not at the end has something new. */
function readAtOnce({ remembered }: Limits): number {
	return 2 * remembered + 1;
}

function step(
	feed: Feed,
	before: Progress,
	reading: Reading & { unseen: Entry[] },
	limits: Limits,
): Step {
	const entries = reading.unseen.slice(0, limits.most);
	const last = (entries.at(-1) as Entry).place;
	const isAll = entries.length === reading.unseen.length;
	const newest = isAll
		? Math.max(before.newest ?? last, ...reading.entries.map(({ place }) => place))
		: last;
	return {
		entries,
		progress: forget(feed, limits, {
			newest: notToCome(feed, newest),
			floor: before.floor,
			seen: [...before.seen, ...entries.map(({ id, place }): [string, number] => [id, place])],
			isBehind: !isAll || !reading.isWhole,
			hint: reading.hint,
		}),
	};
}

/** Forgets what is older than the overlap, or too much to be remembered, and moves the floor as far. */
function forget(
	feed: Feed,
	{ remembered }: Limits,
	progress: Progress & { newest: number },
): Progress {
	const { newest } = progress;
	const oldest = Math.max(progress.floor, newest - feed.overlap);
	const kept = progress.seen.filter(([, place]) => place > oldest).sort(([, a], [, b]) => a - b);
	const [, dropped] = kept[kept.length - remembered - 1] ?? ['', oldest];
	// Others can have the place of the newest one and be still to come.
	const floor = Math.max(oldest, Math.min(dropped, newest - 1));
	return { ...progress, floor, seen: kept.filter(([, place]) => place > floor) };
}

/** Whether nothing was shown up to now, and nothing says since when something is new. */
function isFirst(feed: Feed, { newest, floor }: Progress): boolean {
	return newest === null && floor === feed.beginning;
}

/** A place that is not in the future: nothing that comes before it would be found any more. */
function notToCome(feed: Feed, place: number): number {
	return feed.present === undefined ? place : Math.min(place, feed.present + feed.overlap);
}

function inOrder(entries: Entry[]): Entry[] {
	return [...entries].sort((a, b) => a.place - b.place || a.id.localeCompare(b.id));
}

/** A session that ends a second time is another event. */
function keyOf(id: string, place: number): string {
	return `${id}@${place}`;
}
