import type { INodeProperties } from 'n8n-workflow';
import { IndeterminateWriteError } from '../shared/http/errors';

/** The option to read back what a write has left behind, where Mluvii does not document it. */
export function verifyResultField(description: string): INodeProperties {
	return {
		displayName: 'Verify Result',
		name: 'verifyResult',
		type: 'boolean',
		default: false,
		description,
	};
}

/**
 * Reads back what a write has left behind.
 *
 * @param what names it in the message, such as "the departments of user 101"
 * @throws UnclearWrite when it cannot be read, so that the write is not repeated for that
 */
export async function readBack<T>(read: () => Promise<T>, what: string): Promise<T> {
	const found = await read().then(
		(value) => ({ value }),
		() => undefined,
	);
	if (!found) throw new IndeterminateWriteError('Mluvii', what);
	return found.value;
}
