import type { IDataObject, INode, NodeApiError } from 'n8n-workflow';
import { markUncertain, serviceError, UNCERTAIN } from './errors';
import type { Outcome } from '../base/outcome';
import { isSuccess, retryAfterMs } from '../base/outcome';
import { toText } from '../base/text';
import type { Verdict } from './verdict';
import { MAX_WAIT_MS } from './verdict';

/** How messages speak of a service. */
export interface ServiceWording {
	name: string;
	/** What the service says about a request that it refused; empty if nothing is to be found. */
	reasonOf(body: unknown): string;
	/** The service's own code for its refusal, where it has codes and gave one. */
	codeOf?(body: unknown): string | undefined;
	/** What to do about a status, where the service has better advice than the general one. */
	adviceFor?(status: number): string | undefined;
}

/** What a message needs to know about the request and its service. */
export interface MessageContext {
	service: ServiceWording;
	/** The record that the call is about, such as "Session 7635642". */
	subject?: string;
	/** Whether the path of the call is only put together by convention. */
	isUnconfirmed?: boolean;
	/** Whether the user says what the answer is taken for. */
	choosesFormat?: boolean;
	/** What follows from how the request ended. */
	verdict: Verdict;
	/** Whether a new login was made because the service refused the token. */
	isRenewed: boolean;
	/** Takes out of the service's words what must not be shown. */
	redact: (message: string) => string;
}

/** Says to the user how a request ended that was not carried out, and what to do. */
export function describeOutcome(
	node: INode,
	outcome: Outcome,
	context: MessageContext,
): NodeApiError {
	const error = describe(node, outcome, context);
	return context.verdict.consequence === 'uncertain' ? markUncertain(error) : error;
}

const OTHER_FORMAT =
	'If the call answers with text or a file, choose that under Response Format; if not, check';
const NO_RENEWAL = 'No new login was tried: this kind of credential cannot be renewed here.';

function describe(node: INode, outcome: Outcome, context: MessageContext): NodeApiError {
	const service = outcome.source ?? context.service.name;
	const isUncertain = context.verdict.consequence === 'uncertain';
	const uncertain = isUncertain ? ` ${UNCERTAIN}` : '';
	const check = `Check in ${service} before you run this again.`;
	const connectAgain = context.isRenewed
		? ''
		: ' If it is connected by a login screen, connect it again.';
	switch (outcome.kind) {
		case 'answer':
			return describeAnswer(node, outcome, context);
		case 'loginPage':
			return serviceError(
				node,
				`${service} sent its login page instead of an answer`,
				`${renewal(context)} Check that the credential belongs to this service, that its rights cover the request, and that the address in the credential is right.${connectAgain}`,
			);
		case 'redirected':
			return serviceError(
				node,
				`${service} redirects the request to ${hostOf(outcome.headers)}.${uncertain}`,
				isUncertain ? check : 'Check the address in the credential.',
			);
		case 'unreadable':
			return serviceError(
				node,
				`${service} sent an answer that cannot be read.${uncertain}`,
				isUncertain
					? check
					: `The answer was not the JSON that the ${service} API promises. ${context.choosesFormat === true ? OTHER_FORMAT : 'Check'} the address in the credential, or try again later.`,
			);
		case 'unreachable':
			return serviceError(
				node,
				`${service} could not be reached: ${outcome.reason}`,
				'Nothing was sent. Check the address in the credential and the network, then run this again.',
			);
		case 'interrupted':
			return serviceError(
				node,
				outcome.reason === 'timeout'
					? `${service} did not answer in time.${uncertain}`
					: `The connection to ${service} ended before the answer came.${uncertain}`,
				isUncertain
					? `It was not sent again, so that nothing happens twice. ${check}`
					: 'Several tries ended like this. Try again later.',
			);
	}
}

function renewal({ isRenewed }: MessageContext): string {
	return isRenewed ? 'A new login did not change that.' : NO_RENEWAL;
}

/** The host that a redirect leads to; the rest of the address can hold secrets. */
function hostOf({ location }: IDataObject): string {
	const address = toText(location);
	return URL.canParse(address) ? new URL(address).host : 'another address';
}

function describeAnswer(
	node: INode,
	outcome: Extract<Outcome, { kind: 'answer' }>,
	context: MessageContext,
): NodeApiError {
	const { service, verdict, redact } = context;
	const { status } = outcome;
	const reason = redact(service.reasonOf(outcome.body));
	const code = service.codeOf?.(outcome.body);
	const subject = context.subject ?? 'What the request asks for';
	const wait = retryAfterMs(outcome);
	const name = outcome.source ?? service.name;
	const [message, generalAdvice] = generalMessage(status, name, subject, wait, context);
	const advice =
		status === 404 && context.isUnconfirmed === true
			? `${generalAdvice} The address of this call is not confirmed by the documentation of ${service.name}: if the record exists, use the API Request resource of this node with the address that your ${service.name} shows on its API page.`
			: generalAdvice;
	return serviceError(
		node,
		reason === '' ? message : `${message}: ${reason}`,
		verdict.consequence === 'uncertain'
			? `${UNCERTAIN} Check in ${service.name} before you run this again.`
			: (service.adviceFor?.(status) ?? advice),
		{
			status,
			message: reason,
			code: code !== undefined && redact(code) === code ? code : undefined,
			retryAfter: wait === undefined ? undefined : Math.ceil(wait / 1000),
		},
	);
}

function generalMessage(
	status: number,
	name: string,
	subject: string,
	wait: number | undefined,
	context: MessageContext,
): [message: string, advice: string] {
	const refused: [string, string] = [
		`${name} refused the request`,
		'Check the values of this item against the message.',
	];
	if (isSuccess(status)) return refused;
	const isLongWait = wait !== undefined && wait > MAX_WAIT_MS;
	const longWait = `It wants a pause of ${Math.ceil((wait ?? 0) / 1000)} seconds. Run this again after that, or with fewer items at a time.`;
	switch (status) {
		case 400:
		case 422:
			return refused;
		case 401:
			return [
				`${name} did not accept the credential`,
				`${renewal(context)} Check the credential and its rights.`,
			];
		case 403:
			return [
				`The credential may not do this in ${name}`,
				`Ask an administrator of your ${name} for the right, or use another credential.`,
			];
		case 404:
			return [
				`${subject} was not found in ${name}`,
				'Check the ID, and that the credential belongs to the company that owns the record.',
			];
		case 409:
			return [
				`${name} has something like this already`,
				'Use the existing record, or change the values of this item.',
			];
		case 429:
			return [
				`${name} asks to slow down`,
				isLongWait
					? longWait
					: 'Several tries were refused. Lower Max Parallel Requests, or run this with fewer items at a time.',
			];
		default:
			return status >= 500
				? [
						`${name} is not available at the moment (status ${status})`,
						isLongWait ? longWait : 'Try again later.',
					]
				: [`${name} answered with status ${status}`, 'Check the request.'];
	}
}
