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
import { isAttachment, isLoginPage, isWebPage } from './loginPage';
import { UnwantedResultError } from './errors';
import type { Expectation } from './outcome';
import { isJsonType, isTextType, mediaTypeOf, readAnswer, readFailure } from './outcome';

/**
 * A service that sends nothing for so long is given up. Gateways in front of a service answer in its place
 * after 60 to 100 seconds, which says more than silence does, so it is a little longer; n8n would wait for
 * 300 seconds, and without an end for the rest of a file.
 */
export const IDLE_TIMEOUT_MS = 120_000;

/** How answers are taken in, whatever they are. */
export function transferOptions(isStream: boolean): Partial<IHttpRequestOptions> {
	return {
		encoding: isStream ? 'stream' : 'text',
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
	/** The name under which the service wants it to be saved, without folders; undefined if it has none. */
	fileName: string | undefined;
	/** Whether the service says that there is nothing in it. */
	isEmpty: boolean;
}

/** Takes in a file; what it returns is the answer. Called again if the transfer breaks off. */
export type FileReceiver = (file: IncomingFile) => Promise<unknown>;

/** Who asks for an answer that is or may be something other than JSON, and how it is taken in. */
export interface Transfer {
	context: ServiceContext;
	/** The service, for messages. */
	service: string;
	connection: Connection;
	/** Left out where the answer is a text. */
	receiveFile?: FileReceiver;
	/** The longest pause between two pieces, in milliseconds. */
	idleTimeoutMs: number;
}

/**
 * Takes in an answer that comes as a stream: a file, also from the host to which the service redirects a read,
 * or what else it is.
 *
 * @throws UserError when the file is kept where it cannot be fetched safely; UnwantedResultError when a write
 * was carried out, but its file could not be kept; what `receiveFile` throws for a read
 */
export async function receive(
	answer: IN8nHttpFullResponse,
	transfer: Transfer,
	expectation: Expectation,
): Promise<Outcome> {
	const { statusCode: status, headers } = answer;
	const { context, service, connection, idleTimeoutMs, receiveFile } = transfer;
	const { isRead, format } = expectation;
	if (isRedirect(status) && isRead && receiveFile && format === 'file') {
		const address = addressIn(headers, connection);
		const isHere = address?.host === new URL(connection.baseUrl).host;
		if (address && !(isHere && isLoginPage(status, headers, ''))) {
			contentOf(answer).destroy();
			return await receiveElsewhere(address, { ...transfer, receiveFile });
		}
	}
	if (isSuccess(status) && receiveFile && isFile(headers, expectation)) {
		const file = takeIn(answer, { ...transfer, receiveFile });
		return isRead ? await file : await file.catch((error: unknown) => lostFile(error, service));
	}
	const read = untilCancelled(
		context,
		async () =>
			await withIdleTimeout(
				contentOf(answer),
				idleTimeoutMs,
				async (content) => await readText(content, headers),
			),
	);
	// A refusal is one whatever it says, but of a success nothing may be missing.
	const text = isSuccess(status) ? await read : await read.catch(() => '');
	return readAnswer({ status, headers, text }, expectation);
}

/** Whether a success is taken in as a file. */
function isFile(headers: IDataObject, { format, refusesInJson }: Expectation): boolean {
	if (isWebPage(headers)) return false;
	if (isAttachment(headers)) return true;
	if (format === 'file') return refusesInJson !== true || !isJsonType(headers);
	return mediaTypeOf(headers) !== '' && !isJsonType(headers) && !isTextType(headers);
}

/** @throws the error itself when the connection ended, which has its own consequences */
function lostFile(error: unknown, service: string): never {
	const { code, message } = error as NodeJS.ErrnoException;
	// ERR_INVALID_ARG_TYPE and its like are not of the connection.
	if (code !== undefined && !code.startsWith('ERR_INVALID')) throw error;
	throw new UnwantedResultError(
		`${service} carried out the request, but the file of its answer could not be kept: ${message}`,
		{ description: 'Do not run this again, as the request would be carried out a second time.' },
	);
}

/**
 * Takes in a file that the service keeps on another host: by https, without the token, and without following
 * a further redirect. On this machine, where tests run, it may come without encryption.
 */
async function receiveElsewhere(address: URL, transfer: Required<Transfer>): Promise<Outcome> {
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
	{ context, receiveFile, idleTimeoutMs }: Required<Transfer>,
): Promise<Outcome> {
	const { statusCode: status, headers } = answer;
	const mimeType = toText(headers['content-type']).split(';')[0] || undefined;
	const fileName = fileNameIn(headers);
	const isEmpty = status === 204 || headers['content-length'] === '0';
	try {
		const body = await untilCancelled(
			context,
			async () =>
				await withIdleTimeout(
					contentOf(answer),
					idleTimeoutMs,
					async (content) => await receiveFile({ content, mimeType, fileName, isEmpty }),
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

/** The name in `filename*` or `filename` of a Content-Disposition (RFC 6266), without folders. */
function fileNameIn(headers: IDataObject): string | undefined {
	const disposition = toText(headers['content-disposition']);
	const encoded = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition)?.[1];
	const [, quoted, plain] =
		/filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? [];
	const name = decoded(encoded) ?? quoted?.replace(/\\(.)/g, '$1') ?? plain;
	return name?.split(/[\\/]/).pop() || undefined;
}

/** @returns undefined for what is not encoded as it should be */
function decoded(name: string | undefined): string | undefined {
	try {
		return name && decodeURIComponent(name);
	} catch {
		return undefined;
	}
}

/** The text of a stream, in the character set that its headers name. */
async function readText(stream: FileContent, headers: IDataObject): Promise<string> {
	const pieces: Uint8Array[] = [];
	for await (const piece of stream) pieces.push(Buffer.from(piece as Uint8Array));
	return decoderFor(headers).decode(Buffer.concat(pieces));
}

function decoderFor(headers: IDataObject): InstanceType<typeof TextDecoder> {
	const [, charset = 'utf-8'] = /charset="?([^\s;"]+)/i.exec(toText(headers['content-type'])) ?? [];
	try {
		return new TextDecoder(charset);
	} catch {
		// A character set that nobody knows; most of what is written is in this one.
		return new TextDecoder();
	}
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
