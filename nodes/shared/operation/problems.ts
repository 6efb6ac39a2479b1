import { UserError } from 'n8n-workflow';
import { sanitizeMessage } from '../base/text';

/*
 * Several reasons at once why something cannot be done. A run ends at the first of them; who only wants to know
 * gets them all.
 */

/** Several parts of one value that cannot be used; the first of them speaks for all. */
class SeveralErrors extends UserError {
	constructor(readonly errors: Error[]) {
		const [first] = errors as Array<Error & { description?: string }>;
		super(first?.message ?? '', { description: first?.description });
	}
}

/**
 * Checks all parts of a value, also those behind one that cannot be used.
 *
 * @returns what `check` makes of each
 * @throws what `check` throws: the first error, with the others in it
 */
export function checkEach<Part, Result>(
	parts: readonly Part[],
	check: (part: Part) => Result,
): Result[] {
	const errors: Error[] = [];
	const results = parts.flatMap((part) => {
		try {
			return [check(part)];
		} catch (error) {
			errors.push(...errorsIn(error));
			return [];
		}
	});
	const [first, ...others] = errors;
	if (first) throw others.length > 0 ? new SeveralErrors(errors) : first;
	return results;
}

function errorsIn(error: unknown): Error[] {
	return error instanceof SeveralErrors ? error.errors : [error as Error];
}

/** Collects why something cannot be done, instead of ending at the first reason. */
export class Problems {
	/** What is wrong, and what to do about it, in sentences; each once. */
	readonly messages: string[] = [];

	/** What `work` gives; where it throws, nothing, and the reason is among the messages. */
	collect<T>(work: () => T): T | undefined {
		try {
			return work();
		} catch (error) {
			this.add(error);
			return undefined;
		}
	}

	/** Adds what was thrown. */
	add(error: unknown): void {
		for (const { message, description } of errorsIn(error) as Array<
			Error & { description?: string | null }
		>) {
			const sentences = [message, description ?? ''].filter((part) => part !== '');
			this.say(sanitizeMessage(sentences.map(asSentence).join(' ')));
		}
	}

	/** Adds a sentence. */
	say(message: string): void {
		if (!this.messages.includes(message)) this.messages.push(message);
	}
}

function asSentence(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`;
}
