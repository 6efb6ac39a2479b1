/** How many requests of a run may be in flight at once. */
export interface ConcurrencyLimit {
	/** The number now, at least 1. */
	readonly current: number;
	/** Takes in how a request ended. */
	observe(observation: Observation): void;
}

/** How a request ended, as far as it says something about how many the service takes. */
export interface Observation {
	/** When the request was sent and when it ended, in milliseconds of the same clock. */
	sentAt: number;
	endedAt: number;
	/** How many requests had been sent and not ended then, this one included. */
	inFlight: number;
	/** Why it is a sign of too many requests; undefined if it is none. */
	refusal?: Refusal;
}

/**
 * `overload`: the service did not manage, such as with a 503 or a time-out. `rate`: it counts requests by
 * time, and says so with a 429, or with a 503 and a wait.
 */
export type Refusal = 'overload' | 'rate';

/** A number that is set by the user, or by what requests do. */
export class FixedLimit implements ConcurrencyLimit {
	constructor(readonly current: number) {}

	observe(): void {
		// Whatever happens, the number stays.
	}
}

/** How many a service gets that is not known yet. */
export const INITIAL_LIMIT = 12;
/**
 * n8n needs one to two milliseconds of processor time for a request, so that more than this many in flight
 * make nothing faster as long as the service answers within 200 to 400 milliseconds.
 */
const MAX = 200;
/** How many requests are to wait at the service, so that it never waits for us. */
const QUEUED = 3;
/** Answers of different kinds take different times, so that times alone are no reason for fewer than these. */
const FEW = 8;
/** How much slower than at their best answers may be without being taken for a sign of waiting. */
const TOLERANCE = 1.25;
/** The most growth from one round to the next, once it is known how many requests are too many. */
const GROWTH = 1.1;
/** What no answer is faster than. */
const CLOCK_TICK_MS = 0.1;
/** Fewer answers than this say little about how fast a service is. */
const MIN_ROUND = 8;
/** So many times the median counts at most in a mean. */
const LONGEST = 4;
/** After so many rounds, one with a quarter of the requests shows how fast answers are when none waits. */
const ROUNDS_BETWEEN_PROBES = 30;
/** The first one comes early: all rounds before it may have had more requests than the service answers at once. */
const ROUNDS_BEFORE_PROBE = 5;
/** After a refusal the number stays below for so many answers; twice as many after each further one. */
const PATIENCE = 400;
const MAX_PATIENCE = 8 * PATIENCE;
/** How near to where an overloaded service refused it may come again before that, as in TCP CUBIC. */
const NEAR = 0.7;
/** A refusal that comes after so many answers may have any cause, and is no reason for fewer than FEW. */
const RARE = 50;
const SECOND_MS = 1000;

/**
 * Finds out how many requests a service answers at once as fast as a few. The answers are looked at in rounds
 * of as many as may be in flight: their mean time, beside that of the fastest round, tells by Little's law how
 * many requests are waiting somewhere. The number doubles after each round until some wait, and then moves to
 * where a few do, as FAST TCP sets its window (Jin, Wei and Low 2004). From time to time a round with a quarter
 * of the requests tells whether the service itself has become slower or faster.
 *
 * A refusal halves the number at once. When answers come again, it doubles until it is near to what it was, or,
 * where the service counts requests by time, at what had been accepted in a second, again by Little's law: the
 * rate times the time of an answer. Only after a while it tries more again.
 */
export class AdaptiveLimit implements ConcurrencyLimit {
	private level = INITIAL_LIMIT;
	/** Whether nothing is known yet that speaks against twice as many. */
	private isDoubling = true;
	/** The level to return to after a probe. */
	private probedFrom: number | undefined;
	/** How many rounds there were without doubling. */
	private rounds = 0;
	private roundBegan = -Infinity;
	/** How many answers came in this round, and the times of those that were sent in it. */
	private answered = 0;
	private times: number[] = [];
	/** The most requests that were in flight in this round. */
	private busiest = 0;
	/** The mean time of the fastest round. */
	private fastest = Infinity;
	/** When requests were answered, in the latest second. */
	private answers: number[] = [];
	/** How many were answered in a second before it came to a refusal, less and less if it comes to more. */
	private accepted = 0;
	private reducedAt = -Infinity;
	/** Of requests that were sent since the number fell. */
	private answersSinceRefusal = Infinity;
	/** How far the number may grow until so many answers have come. */
	private ceiling = MAX;
	private patience = 0;
	private nextPatience = PATIENCE;

	get current(): number {
		return Math.round(this.level);
	}

	observe(observation: Observation): void {
		const { sentAt, endedAt, inFlight, refusal } = observation;
		if (refusal) {
			this.reduce(observation, refusal);
			return;
		}
		this.answers.push(endedAt);
		if (sentAt >= this.reducedAt) this.answersSinceRefusal++;
		this.busiest = Math.max(this.busiest, inFlight);
		// What was sent before tells of another number of requests.
		if (sentAt >= this.roundBegan) this.times.push(Math.max(endedAt - sentAt, CLOCK_TICK_MS));
		const length = this.roundLength();
		// The first ones to be answered are the quick ones.
		if (++this.answered >= length && 2 * this.times.length >= length) this.endRound(endedAt);
	}

	private reduce({ sentAt, endedAt, inFlight }: Observation, refusal: Refusal): void {
		// What was sent before the number fell says nothing new, and fewer than one is not possible.
		if (sentAt < this.reducedAt || inFlight <= 1) return;
		const most = Math.min(this.level, inFlight);
		this.accepted = Math.max(this.answersOfLastSecond(endedAt), NEAR * this.accepted);
		const isCounted = refusal === 'rate' && this.accepted > 0 && this.fastest < Infinity;
		const isRare = !isCounted && this.answersSinceRefusal >= RARE;
		const least = isRare ? Math.min(FEW, this.level) : 1;
		// As long as nothing is answered, all refusals have the same cause.
		if (this.answersSinceRefusal >= this.roundLength()) {
			const highest = Math.max(most, this.probedFrom ?? 0, this.isHeld() ? this.ceiling : 0);
			const sustained = (this.accepted / SECOND_MS) * this.fastest;
			this.ceiling = clamp(isCounted ? sustained : NEAR * highest, least);
			this.patience = this.nextPatience;
			this.nextPatience = Math.min(MAX_PATIENCE, 2 * this.nextPatience);
		}
		this.level = clamp(Math.min(most / 2, this.ceiling), least);
		this.isDoubling = false;
		this.probedFrom = undefined;
		this.answersSinceRefusal = 0;
		this.reducedAt = endedAt;
		this.beginRound(endedAt);
	}

	private endRound(now: number): void {
		const time = meanOf(this.times);
		const wasBusy = this.busiest > this.level / 2;
		if (this.probedFrom === undefined) {
			// The first round may be more than the service answers at once, so that only its beginning tells.
			const isFirst = this.fastest === Infinity;
			this.fastest = Math.min(this.fastest, isFirst ? quantile(this.times, 0.25) : time);
			this.level = this.levelAfter(time, wasBusy);
		} else {
			this.isDoubling ||= time > TOLERANCE * this.fastest;
			this.fastest = time;
			this.level = this.probedFrom;
			this.probedFrom = undefined;
		}
		this.answersOfLastSecond(now);
		this.beginRound(now);
	}

	private levelAfter(time: number, wasBusy: boolean): number {
		const target = this.level * Math.min(1, (TOLERANCE * this.fastest) / time) + QUEUED;
		const isSlower = target < this.level;
		if (isSlower) this.isDoubling = false;
		else if (!wasBusy) return this.level;
		if (!this.isDoubling && ++this.rounds % ROUNDS_BETWEEN_PROBES === ROUNDS_BEFORE_PROBE) {
			this.probedFrom = this.level;
			return clamp(this.level / 4);
		}
		const between = (this.level + target) / 2;
		if (isSlower) return Math.max(between, Math.min(FEW, this.level));
		if (this.isHeld() && this.level >= this.ceiling) return this.level;
		if (this.isHeld()) return Math.min(2 * this.level, this.ceiling);
		return clamp(this.isDoubling ? 2 * this.level : Math.min(between, GROWTH * this.level));
	}

	/** Whether the number must not grow beyond the ceiling yet. */
	private isHeld(): boolean {
		return this.answersSinceRefusal < this.patience;
	}

	private beginRound(now: number): void {
		this.answered = 0;
		this.times = [];
		this.busiest = 0;
		this.roundBegan = now;
	}

	private roundLength(): number {
		return Math.max(MIN_ROUND, this.current);
	}

	private answersOfLastSecond(now: number): number {
		this.answers = this.answers.filter((time) => time > now - SECOND_MS);
		return this.answers.length;
	}
}

function clamp(level: number, least = 1): number {
	return Math.min(MAX, Math.max(least, level));
}

/** The mean, in which a few times that are very long count no more than others. */
function meanOf(times: number[]): number {
	const longest = LONGEST * quantile(times, 0.5);
	return times.reduce((sum, time) => sum + Math.min(time, longest), 0) / times.length;
}

function quantile(values: number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length * share)] ?? 0;
}
