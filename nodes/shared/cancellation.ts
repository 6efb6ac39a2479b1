import { OperationalError } from 'n8n-workflow';

/**
 * Waits for something, but not longer than until the execution is cancelled. What is waited for goes on, as
 * other runs may need it: a login, for example.
 *
 * @param signal of the execution; without one, nothing is cancelled
 * @throws OperationalError when the execution is cancelled
 */
export async function untilCancelled<T>(
	signal: AbortSignal | undefined,
	work: Promise<T>,
): Promise<T> {
	if (!signal) return await work;
	let cancel = (): void => undefined;
	const cancelled = new Promise<never>((_resolve, reject) => {
		cancel = () => {
			reject(new OperationalError('The execution was cancelled'));
		};
	});
	if (signal.aborted) cancel();
	signal.addEventListener('abort', cancel);
	try {
		return await Promise.race([work, cancelled]);
	} finally {
		signal.removeEventListener('abort', cancel);
	}
}
