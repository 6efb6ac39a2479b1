import { randomUUID } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { untilCancelled } from '../http/cancellation';
import { ProcessedMarks, unrecorded } from './processedMarks';

/*
 * Each key has two kinds of marks: that it was sent, and, as long as its end is not known, that it is open. Both are
 * written before the request goes out, and a random mark with them. Who finds that one still there a moment later
 * has the key: anybody who had read the row before has written it by then, and anybody who reads it later finds the
 * key. (This is Fischer's algorithm for mutual exclusion. It takes for granted that no process is slower than that
 * moment between reading and writing.)
 *
 * n8n stores no time with a mark. So each mark is written once for every half of a key's days in which it is to be
 * found: the present one and two more, and one before for clocks that are behind.
 */

/** A key, and for how many days at least it is remembered. */
export interface DeduplicationKey {
	key: string;
	days: number;
}

/** What is known of a key: that nothing was sent for it, or how that ended. */
export type Before = 'unsent' | 'accepted' | 'uncertain';

/** How the sending for a key ended. */
export type End = 'accepted' | 'refused' | 'uncertain';

/** Longer than a process takes from reading n8n's row to writing it. */
const SETTLING_MS = 200;
/** How often a claim is made that others overwrite. */
const MAX_TRIES = 20;
/**
 * How often in a row a key is found to have been sent before that counts, with a pause in between: another process
 * that only looks leaves marks for a moment, and one that sends it can be about to record its end.
 */
const LOOKS = { accepted: 2, uncertain: 3 };
/** After so many, what was recorded is confirmed, without waiting for the end of the run. */
const MAX_UNCONFIRMED = 1_000;

const DAY_MS = 24 * 60 * 60_000;

/** The marks of a key. */
interface Marks {
	sent: string[];
	open: string[];
	/** Those by which it is found now. */
	now: { sent: string; open: string };
}

/** A key that is being claimed. */
interface Claim {
	key: string;
	own: Marks;
	/** The random mark that was written with its own; none as long as those of somebody else are there. */
	token?: string;
	/** What it was found to be last, and how often in a row. */
	found?: { before: keyof typeof LOOKS; looks: number };
}

/** The keys that this process is just sending, with the end of that. */
type InFlight = Map<string, { ended: Promise<void>; end: () => void }>;

/** By n8n's rows. */
const rows = new Map<string, InFlight>();

/** What a node has sent, by keys, in all executions, as one run of the node goes about it. */
export class SendHistory {
	private readonly marks: ProcessedMarks;
	private readonly inFlight: InFlight;
	/** The keys that were claimed and are not settled yet. */
	private readonly claimed = new Map<string, { token: string; own: Marks }>();
	/** What is still to be confirmed: the marks that stay, and those that went, by the random mark that went along. */
	private readonly kept = new Set<string>();
	private readonly gone = new Map<string, string[]>();

	constructor(private readonly context: IExecuteFunctions) {
		this.marks = new ProcessedMarks(context);
		const { row } = this.marks;
		this.inFlight = rows.get(row) ?? (new Map() as InFlight);
		rows.set(row, this.inFlight);
	}

	/**
	 * Claims keys right before they are sent. Waits for those that this process is just sending.
	 *
	 * @param keys each of them once
	 * @returns by key what is known of it; those that are unsent are to be settled together
	 * @throws OperationalError where n8n does not record them, so that nothing may be sent
	 */
	async claim(keys: DeduplicationKey[]): Promise<Map<string, Before>> {
		const before = new Map<string, Before>();
		const names = keys.map(({ key }) => key);
		let isDone = false;
		let claims: Claim[] = [];
		await this.enter(names);
		try {
			const now = Date.now();
			claims = keys.map((key) => ({ key: key.key, own: marksOf(key, now) }));
			for (let tries = 0; claims.length > 0; tries++) {
				if (tries === MAX_TRIES) throw unrecorded('other executions overwrote it each time');
				if (tries > 0) await sleep(SETTLING_MS);
				claims = await this.tryToClaim(claims, before);
			}
			isDone = true;
			return before;
		} finally {
			if (!isDone) await this.giveBack(names, claims);
			this.leave(names.filter((name) => !isDone || before.get(name) !== 'unsent'));
		}
	}

	/**
	 * Records how the sending for keys ended. What n8n does not take now, `confirm` tries again.
	 *
	 * @param ends of the keys that one call of `claim` gave for sending
	 */
	async settle(ends: Map<string, End>): Promise<void> {
		const obsolete: string[] = [];
		const tokens = new Set<string>();
		for (const [key, end] of ends) {
			const { token, own } = this.claimed.get(key) as { token: string; own: Marks };
			this.claimed.delete(key);
			tokens.add(token);
			obsolete.push(...obsoleteAfter(end, own));
			for (const mark of keptAfter(end, own)) this.kept.add(mark);
		}
		const [token = '', ...others] = tokens;
		try {
			await this.clear(token, [...others, ...obsolete]);
			if (this.kept.size + this.gone.size >= MAX_UNCONFIRMED) await this.confirm();
		} catch {
			// To be confirmed at the end of the run, which tells if it fails again.
		} finally {
			this.leave([...ends.keys()]);
		}
	}

	/**
	 * Sees to it that nobody has overwritten what was recorded; at the end of the run.
	 *
	 * @throws OperationalError where n8n does not record it: what was sent will be uncertain
	 */
	async confirm(): Promise<void> {
		for (let tries = 1; this.gone.size + this.kept.size > 0; tries++) {
			if (tries > MAX_TRIES) throw unrecorded('other executions overwrote it each time');
			await sleep(SETTLING_MS);
			const kept = [...this.kept];
			const tokens = [...this.gone.keys()];
			const added = await this.marks.add([...kept, ...tokens]);
			const back = tokens.filter((token) => !added.has(token));
			const inUse = new Set([
				...kept,
				...[...this.claimed.values()].flatMap(({ own }) => allOf(own)),
			]);
			const marks = back.flatMap((token) => this.gone.get(token) ?? []);
			await this.marks.remove([...tokens, ...marks.filter((mark) => !inUse.has(mark))]);
			for (const mark of kept) if (!added.has(mark)) this.kept.delete(mark);
			for (const token of added) this.gone.delete(token);
		}
	}

	/** Writes the marks of keys, or sees whether they are still there. @returns the keys that are undecided */
	private async tryToClaim(claims: Claim[], before: Map<string, Before>): Promise<Claim[]> {
		const token = newToken();
		const earlier = new Set(claims.flatMap((claim) => claim.token ?? []));
		const own = claims.flatMap((claim) => allOf(claim.own));
		const added = await this.marks.add([...own, ...earlier, token]);
		// If n8n fails from here on, what was written is removed when the run is confirmed.
		this.gone.set(token, [...added]);
		// Overwritten by others, and back with this call.
		const obsolete = [...earlier].filter((mark) => added.has(mark));
		const undecided: Claim[] = [];
		for (const claim of claims) {
			const { key, own, found } = claim;
			const isThere = claim.token !== undefined && !added.has(claim.token);
			const wasSent = !added.has(own.now.sent);
			const wasOpen = !added.has(own.now.open);
			if (isThere && wasSent && wasOpen) {
				this.claimed.set(key, { token: claim.token as string, own });
				before.set(key, 'unsent');
			} else if (wasSent && !isThere) {
				obsolete.push(...allOf(own).filter((mark) => added.has(mark)));
				const state = wasOpen ? 'uncertain' : 'accepted';
				const looks = found?.before === state ? found.looks + 1 : 1;
				if (looks === LOOKS[state]) before.set(key, state);
				else undecided.push({ key, own, found: { before: state, looks } });
			} else undecided.push({ key, own, token });
		}
		if (undecided.every((claim) => claim.token !== token)) await this.clear(token, obsolete);
		else {
			if (obsolete.length > 0) await this.clearApart(obsolete);
			this.gone.delete(token);
		}
		return undecided;
	}

	/** Removes marks, and a random one with them by which it can be confirmed. */
	private async clear(token: string, marks: string[]): Promise<void> {
		this.gone.set(token, marks);
		await this.marks.remove([token, ...marks]);
	}

	/** Removes marks like `clear`, where the random mark of the call belongs to a claim. */
	private async clearApart(marks: string[]): Promise<void> {
		const token = newToken();
		await this.marks.add([token]);
		await this.clear(token, marks);
	}

	/** Gives back the keys that were claimed, or are being claimed, as they are not sent after all. */
	private async giveBack(keys: string[], claims: Claim[]): Promise<void> {
		for (const { token, own } of claims) {
			// Only where the random mark is still there are the others certain to be its own.
			if (token !== undefined)
				this.gone.set(token, [...(this.gone.get(token) ?? []), ...allOf(own)]);
		}
		const claimed = keys.filter((key) => this.claimed.has(key));
		if (claimed.length === 0) return;
		await this.settle(new Map(claimed.map((key) => [key, 'refused'])));
	}

	private async enter(names: string[]): Promise<void> {
		for (;;) {
			const others = names.flatMap((name) => this.inFlight.get(name)?.ended ?? []);
			if (others.length === 0) break;
			const ends = Promise.all(others);
			await untilCancelled(this.context, async () => await ends);
		}
		for (const name of names) {
			let end = (): void => undefined;
			const ended = new Promise<void>((resolve) => (end = resolve));
			this.inFlight.set(name, { ended, end });
		}
	}

	private leave(names: string[]): void {
		for (const name of names) {
			this.inFlight.get(name)?.end();
			this.inFlight.delete(name);
		}
	}
}

function newToken(): string {
	return `token:${randomUUID()}`;
}

function allOf({ sent, open }: Marks): string[] {
	return [...sent, ...open];
}

function marksOf({ key, days }: DeduplicationKey, now: number): Marks {
	const half = Math.floor(now / ((days * DAY_MS) / 2));
	const halves = [half, half + 1, half + 2, half - 1];
	const [sent, open] = ['sent', 'open'].map((kind) =>
		halves.map((one) => `${kind}:${days}:${one}:${key}`),
	) as [string[], string[]];
	return { sent, open, now: { sent: sent[0] as string, open: open[0] as string } };
}

/** The marks of a key that are removed after the end of its sending. */
function obsoleteAfter(end: End, own: Marks): string[] {
	if (end === 'refused') return allOf(own);
	return end === 'accepted' ? own.open : [];
}

/** The marks of a key that stay after the end of its sending. */
function keptAfter(end: End, own: Marks): string[] {
	if (end === 'refused') return [];
	return end === 'accepted' ? own.sent : allOf(own);
}
