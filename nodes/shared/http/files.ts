import type { BinaryHelperFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

/** The bytes of a file as they come in. */
export type FileContent = Extract<
	Parameters<BinaryHelperFunctions['prepareBinaryData']>[0],
	NodeJS.ReadableStream
>;

/**
 * Takes in a file, but gives it up when it pauses too long: the time-out of a request ends with the
 * beginning of its answer.
 *
 * @param idleTimeoutMs the longest pause between two pieces, in milliseconds
 * @throws an error with the code ETIMEDOUT when nothing came for so long
 */
export async function withIdleTimeout<T>(
	content: FileContent,
	idleTimeoutMs: number,
	receive: (content: FileContent) => Promise<T>,
): Promise<T> {
	const settled = new AbortController();
	let latest = performance.now();
	const watched = content.map((piece: unknown) => {
		latest = performance.now();
		return piece;
	});
	const silence = async (): Promise<never> => {
		for (let left = idleTimeoutMs; left > 0; left = latest + idleTimeoutMs - performance.now()) {
			await sleep(left, settled.signal);
		}
		content.destroy();
		throw Object.assign(new Error('The file stopped coming'), { code: 'ETIMEDOUT' });
	};
	try {
		// The stream itself may wait for its next piece before it notices its end.
		return await Promise.race([receive(watched), silence()]);
	} finally {
		settled.abort();
	}
}
