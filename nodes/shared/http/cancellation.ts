import { OperationalError } from 'n8n-workflow';

/**
 * Does something, but waits for it no longer than until the execution is cancelled. What was begun goes on, as
 * other runs may need it: a login, for example.
 *
 * @param signal of the execution; without one, nothing is cancelled
 * @param work not begun if the execution is cancelled already
 * @throws OperationalError when the execution is cancelled
 */
export async function untilCancelled<T>(
	signal: AbortSignal | undefined,
	work: () => Promise<T>,
): Promise<T> {
	if (!signal) return await work();
	const isCancelled = new OperationalError('The execution was cancelled');
	if (signal.aborted) throw isCancelled;
	let cancel = (): void => undefined;
	const cancelled = new Promise<never>((_resolve, reject) => {
		cancel = () => {
			reject(isCancelled);
		};
	});
	signal.addEventListener('abort', cancel);
	try {
		return await Promise.race([work(), cancelled]);
	} finally {
		signal.removeEventListener('abort', cancel);
	}
}
