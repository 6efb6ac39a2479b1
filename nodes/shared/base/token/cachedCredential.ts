import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import type { AddressField } from '../baseUrl';
import { baseUrlOf, isLoopback } from '../baseUrl';
import { redact, secretsOf } from '../redaction';
import { isValidFor, OUTCOME_STANDS_MS } from './tokens';

/** Where requests can come from: a run of a node, a list in its panel, or the life of a trigger. */
export type ServiceContext =
	IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions | IWebhookFunctions;

/** What a credential says, at one moment. */
export interface Connection {
	baseUrl: string;
	/** Whether the service runs on this machine, which it can only be asked for by whoever runs n8n. */
	isLocal: boolean;
	skipSslCertificateValidation: boolean;
	/** The credential's decrypted fields. */
	credential: ICredentialDataDecryptedObject;
}

/** A token that was answered with the status 401 or with the login page. */
export interface RefusedToken {
	/** The token; empty where the request had none and n8n got one for it. */
	token: string;
	/** The status of that answer. */
	status: number;
	/** When the request was started, in milliseconds since 1970. */
	since: number;
}

/**
 * How long a credential is used as it was read. Requests with a token that was replaced meanwhile are refused
 * while the login that replaced it still stands, so they get its token without another login.
 */
const CACHED_MS = OUTCOME_STANDS_MS / 2;
/** A token that ends sooner may be refused. */
const VALID_MS = 30_000;

/**
 * A credential of a node, as its requests use it. n8n reads and decrypts it for each request, which takes
 * longer than sending the request; here it is read every few seconds.
 */
export class CachedCredential {
	/** Whether a request whose token was refused with this status can be sent again with a new one. */
	readonly canRenew: (status: number) => boolean = () => true;
	/** Whether a request that was sent again for its refused token had another one than this connection's. */
	readonly hasRenewed: (connection: Connection) => Promise<boolean> = async () =>
		await Promise.resolve(true);
	/** Whether there is a token that will do for some requests at once. */
	readonly hasToken: () => Promise<boolean> = async () =>
		isValidFor(VALID_MS, (await this.read()).accessToken);
	private cached?: { data: Promise<ICredentialDataDecryptedObject>; readAt: number };

	/**
	 * @param type the credential type's name
	 * @param address the field that says where the service is
	 */
	constructor(
		protected readonly context: ServiceContext,
		protected readonly type: string,
		private readonly address: AddressField,
	) {}

	/** The decrypted fields. Other requests get a new token through the same object. */
	async read(): Promise<ICredentialDataDecryptedObject> {
		if (!this.cached || performance.now() - this.cached.readAt > CACHED_MS) {
			this.cached = { data: this.context.getCredentials(this.type), readAt: performance.now() };
		}
		return await this.cached.data;
	}

	/**
	 * Where the service is, and as whom requests are sent to it. Asked for before each request.
	 *
	 * @throws UserError when the address cannot be used
	 */
	async connect(): Promise<Connection> {
		const credential = await this.read();
		const baseUrl = baseUrlOf(credential, this.address);
		return {
			baseUrl,
			isLocal: isLoopback(baseUrl),
			skipSslCertificateValidation: credential.ignoreSSLIssues === true,
			credential,
		};
	}

	/**
	 * A function that takes these values, and the secrets of the credential, out of a message: those that are
	 * held and those that n8n has stored, which can differ.
	 */
	async redactor(secrets: string[]): Promise<(message: string) => string> {
		const fields = this.context.getCredentialsProperties(this.type);
		const versions = [await this.read(), await this.context.getCredentials(this.type)];
		const all = [...secrets, ...versions.flatMap((values) => secretsOf(fields, values))];
		return (message) => redact(message, all);
	}

	/**
	 * Sends a request with the credential's authentication, without looking at what comes back.
	 *
	 * @param connection from `connect`
	 * @param refused the token that the service refused: without a token, n8n gets a new one first, in every
	 * version and whatever the status was
	 */
	async send(
		options: IHttpRequestOptions,
		{ credential }: Connection,
		refused?: RefusedToken,
	): Promise<unknown> {
		const { context, type } = this;
		const { id, name = '' } = context.getNode().credentials?.[type] ?? {};
		// n8n puts a new token in here. Each request has its own, to tell which token it was refused with.
		const data: ICredentialDataDecryptedObject = { ...credential };
		if (refused) {
			const { token: refusedToken, since: refusedSince } = refused;
			Object.assign(data, { accessToken: '', refusedToken, refusedSince });
		}
		const { accessToken: before } = data;
		try {
			return (await context.helpers.httpRequestWithAuthentication.call(context, type, options, {
				credentialsDecrypted: { id: id ?? '', name, type, data },
			})) as unknown;
		} finally {
			const { accessToken, tokenAccount } = data;
			if (accessToken !== before) Object.assign(credential, { accessToken, tokenAccount });
		}
	}
}
