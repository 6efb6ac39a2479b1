import type { IDataObject, INode, NodeApiError } from 'n8n-workflow';
import type { Endpoint } from '../shared/http/endpoint';
import type { NodeFailure } from '../shared/http/errors';
import { durationOf } from '../shared/base/text';
import {
	markUncertain,
	serviceError,
	toNodeError,
	UNCERTAIN,
	withDetails,
} from '../shared/http/errors';
import type { LocatorValue } from '../shared/operation/fields';
import type { LoviClient, LoviRequest } from './client';
import { reasonOf } from './client';
import type { ActingCompany } from './companies';
import { companyKey } from './companies';
import { readContactResults } from './contactResults';
import { amountOf } from './limits';
import type { TemplateCheck } from './templateCheck';
import { checkMessage } from './templateCheck';

/** A request that sends a message or has someone called. */
export interface Notification {
	endpoint: Endpoint<'POST'>;
	/** For whom. */
	company: LocatorValue;
	body: IDataObject;
	/** The numbers of its contacts. */
	numbers: string[];
	/** Whether to write the body without nesting. */
	isFlat: boolean;
	/** The most requests in any minute, of all runs in this process that ask for the same; Lovi's limit if left out. */
	perMinute?: number;
	/** How many requests the run is going to send. */
	requests: number;
	/** What the request is about, for messages. */
	subject: string;
	/** How to check the message against its template; undefined where that is not wanted, or there is none. */
	check?: TemplateCheck;
	/** Tells the user what Lovi's answer leaves open. */
	hint?: (message: string) => void;
}

/** Shown beside output that would look as if Lovi had confirmed each contact. */
const ANSWERED_TOGETHER =
	'Lovi answered for all contacts of a request together, and not for each one. What it said stands with all of them; contacts_in_request says how many they are.';

/** Says in n8n's log how long it will take to send a run's requests, where a limit makes it long. */
export async function announce(
	client: LoviClient,
	{ requests, perMinute }: Pick<Notification, 'requests' | 'perMinute'>,
): Promise<void> {
	const rate = await client.rateOf('notification', perMinute);
	const wait = (Math.ceil(requests / rate.most) - 1) * rate.periodMs;
	if (wait === 0) return;
	client.context.logger.info(
		`Lovi: ${requests} requests will take about ${durationOf(wait)}, at ${amountOf('notification', rate)}`,
	);
}

/** What is known of a notification while it is being sent. */
interface Sending extends Pick<Notification, 'body'> {
	company?: ActingCompany;
	/** When the request went out, in UTC. */
	sentAt?: string;
}

/**
 * Makes sure that a notification can go out: that its company is known, and that it fits its template.
 *
 * @returns its company, and why it is not certain that it fits
 * @throws UserError where it cannot
 */
async function prepare(
	client: LoviClient,
	{ company: chosen, body, check }: Notification,
	sending: Sending,
): Promise<{ company: ActingCompany; unchecked: string | undefined }> {
	const company = (sending.company = await companyKey(client, chosen));
	const unchecked = check && (await checkMessage(client, company, body, check));
	return { company, unchecked };
}

/** Makes sure before anything is sent that a notification can go out. @throws NodeOperationError or NodeApiError where it cannot */
export async function checkFirst(client: LoviClient, notification: Notification): Promise<void> {
	const { body, numbers } = notification;
	const sending: Sending = { body };
	await prepare(client, notification, sending).catch((error: unknown) => {
		throw failureOf(client, error, recordOf(sending, numbers[0]));
	});
}

/**
 * Sends a message or a call for a company, no more of them than Lovi allows in a minute (lovi-api.md,
 * section 12).
 *
 * @returns for each contact what was sent and what Lovi said of it, or why it is not certain to have got the
 * message. What Lovi said of a request as a whole stands with all its contacts, and how many they are.
 */
export async function notify(
	client: LoviClient,
	notification: Notification,
): Promise<Array<IDataObject | Error>> {
	const { body, numbers } = notification;
	const sending: Sending = { body };
	return await send(client, notification, sending).catch((error: unknown) =>
		numbers.map((number) => failureOf(client, error, recordOf(sending, number))),
	);
}

async function send(
	client: LoviClient,
	notification: Notification,
	sending: Sending,
): Promise<Array<IDataObject | Error>> {
	const { endpoint, body, numbers, isFlat, perMinute, requests, subject, hint } = notification;
	const { company, unchecked } = await prepare(client, notification, sending);
	await client.oncePerRun('announcement', async () => {
		await announce(client, { requests, perMinute });
	});
	const isForMany = numbers.length > 1;
	const request: LoviRequest = {
		...notificationRequest({ endpoint, body, isFlat }),
		subject,
		readsRefusal: isForMany,
		perMinute,
		acquire: () => {
			sending.sentAt = new Date().toISOString();
			return Promise.resolve();
		},
	};
	// Before anything is sent, as it reads the credential, which can fail.
	const redact = await client.redactor([company.key]);
	const answer = await client.asCompany(company, request);
	if (unchecked !== undefined) hint?.(unchecked);
	const { common, results } = readContactResults(answer, numbers);
	const shared = isForMany ? { ...common, contacts_in_request: numbers.length } : common;
	if (isForMany && results.some(({ verdict, isOwn }) => verdict === 'done' && !isOwn)) {
		hint?.(ANSWERED_TOGETHER);
	}
	return results.map(({ number, verdict, fields }) => {
		const record = recordOf(sending, number);
		// First in the record, and as it was sent, whatever Lovi repeats.
		if (verdict === 'done') return Object.assign({ ...record }, shared, fields, record);
		const reason = redact(reasonOf(fields) || reasonOf(common));
		const node = client.context.getNode();
		return withDetails(contactError(node, number, verdict, reason, numbers.length), record);
	});
}

/** What a notification sends where. */
export function notificationRequest({
	endpoint,
	body,
	isFlat,
}: Pick<Notification, 'endpoint' | 'body' | 'isFlat'>): LoviRequest {
	return {
		...endpoint,
		query: isFlat ? { unflatten: true } : {},
		body: isFlat ? flatten(body) : body,
	};
}

/** Like `notify`, for one contact. @throws NodeApiError where it is not certain to have got the message */
export async function notifyOne(
	client: LoviClient,
	notification: Notification,
): Promise<IDataObject> {
	const [contact] = await notify(client, notification);
	if (contact instanceof Error) throw contact;
	return contact ?? {};
}

/** What is, was, or was to be, sent to whom, as far as it is known. */
export function recordOf({ body, company, sentAt }: Sending, number?: string): IDataObject {
	const record = {
		number,
		company_id: company?.company_id,
		company_name: company?.company_name,
		template: body.name_template,
		language: body.language_template,
		agent_id: body.agent_id,
		send_at: body.datetime_sending ?? sentAt,
	};
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** What was thrown, for one of the contacts that it concerns, with what was to be sent. */
function failureOf(client: LoviClient, error: unknown, record: IDataObject): NodeFailure {
	return withDetails(toNodeError(client.context.getNode(), error), record);
}

function contactError(
	node: INode,
	number: string,
	verdict: 'refused' | 'open',
	reason: string,
	contacts: number,
): NodeApiError {
	const because = reason === '' ? '' : `: ${reason}`;
	const together =
		contacts > 1
			? ` Lovi answered for ${contacts} contacts together: the others may have got theirs, so do not send all of them again.`
			: '';
	const answer = { status: 200, message: reason };
	if (verdict === 'refused') {
		return serviceError(
			node,
			`Lovi refused the contact ${number}${because}`,
			`Check the values of this item against the message.${together}`,
			answer,
		);
	}
	return markUncertain(
		serviceError(
			node,
			`Lovi did not confirm the contact ${number}${because}. ${UNCERTAIN}`,
			`It was not sent again, so that nothing happens twice.${together} Check in Lovi before you run this again.`,
			answer,
		),
	);
}

/** A body without nested objects, for the `unflatten` form: {a: {b: 1}} becomes {"a.b": 1}. */
function flatten(body: IDataObject): IDataObject {
	const flat: IDataObject = {};
	for (const [key, value] of Object.entries(body)) {
		if (typeof value !== 'object' || value === null) flat[key] = value;
		else
			for (const [inner, part] of Object.entries(value)) flat[`${key}.${inner}`] = part as string;
	}
	return flat;
}
