import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { toText } from '../shared/base/text';
import type { Connection, RefusedToken } from '../shared/base/token/cachedCredential';
import { CachedCredential } from '../shared/base/token/cachedCredential';
import { bindTokenToHost } from '../shared/base/token/tokens';
import { rootOf } from '../shared/http/outcome';

/** The credential for Mluvii's login screen, whose token n8n keeps and renews by itself. */
export class OAuth2Credential extends CachedCredential {
	/** n8n cannot be told that a success means a token that has ended. */
	override readonly canRenew = (status: number): boolean => status !== 200;

	/** n8n renews the token of each refused request by itself. */
	override readonly hasToken = async (): Promise<boolean> => await Promise.resolve(false);

	/** n8n 1 renews a token after a 401 only, not after a login page. */
	override readonly hasRenewed = async ({ credential }: Connection): Promise<boolean> =>
		tokenIn(credential) !== tokenIn(await this.context.getCredentials(this.type));

	/** @throws UserError when nobody has logged in yet, or when the login belongs to another host, too */
	override async connect(): Promise<Connection> {
		const connection = await super.connect();
		const token = tokenIn(connection.credential);
		if (!token) {
			throw new UserError('The Mluvii credential is not connected yet', {
				description: 'Open the credential and choose "Connect my account".',
			});
		}
		// n8n asks the credential itself before each request only in later versions.
		bindTokenToHost(token, connection.baseUrl);
		return connection;
	}

	/**
	 * n8n refreshes a token when a request ends with the status that it is told, and sends the request again
	 * by itself. That takes one more request with the refused token.
	 */
	override async send(
		options: IHttpRequestOptions,
		_connection: Connection,
		refused?: RefusedToken,
	): Promise<unknown> {
		const { context, type } = this;
		const renewing = { ...options, ignoreHttpStatusErrors: false };
		const additional = refused && { oauth2: { tokenExpiredStatusCode: refused.status } };
		try {
			return (await context.helpers.httpRequestWithAuthentication.call(
				context,
				type,
				refused ? renewing : options,
				additional,
			)) as unknown;
		} catch (error) {
			throw await this.explainEndedLogin(error);
		}
	}

	/**
	 * n8n renews an OAuth2 login by itself, and its own words for a renewal that is not possible do not say
	 * what to do: without offline_access there is no refresh token, and EAUTH is a refusal by the login server.
	 */
	private async explainEndedLogin(error: unknown): Promise<unknown> {
		if (!(error instanceof Error)) return error;
		const isRefused = rootOf(error).code === 'EAUTH';
		if (!isRefused && !/refresh ?token/i.test(error.message)) return error;
		const reason = isRefused ? `: ${(await this.redactor([]))(error.message)}` : '';
		return new UserError(`The login of the Mluvii credential has ended${reason}`, {
			description:
				'Open the credential and choose "Connect my account" again. To stay logged in, add offline_access to its scope if Mluvii allows that for your client.',
		});
	}
}

function tokenIn({ oauthTokenData }: ICredentialDataDecryptedObject): string {
	return toText(((oauthTokenData ?? {}) as IDataObject).access_token);
}
