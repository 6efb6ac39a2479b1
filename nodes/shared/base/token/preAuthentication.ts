import type {
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { secretsOf } from '../redaction';
import { toText } from '../text';
import { accountOf, sealAccount } from './account';
import { logIn } from './login';
import { obtainToken } from './tokens';

/** How a credential logs in. */
export interface CredentialLogin {
	/** The service, for messages. */
	service: string;
	/** The fields that say as whom, and where. */
	accountFields: string[];
	/** The credential's fields, to know its secrets by. */
	properties: INodeProperties[];
	/** The complete login request. */
	request: IHttpRequestOptions;
	/** Waits until a login may begin, where the service limits how many may. */
	acquire?: () => Promise<void>;
}

/**
 * What n8n stores in a credential when it asks for a token: because there is none yet, or because the service
 * refused the one that is stored.
 *
 * @returns the token, and the account that it belongs to, for `tokenOf`
 * @throws UserError when the login is not possible
 */
export async function preAuthenticate(
	{ helpers }: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
	{ service, accountFields, properties, request, acquire }: CredentialLogin,
): Promise<{ accessToken: string; tokenAccount: string }> {
	const account = accountOf(credentials, accountFields);
	const { accessToken } = await obtainToken({
		account,
		refusedToken: toText(credentials.accessToken) || toText(credentials.refusedToken) || undefined,
		refusedSince: credentials.refusedSince as number | undefined,
		logIn: async () => {
			await acquire?.();
			return await logIn(helpers, service, request, secretsOf(properties, credentials));
		},
	});
	return { accessToken, tokenAccount: await sealAccount(account) };
}
