import { OperationalError } from 'n8n-workflow';
import type { ServiceContext } from '../base/token/cachedCredential';

/**
 * Does something, but waits for it no longer than until the execution is cancelled. What was begun goes on, as
 * other runs may need it: a login, for example.
 *
 * @param context of the execution; where it cannot be cancelled, this only waits
 * @param work not begun if the execution is cancelled already
 * @throws OperationalError when the execution is cancelled
 */
export async function untilCancelled<T>(
	context: ServiceContext,
	work: () => Promise<T>,
): Promise<T> {
	const signal =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
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
