import { IndeterminateWriteError } from '../../shared/http/errors';
import type { Field } from '../../shared/operation/field';
import { yesNo } from '../../shared/operation/fields';

/** The option to read back what a write has left behind, where Mluvii does not document it. */
export function verifyResult(description: string): Field<boolean> {
	return yesNo({ displayName: 'Verify Result', default: false, description });
}

/**
 * Reads back what a write has left behind.
 *
 * @param what names it in the message, such as "the departments of user 101"
 * @throws IndeterminateWriteError when it cannot be read, so that the write is not repeated for that
 */
export async function readBack<T>(read: () => Promise<T>, what: string): Promise<T> {
	const found = await read().then(
		(value) => ({ value }),
		() => undefined,
	);
	if (!found) throw new IndeterminateWriteError('Mluvii', what);
	return found.value;
}
