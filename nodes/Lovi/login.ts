import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { AddressField } from '../shared/base/baseUrl';
import * as endpoints from './generated/endpoints';
import { acquireWithin, MAX_WAIT_MS } from './limits';

/*
 * The login to Lovi, which the credential and the node have in common: the node logs in once more for a
 * company.
 */

/** Where the credential says where Lovi runs. */
export const ADDRESS: AddressField = { name: 'baseUrl', label: 'Base URL' };

/** Where to log in (lovi-api.md, section 1). */
export const LOGIN_PATH = endpoints.logIn().path;

/** The call that proves a credential: the companies that its user may act for. */
export const TEST_PATH = endpoints.listCompanyApiKeys().path;

/** The header in which the gateway key of a credential is sent. */
export const GATEWAY_HEADER = 'apikey';

/** What a login with e-mail and password consists of, beside its path. */
export function passwordLogin({ email, password }: ICredentialDataDecryptedObject): {
	query: IDataObject;
	body: IDataObject;
} {
	return { query: { grant_type: 'password' }, body: { email, password } };
}

/** The header with the credential's gateway key; nothing where it has none. */
export function gatewayHeader({ gatewayApiKey }: ICredentialDataDecryptedObject): IDataObject {
	return gatewayApiKey ? { [GATEWAY_HEADER]: gatewayApiKey } : {};
}

/**
 * Waits until the credential's own login may begin: those of all runs of this process count together.
 *
 * @throws LimitReachedError when the wait would be longer than a request can wait for its token
 */
export async function acquireLogin(
	credential: ICredentialDataDecryptedObject,
	baseUrl: string,
): Promise<void> {
	const demand = { baseUrl, credential, maxWaitMs: MAX_WAIT_MS, run: {} };
	await acquireWithin('login', demand, async (milliseconds) => {
		await sleep(milliseconds);
	});
}
