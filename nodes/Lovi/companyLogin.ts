import type { IDataObject } from 'n8n-workflow';
import { asRecord } from '../shared/base/records';
import type { KeyPlacement, LoviClient } from './client';
import { SERVICE } from './client';
import type { CompanyKey } from './companies';
import { passwordLogin } from './login';

/**
 * Logs in again for a company, with its key attached, once per run for each company: Lovi allows 10 logins a
 * minute. Lovi's page demands this step for a company-level token and names no address for it (lovi-api.md,
 * section 3), so address and place of the key can be set.
 */
export async function logInFor(
	client: LoviClient,
	company: CompanyKey,
	path: string,
	placement: KeyPlacement,
): Promise<IDataObject> {
	const id = JSON.stringify(['login', company.key, path, placement]);
	const answer = await client.oncePerRun(id, async () => {
		return await client.asCompany(
			company,
			{
				method: 'POST',
				path,
				...passwordLogin(await client.credential.read()),
				effect: 'read',
				subject: 'The login for a company',
				limited: 'login',
			},
			placement,
		);
	});
	return asRecord(SERVICE, answer);
}
