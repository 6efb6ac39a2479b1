import type { IExecuteFunctions } from 'n8n-workflow';
import { OperationalError, sleep } from 'n8n-workflow';
import { toText } from '../base/text';

/** So many marks are kept, the newest ones. n8n reads and writes all of them with each call. */
const MAX_ENTRIES = 30_000;
const OPTIONS = { mode: 'entries', maxEntries: MAX_ENTRIES } as const;

/** Two processes cannot both insert the row, and a database can be busy. */
const MAX_CALLS = 3;
const PAUSE_MS = 100;

/** By workflow and node, as n8n's rows are: settles when n8n may be called again for it. */
const turns = new Map<string, Promise<unknown>>();

/**
 * The marks that n8n keeps for a node, as hashes in one row of its database, across executions and workers.
 * n8n reads the row, compares, and writes it back, without a lock: of two processes that do so at the same
 * moment, the last one wins, and what the other one wrote is gone (n8n 2.41.1,
 * dist/deduplication/deduplication-helper.js). Within this process, one call waits for the other.
 */
export class ProcessedMarks {
	/** Names the row. */
	readonly row: string;

	constructor(private readonly context: IExecuteFunctions) {
		this.row = JSON.stringify([context.getWorkflow().id, context.getNode().id]);
	}

	/**
	 * Writes marks.
	 *
	 * @param marks each of them once: n8n takes all equal ones in a call for new
	 * @returns those that were not there
	 * @throws OperationalError where n8n fails
	 */
	async add(marks: string[]): Promise<Set<string>> {
		const { helpers } = this.context;
		const result = await this.inTurn(
			async () => await helpers.checkProcessedAndRecord(marks, 'node', OPTIONS),
		);
		return new Set(result.new.map(toText));
	}

	/** Removes marks. @throws OperationalError where n8n fails */
	async remove(marks: string[]): Promise<void> {
		const { helpers } = this.context;
		if (marks.length === 0) return;
		await this.inTurn(async () => {
			await helpers.removeProcessed(marks, 'node', OPTIONS);
		});
	}

	private async inTurn<T>(call: () => Promise<T>): Promise<T> {
		const turn = Promise.resolve(turns.get(this.row)).then(async () => await this.repeated(call));
		const ended = turn.catch(() => undefined);
		turns.set(this.row, ended);
		try {
			return await turn;
		} finally {
			if (turns.get(this.row) === ended) turns.delete(this.row);
		}
	}

	private async repeated<T>(call: () => Promise<T>): Promise<T> {
		for (let calls = 1; ; calls++) {
			try {
				return await call();
			} catch (error) {
				if (calls < MAX_CALLS) await sleep(PAUSE_MS);
				else {
					// The database's own words can name its host, and outputs are no place for that.
					this.context.logger.warn(`Deduplication Key: ${(error as Error).message}`);
					throw unrecorded('its database did not take it');
				}
			}
		}
	}
}

/** Says that keys could not be recorded, and why. */
export function unrecorded(reason: string): OperationalError {
	return new OperationalError(`n8n could not record the Deduplication Key: ${reason}`, {
		description:
			'Nothing was sent for this item, as it could have been sent before. n8n keeps such records in its database, for workflows that are saved.',
	});
}
