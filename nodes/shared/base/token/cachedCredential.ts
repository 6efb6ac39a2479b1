import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import type { ServiceContext } from '../serviceContext';

/** A token that was answered with the status 401 or with the login page. */
export interface RefusedToken {
	/** The status of that answer. */
	status: number;
	/** When the request was started, in milliseconds since 1970. */
	since: number;
}

/**
 * How long a credential is used as it was read. Longer than for most runs of a node, and shorter than a
 * login stands for requests that were refused with the token before it (`obtainToken`).
 */
const CACHED_MS = 5_000;

/**
 * A credential whose token n8n stores in it. n8n reads and decrypts it for each request, which takes longer
 * than sending the request; here it is read every few seconds.
 */
export class CachedCredential {
	private cached?: { data: Promise<ICredentialDataDecryptedObject>; readAt: number };

	constructor(
		private readonly context: ServiceContext,
		private readonly type: string,
	) {}

	/** The decrypted fields. Other requests get a new token through the same object. */
	async read(): Promise<ICredentialDataDecryptedObject> {
		if (!this.cached || performance.now() - this.cached.readAt > CACHED_MS) {
			this.cached = { data: this.context.getCredentials(this.type), readAt: performance.now() };
		}
		return await this.cached.data;
	}

	/** The fields as they are held and as n8n has them stored, whose tokens can differ. */
	async versions(): Promise<ICredentialDataDecryptedObject[]> {
		return [await this.read(), await this.context.getCredentials(this.type)];
	}

	/**
	 * Sends a request with the credential's authentication.
	 *
	 * @param fields from `read`
	 * @param refused the token that the service refused: without a token, n8n gets a new one first, in every
	 * version and whatever the status was
	 */
	async send(
		options: IHttpRequestOptions,
		fields: ICredentialDataDecryptedObject,
		refused?: RefusedToken,
	): Promise<unknown> {
		const { context, type } = this;
		const { id, name = '' } = context.getNode().credentials?.[type] ?? {};
		// n8n puts a new token in here. Each request has its own, to tell which token it was refused with.
		const data: ICredentialDataDecryptedObject = { ...fields };
		if (refused) Object.assign(data, { accessToken: '', refusedSince: refused.since });
		const { accessToken: before } = data;
		try {
			return (await context.helpers.httpRequestWithAuthentication.call(context, type, options, {
				credentialsDecrypted: { id: id ?? '', name, type, data },
			})) as unknown;
		} finally {
			const { accessToken, tokenAccount } = data;
			if (accessToken !== before) Object.assign(fields, { accessToken, tokenAccount });
		}
	}
}
