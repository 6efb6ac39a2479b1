import type { IDataObject, INode } from 'n8n-workflow';
import { acquire } from '../shared/base/rateLimiter';
import type { ApiRequest } from '../shared/http/client';
import type { Endpoint } from '../shared/http/endpoint';
import { markUncertain, serviceError, UNCERTAIN } from '../shared/http/errors';
import type { LoviClient } from './client';
import { reasonOf } from './client';
import { readContactResults } from './contactResults';

/** A request that sends a message or has someone called. */
export interface Notification {
	endpoint: Endpoint<'POST'>;
	body: IDataObject;
	/** The numbers of its contacts. */
	numbers: string[];
	/** Whether to write the body without nesting. */
	isFlat: boolean;
	/** The most requests in any minute, of all runs in this process that ask for the same. */
	perMinute: number;
	/** What the request is about, for messages. */
	subject: string;
	/** Tells the user what Lovi's answer leaves open. */
	hint?: (message: string) => void;
}

/** Shown beside output that would look as if Lovi had confirmed each contact. */
const ANSWERED_TOGETHER =
	'Lovi answered for all contacts of a request together, and not for each one. What it said stands with all of them; contacts_in_request says how many they are.';

/** Says in n8n's log how long it will take to send so many requests, where Lovi's limit makes it long. */
export function announce(client: LoviClient, requests: number, perMinute: number): void {
	const minutes = Math.ceil(requests / perMinute) - 1;
	if (minutes < 1) return;
	client.context.logger.info(
		`Lovi: ${requests} requests at ${perMinute} a minute will take about ${minutes} min`,
	);
}

/**
 * Sends a message or a call for a company, no more of them than Lovi allows in a minute (lovi-api.md,
 * section 12).
 *
 * @returns for each contact what Lovi said of it, or why it is not certain to have got the message. What
 * Lovi said of a request as a whole stands with all its contacts, and how many they are.
 */
export async function notify(
	client: LoviClient,
	company: { key: string },
	{ endpoint, body, numbers, isFlat, perMinute, subject, hint }: Notification,
): Promise<Array<IDataObject | Error>> {
	const baseUrl = await client.api.baseUrl();
	const isForMany = numbers.length > 1;
	const request: ApiRequest = {
		...endpoint,
		query: isFlat ? { unflatten: true } : {},
		body: isFlat ? flatten(body) : body,
		subject,
		readsRefusal: isForMany,
		acquire: async () => {
			await acquire(`notifications at ${baseUrl}`, perMinute, async (milliseconds) => {
				await client.api.pause(milliseconds);
			});
		},
	};
	const answer = await client.asCompany(company, request);
	const { common, results } = readContactResults(answer, numbers);
	const shared = isForMany ? { ...common, contacts_in_request: numbers.length } : common;
	if (isForMany && results.some(({ verdict, isOwn }) => verdict === 'done' && !isOwn)) {
		hint?.(ANSWERED_TOGETHER);
	}
	const redact = await client.redactor([company.key]);
	return results.map(({ number, verdict, fields }) => {
		// First in the record, and as it was sent, whatever Lovi repeats.
		if (verdict === 'done') return Object.assign({ number }, shared, fields, { number });
		const reason = redact(reasonOf(fields) || reasonOf(common));
		return contactError(client.context.getNode(), number, verdict, reason, numbers.length);
	});
}

/** Like `notify`, for one contact. @throws NodeApiError where it is not certain to have got the message */
export async function notifyOne(
	client: LoviClient,
	company: { key: string },
	notification: Notification,
): Promise<IDataObject> {
	const [contact] = await notify(client, company, notification);
	if (contact instanceof Error) throw contact;
	return contact ?? {};
}

function contactError(
	node: INode,
	number: string,
	verdict: 'refused' | 'open',
	reason: string,
	contacts: number,
): Error {
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
