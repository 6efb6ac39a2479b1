import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import type { AddressField } from '../shared/base/baseUrl';
import { acquire } from '../shared/base/rateLimiter';
import * as endpoints from './generated/endpoints';

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

/** Lovi allows so many (lovi-api.md, section 12). */
const LOGINS_PER_MINUTE = 10;

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
 * Waits until one more login may begin: those of the credential and of the node count together.
 *
 * @param wait sleeps for so many milliseconds; what it throws ends the wait
 */
export async function acquireLogin(
	baseUrl: string,
	wait: (milliseconds: number) => Promise<void>,
): Promise<void> {
	await acquire(`logins at ${baseUrl}`, LOGINS_PER_MINUTE, wait);
}
