import type {
	BinaryHelperFunctions,
	IDataObject,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { sleep, UserError } from 'n8n-workflow';
import type { Outcome } from '../base/outcome';
import { isRedirect, isSuccess } from '../base/outcome';
import type { Connection, ServiceContext } from '../base/token/cachedCredential';
import { toText } from '../base/text';
import { untilCancelled } from './cancellation';
import { isLoginPage, isWebPage } from './loginPage';
import type { Expectation } from './outcome';
import { readAnswer, readFailure } from './outcome';

/**
 * A service that sends nothing for so long is given up. Gateways in front of a service answer in its place
 * after 60 to 100 seconds, which says more than silence does, so it is a little longer; n8n would wait for
 * 300 seconds, and without an end for the rest of a file.
 */
export const IDLE_TIMEOUT_MS = 120_000;

/** How answers are taken in, whatever they are. */
export function transferOptions(isFile: boolean): Partial<IHttpRequestOptions> {
	return {
		encoding: isFile ? 'stream' : 'text',
		returnFullResponse: true,
		// The token must not follow a redirect, and a redirect is an answer of its own here.
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		timeout: IDLE_TIMEOUT_MS,
	};
}

/** The bytes of a file as they come in. */
export type FileContent = Extract<
	Parameters<BinaryHelperFunctions['prepareBinaryData']>[0],
	NodeJS.ReadableStream
>;

/** A file that is being received. */
export interface IncomingFile {
	content: FileContent;
	/** Without parameters such as the character set; undefined if the service does not say. */
	mimeType: string | undefined;
}

/** Takes in a file; what it returns is the answer. Called again if the transfer breaks off. */
export type FileReceiver = (file: IncomingFile) => Promise<unknown>;

/** Who asks for a file, and how it is taken in. */
export interface FileTransfer {
	context: ServiceContext;
	/** The service, for messages. */
	service: string;
	connection: Connection;
	receiveFile: FileReceiver;
	/** The longest pause between two pieces, in milliseconds. */
	idleTimeoutMs: number;
}

/**
 * Takes in a file from an answer, or from the host to which the service redirects.
 *
 * @throws UserError when the file is kept where it cannot be fetched safely, and what `receiveFile` throws
 */
export async function receive(
	answer: IN8nHttpFullResponse,
	transfer: FileTransfer,
	expectation: Expectation,
): Promise<Outcome> {
	const { statusCode: status, headers } = answer;
	const { connection, idleTimeoutMs } = transfer;
	if (isRedirect(status)) {
		const address = addressIn(headers, connection);
		const isHere = address?.host === new URL(connection.baseUrl).host;
		if (address && !(isHere && isLoginPage(status, headers, ''))) {
			contentOf(answer).destroy();
			return await receiveElsewhere(address, transfer);
		}
	}
	if (isSuccess(status) && !isWebPage(headers)) return await takeIn(answer, transfer);
	const text = await withIdleTimeout(contentOf(answer), idleTimeoutMs, readText);
	return readAnswer({ status, headers, text }, expectation);
}

/**
 * Takes in a file that the service keeps on another host: by https, without the token, and without following
 * a further redirect. On this machine, where tests run, it may come without encryption.
 */
async function receiveElsewhere(address: URL, transfer: FileTransfer): Promise<Outcome> {
	const { context, service, connection } = transfer;
	const isHere = connection.isLocal && address.hostname === new URL(connection.baseUrl).hostname;
	if (address.protocol !== 'https:' && !isHere) {
		throw new UserError(`${service} keeps the file at ${address.host}, but not for https`, {
			description: `A file is only fetched over an encrypted connection. Ask the administrator of your ${service} for that.`,
		});
	}
	const options: IHttpRequestOptions = {
		...transferOptions(true),
		method: 'GET',
		url: address.href,
		headers: { Accept: '*/*' },
	};
	let source = address.host;
	try {
		const answer = (await untilCancelled(
			context,
			async () => (await context.helpers.httpRequest(options)) as unknown,
		)) as IN8nHttpFullResponse;
		const { statusCode: status, headers } = answer;
		source += sizeIn(headers);
		if (isSuccess(status) && !isWebPage(headers)) return await takeIn(answer, transfer);
		contentOf(answer).destroy();
		// A login page can be on any host, and a web page is no file.
		if (isSuccess(status)) return { kind: 'loginPage', status, source };
		return isRedirect(status)
			? { kind: 'redirected', status, headers, source }
			: { kind: 'answer', status, headers, body: undefined, source };
	} catch (error) {
		return { ...readFailure(error, { isRead: true, hasLoginPage: false }), source };
	}
}

/** Gives the file to whoever takes it in, but no longer than until the execution is cancelled. */
async function takeIn(
	answer: IN8nHttpFullResponse,
	{ context, receiveFile, idleTimeoutMs }: FileTransfer,
): Promise<Outcome> {
	const { statusCode: status, headers } = answer;
	const mimeType = toText(headers['content-type']).split(';')[0] || undefined;
	try {
		const body = await untilCancelled(
			context,
			async () =>
				await withIdleTimeout(
					contentOf(answer),
					idleTimeoutMs,
					async (content) => await receiveFile({ content, mimeType }),
				),
		);
		return { kind: 'answer', status, headers, body };
	} finally {
		contentOf(answer).destroy();
	}
}

/** Where an answer redirects to. */
function addressIn({ location }: IDataObject, { baseUrl }: Connection): URL | undefined {
	const entered = toText(location);
	return entered !== '' && URL.canParse(entered, baseUrl) ? new URL(entered, baseUrl) : undefined;
}

function contentOf({ body }: IN8nHttpFullResponse): FileContent {
	return body as unknown as FileContent;
}

/** The size of a file as an answer announces it, for messages. */
function sizeIn(headers: IDataObject): string {
	const bytes = Number(headers['content-length']);
	return bytes > 0 ? ` (${(bytes / 1_000_000).toFixed(1)} MB)` : '';
}

async function readText(stream: FileContent): Promise<string> {
	let text = '';
	for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
	return text;
}

/**
 * Takes in a file, but gives it up when it pauses too long: the time-out of a request ends with the
 * beginning of its answer.
 *
 * @param idleTimeoutMs the longest pause between two pieces, in milliseconds
 * @throws an error with the code ETIMEDOUT when nothing came for so long
 */
async function withIdleTimeout<T>(
	content: FileContent,
	idleTimeoutMs: number,
	receive: (content: FileContent) => Promise<T>,
): Promise<T> {
	const settled = new AbortController();
	let latest = performance.now();
	const watched = content.map((piece: unknown) => {
		latest = performance.now();
		return piece;
	});
	const silence = async (): Promise<never> => {
		for (let left = idleTimeoutMs; left > 0; left = latest + idleTimeoutMs - performance.now()) {
			await sleep(left, settled.signal);
		}
		content.destroy();
		throw Object.assign(new Error('The file stopped coming'), { code: 'ETIMEDOUT' });
	};
	try {
		// The stream itself may wait for its next piece before it notices its end.
		return await Promise.race([receive(watched), silence()]);
	} finally {
		settled.abort();
	}
}
