import { durationOf } from '../base/text';

/** Shorter waits are not worth telling. */
const NOTEWORTHY_MS = 1_000;

/** How long requests waited for one reason. */
interface Wait {
	/** How many of them wait now, and since when at least one of them does. */
	waiting: number;
	since: number;
	/** The milliseconds of earlier waits. */
	total: number;
}

/** What a run has to tell of its requests, beside their results. */
export class RequestNotes {
	private readonly waits = new Map<string, Wait>();
	private readonly unconfirmed = new Set<string>();

	/**
	 * Passes on a wait. What counts is how long the run was held up: the time in which at least one request
	 * waited for that reason, however many did.
	 *
	 * @param reason such as "The service asked to slow down"
	 */
	async wait(reason: string, wait: Promise<void>): Promise<void> {
		const all = this.waits.get(reason) ?? { waiting: 0, since: 0, total: 0 };
		this.waits.set(reason, all);
		if (all.waiting === 0) all.since = performance.now();
		all.waiting++;
		try {
			await wait;
		} finally {
			all.waiting--;
			if (all.waiting === 0) all.total += performance.now() - all.since;
		}
	}

	/**
	 * Takes in that a call was carried out whose address is only put together by convention.
	 *
	 * @param address such as "GET /api/v1/Contacts/{id}"
	 */
	unconfirm(service: string, address: string): void {
		this.unconfirmed.add(
			`The address ${address} worked, but is not confirmed by ${service}'s documentation. Check the result in ${service}, and that the API page of your ${service} shows this address.`,
		);
	}

	/** What is worth telling, in sentences. */
	messages(): string[] {
		const waits = [...this.waits]
			.filter(([, { total }]) => total >= NOTEWORTHY_MS)
			.map(([reason, { total }]) => `Waited ${durationOf(total)} because ${reason}.`);
		return [...waits, ...this.unconfirmed];
	}
}
