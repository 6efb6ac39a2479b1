import type { IHookFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { isLoopback } from '../../shared/base/baseUrl';
import type { MluviiClient } from '../client';

/** The address under which n8n takes what is for a trigger: one for good, and another one for tests. */
export function addressFor(context: IHookFunctions): string {
	return context.getNodeWebhookUrl('default') ?? '';
}

/** @throws UserError when n8n is only known to itself under a trigger's address */
export async function checkReachable(context: IHookFunctions, client: MluviiClient): Promise<void> {
	const address = addressFor(context);
	if (!isLoopback(address) || isLoopback(await client.baseUrl())) return;
	throw new UserError(`Mluvii cannot reach this n8n at ${new URL(address).host}`, {
		description:
			'Set the environment variable WEBHOOK_URL of n8n to the address under which it is reached from outside.',
	});
}
