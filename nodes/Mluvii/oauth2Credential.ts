import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { Connection, RefusedToken } from '../shared/base/token/cachedCredential';
import { CachedCredential } from '../shared/base/token/cachedCredential';

/** The credential for Mluvii's login screen, whose token n8n keeps and renews by itself. */
export class OAuth2Credential extends CachedCredential {
	/** n8n cannot be told that a success means a token that has ended. */
	override readonly canRenew = (status: number): boolean => status !== 200;

	/** @throws UserError when nobody has logged in yet, too */
	override async connect(): Promise<Connection> {
		const { oauthTokenData } = await this.read();
		const { access_token: connected } = (oauthTokenData ?? {}) as IDataObject;
		if (!connected) {
			throw new UserError('The Mluvii credential is not connected yet', {
				description: 'Open the credential and choose "Connect my account".',
			});
		}
		return await super.connect();
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
			throw explainEndedLogin(error, await this.redactor([]));
		}
	}
}

/**
 * n8n renews an OAuth2 login by itself, and its own words for a renewal that is not possible do not say
 * what to do: without offline_access there is no refresh token, and EAUTH is a refusal by the login server.
 */
function explainEndedLogin(error: unknown, redact: (message: string) => string): unknown {
	if (!(error instanceof Error)) return error;
	// n8n wraps what its OAuth2 client throws.
	const isRefused = [error, error.cause].some(
		(cause) => (cause as { code?: unknown } | undefined)?.code === 'EAUTH',
	);
	if (!isRefused && !/refresh ?token/i.test(error.message)) return error;
	const reason = isRefused ? `: ${redact(error.message)}` : '';
	return new UserError(`The login of the Mluvii credential has ended${reason}`, {
		description:
			'Open the credential and choose "Connect my account" again. To stay logged in, add offline_access to its scope if Mluvii allows that for your client.',
	});
}
