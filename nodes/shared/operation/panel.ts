import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { toNodeError } from '../http/errors';

/**
 * Makes the function with which a service's lists in the panel send requests. It throws a NodeOperationError or
 * NodeApiError where they fail.
 *
 * @param createClient makes the service's client for a list
 */
export function panelReader<Client>(createClient: (context: ILoadOptionsFunctions) => Client) {
	return async <T>(
		context: ILoadOptionsFunctions,
		request: (client: Client) => Promise<T>,
	): Promise<T> =>
		await request(createClient(context)).catch((error: unknown) => {
			throw toNodeError(context.getNode(), error, 0);
		});
}
