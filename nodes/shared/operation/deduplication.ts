import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { isObject } from '../base/records';
import { countOf } from '../base/text';
import { markUncertain, outcomeOf, toNodeError } from '../http/errors';
import type { Effect } from '../http/verdict';
import { readKey } from './deduplicationFields';
import type { Item, ItemResult, OperationDescription } from './operation';
import { effectOf } from './operation';
import type { Before, DeduplicationKey, End } from './sendHistory';
import { SendHistory } from './sendHistory';

type Result = ItemResult | Error;

/** Failures of items for which nothing was sent, so that they hold up no others. */
const heldBack = new WeakSet<Error>();

/** Whether an item failed because it may have been sent before, so that the run goes on without it. */
export function isHeldBack(error: Error): boolean {
	return heldBack.has(error);
}

/** Sees to it that what has a key is sent once, whatever execution or worker it comes up in. One for each run. */
export class Deduplication {
	private readonly history: SendHistory;
	private isUsed = false;
	private duplicates = 0;
	private uncertain = 0;

	private constructor(
		private readonly context: IExecuteFunctions,
		private readonly operation: OperationDescription,
	) {
		this.history = new SendHistory(context);
	}

	/** For a run of an operation; undefined if it sends nothing. */
	static of(
		context: IExecuteFunctions,
		operation: OperationDescription,
		effect: Effect,
	): Deduplication | undefined {
		return operation.sends && effect === 'write'
			? new Deduplication(context, operation)
			: undefined;
	}

	/**
	 * The key of an item; undefined if the option was not added.
	 *
	 * @throws UserError for a key that is empty, as nothing would keep that item from being sent twice
	 */
	keyOf({ parameters }: Pick<Item<unknown>, 'parameters'>): DeduplicationKey | undefined {
		if (effectOf(this.operation, (name) => parameters.value(name)) === 'read') return undefined;
		const stored = this.context.getNode().parameters.options;
		// Only an expression in place of all options has to be worked out to see what was added.
		const options = isObject(stored) ? stored : parameters.value('options');
		if (!isObject(options) || !('deduplicationKey' in options)) return undefined;
		return readKey(parameters.collection('options', 'Options'));
	}

	/**
	 * Sends what was not sent before.
	 *
	 * @param keys in the order of what is to be sent; those without one are sent in any case
	 * @param send sends those in these places, and returns for each of them its result
	 * @returns for each of all its result; those that were sent before are not sent, nor those that may have been
	 */
	async once(
		keys: Array<DeduplicationKey | undefined>,
		send: (places: number[]) => Promise<Result[]>,
	): Promise<Result[]> {
		const results: Result[] = [];
		const perKey = new Map<string, number>();
		const rounds: number[][] = [];
		for (const [place, key] of keys.entries()) {
			// Of those with the same key, each one waits for what becomes of the one before.
			const round = key ? (perKey.get(key.key) ?? 0) : 0;
			if (key) perKey.set(key.key, round + 1);
			(rounds[round] ??= []).push(place);
		}
		for (const places of rounds) {
			const sent = await this.sendUnsent(places, keys, send);
			for (const [index, place] of places.entries()) results[place] = sent[index] as Result;
		}
		return results;
	}

	/** Ends the run, and tells what was not sent again. */
	async finish(hint: (message: string) => void): Promise<void> {
		if (!this.isUsed) return;
		const { duplicates, uncertain } = this;
		if (duplicates > 0) {
			hint(
				`${countOf(duplicates, 'item')} had a Deduplication Key that was sent before, and ${wasOrWere(duplicates)} not sent again.`,
			);
		}
		if (uncertain > 0) {
			hint(
				`${countOf(uncertain, 'item')} may have been sent before, and ${wasOrWere(uncertain)} not sent now.`,
			);
		}
		try {
			await this.history.confirm();
		} catch (error) {
			const message = `${(error as Error).message}. Items of this run can come out as uncertain when they are sent again with the same keys.`;
			hint(message);
			this.context.logger.warn(message);
		}
	}

	private async sendUnsent(
		places: number[],
		keys: Array<DeduplicationKey | undefined>,
		send: (places: number[]) => Promise<Result[]>,
	): Promise<Result[]> {
		const wanted = places.flatMap((place) => keys[place] ?? []);
		if (wanted.length === 0) return await send(places);
		this.isUsed = true;
		const before = await this.claim(wanted);
		const stateOf = (place: number) => before.get(keys[place]?.key ?? '') ?? 'unsent';
		const unsent = places.filter((place) => stateOf(place) === 'unsent');
		const sent = unsent.length === 0 ? [] : await this.resultsOf(unsent, send);
		const results = new Map(unsent.map((place, index) => [place, sent[index] as Result]));
		const ends = unsent.flatMap((place): Array<[string, End]> => {
			const key = keys[place]?.key;
			return key === undefined ? [] : [[key, this.endOf(results.get(place))]];
		});
		if (ends.length > 0) await this.history.settle(new Map(ends));
		return places.map((place) => {
			const key = keys[place]?.key ?? '';
			const state = stateOf(place);
			if (state instanceof Error) return state;
			if (state === 'accepted') return this.duplicate(key);
			return results.get(place) ?? this.mayHaveBeenSent(key);
		});
	}

	/** What is known of keys; why they may not be sent, where n8n does not record them. */
	private async claim(keys: DeduplicationKey[]): Promise<Map<string, Before | Error>> {
		try {
			return await this.history.claim(keys);
		} catch (error) {
			return new Map(keys.map(({ key }) => [key, this.asError(error)]));
		}
	}

	private async resultsOf(
		places: number[],
		send: (places: number[]) => Promise<Result[]>,
	): Promise<Result[]> {
		try {
			return await send(places);
		} catch (error) {
			return places.map(() => this.asError(error));
		}
	}

	private asError(error: unknown): Error {
		return toNodeError(this.context.getNode(), error);
	}

	/** What is not certain to have been refused may have been sent. */
	private endOf(result: Result | undefined): End {
		if (result === undefined) return 'uncertain';
		if (!(result instanceof Error)) return 'accepted';
		const isCancelled = this.context.getExecutionCancelSignal()?.aborted === true;
		if (isCancelled) return 'uncertain';
		return outcomeOf(toNodeError(this.context.getNode(), result));
	}

	private duplicate(deduplicationKey: string): IDataObject {
		this.duplicates++;
		return { deduplicationKey, duplicate: true };
	}

	private mayHaveBeenSent(key: string): Error {
		this.uncertain++;
		const error = markUncertain(
			new NodeOperationError(
				this.context.getNode(),
				`What has the Deduplication Key "${key}" may have been sent before`,
				{
					description:
						'An execution that sent it ended before the result was recorded, or is still at it. Nothing was sent now. Check with the service whether it arrived; to send it all the same, give it another key.',
				},
			),
		);
		heldBack.add(error);
		return error;
	}
}

function wasOrWere(count: number): string {
	return count === 1 ? 'was' : 'were';
}
