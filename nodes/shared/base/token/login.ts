import type {
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { endingOf, isRedirect, isSuccess } from '../outcome';
import { redact } from '../redaction';
import { toText } from '../text';

/** What the login to a service brings. */
export interface AccessToken {
	accessToken: string;
}

/** A login is quick where it works at all, and everything else waits for it. */
const TIMEOUT_MS = 30_000;

/** The answer fields in which login servers put their reason, in order of preference. */
const REASONS = ['error_description', 'msg', 'message', 'error_code', 'error'];

/**
 * Sends one login request and returns its token.
 *
 * A refusal becomes a UserError without the HTTP answer attached: n8n would log in a second time if it
 * saw a status 401 here, and would replace the service's own words by general ones.
 *
 * @param service the name that messages use
 * @param request the complete login request
 * @param secrets are not repeated in messages, even if the server does so
 * @throws UserError when the server refuses, cannot be reached or does not answer with a token
 */
export async function logIn(
	helpers: IHttpRequestHelper['helpers'],
	service: string,
	request: IHttpRequestOptions,
	secrets: string[],
): Promise<AccessToken> {
	const { origin } = new URL(request.url);
	const answer = await send(helpers, service, origin, request);
	if (!isSuccess(answer.statusCode)) throw refusal(service, origin, answer, secrets);
	const { access_token: accessToken } = fieldsOf(answer.body);
	if (typeof accessToken !== 'string' || accessToken === '') {
		throw new UserError(`${origin} answered, but not like a ${service} login server`, {
			description:
				'Check the address in the credential. It may lead to another service or to a web page.',
		});
	}
	if (accessToken.startsWith('=')) {
		throw new UserError(`${origin} gave a token that n8n cannot store`, {
			description:
				'It begins with "=", which n8n would take for an expression. Check the address in the credential.',
		});
	}
	return { accessToken };
}

/** Says why a login was answered without success, and what to do. It is sent once, whatever the reason is. */
function refusal(
	service: string,
	origin: string,
	answer: IN8nHttpFullResponse,
	secrets: string[],
): UserError {
	const { statusCode: status, headers } = answer;
	const body = fieldsOf(answer.body);
	const kind = isRedirect(status) ? 'redirected' : 'answer';
	switch (endingOf({ kind, status, headers, body })) {
		case 'tooMany':
		case 'unavailable':
		case 'unsupported':
			return new UserError(
				status === 429
					? `The ${service} login server asks to slow down`
					: `The ${service} login server is not available at the moment (status ${status})`,
				{ description: 'This has nothing to do with the password. Try again later.' },
			);
		case 'redirected':
		case 'notFound':
			return new UserError(`There is no ${service} login at ${origin} (status ${status})`, {
				description: 'Check the address in the credential. It may lead to another service.',
			});
		default:
			return new UserError(
				`${service} did not accept the login: ${redact(reasonOf(status, body), secrets)}`,
				{ description: 'Check the user name and the password in the credential.' },
			);
	}
}

async function send(
	helpers: IHttpRequestHelper['helpers'],
	service: string,
	origin: string,
	request: IHttpRequestOptions,
): Promise<IN8nHttpFullResponse> {
	const complete: IHttpRequestOptions = {
		...request,
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
		timeout: TIMEOUT_MS,
	};
	const answer: unknown = await helpers.httpRequest(complete).catch((error: unknown) => {
		throw new UserError(`The ${service} login server at ${origin} could not be reached`, {
			description: `Check the address in the credential and the network. The connection ended with: ${networkReason(error)}`,
		});
	});
	return answer as IN8nHttpFullResponse;
}

/** Reads like a word, because n8n replaces texts that contain socket codes such as ECONNREFUSED. */
function networkReason(error: unknown): string {
	const { code, message } = error as { code?: string; message?: string };
	const known: Record<string, string> = {
		ECONNREFUSED: 'connection refused',
		ENOTFOUND: 'host name not found',
		EAI_AGAIN: 'host name not found',
		ECONNRESET: 'connection closed by the server',
		ETIMEDOUT: 'no answer in time',
		ECONNABORTED: 'no answer in time',
	};
	const reason = known[code ?? ''];
	if (reason !== undefined) return reason;
	return /cert|self.signed|TLS|SSL/i.test(`${code ?? ''} ${message ?? ''}`)
		? 'its certificate is not trusted'
		: 'no connection';
}

function reasonOf(status: number, fields: IDataObject): string {
	const reasons = REASONS.map((name) => fields[name]);
	const reason = reasons.find((words) => typeof words === 'string' && words !== '');
	return reason === undefined ? `status ${status}` : toText(reason);
}

function fieldsOf(body: unknown): IDataObject {
	return typeof body === 'object' && body !== null && !Array.isArray(body)
		? (body as IDataObject)
		: {};
}
